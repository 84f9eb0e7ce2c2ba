/**
 * Tiles above the root tiles of a production, from the coarsest contents of those, in quadtree post-order: what a branch
 * needs is in memory, and no more.
 *
 * Root tiles whose pictures fit one atlas are merged as they are, without loss, and the merged tile takes the place of
 * their own coarsest contents. Above that four tiles become one with a quarter of the triangles and of the texels, so
 * that every tile is about as heavy as any other and a view needs as many from near as from far.
 *
 * geometricError: a merged tile has the largest of its root tiles'; 16 texels stand for a root tile that has nothing finer,
 * since the survey software itself switches where a texel is a pixel and Cesium where the error is 16. A simplified tile has twice
 * the largest of its children's at least, and at least that and the error of simplifying.
 */
import path from 'node:path';
import type { Finding } from '../../../contracts/finding.ts';
import type { Extent } from '../../../formats/tiles3d/tileset.ts';
import type { ContentWriter } from '../content-writer.ts';
import type { ConvertedRoot, ConvertedTile } from '../convert-tile.ts';
import { unionOf } from '../convert-tile.ts';
import type { PlacedTile } from '../tileset-json.ts';
import { diagonalM, errorOfEmpty, extentOf, wholeOf } from '../tileset-json.ts';
import { baked } from './bake.ts';
import { decodeSurface } from './decode-surface.ts';
import { inOneAtlas } from './picture-atlas.ts';
import type { Group, Place } from './quadtree.ts';
import { quadtreeOf } from './quadtree.ts';
import { simplifiedShape } from './simplify-surface.ts';
import type { Surface } from './surface.ts';
import { joined, texelM, texelsIn, trianglesIn } from './surface.ts';
import { upperModel } from './upper-model.ts';
import { welded } from './weld.ts';

export const UPPER_FOLDER = 'upper';

/** A merged tile is a quick request, and small enough beside its distance that what is near costs little else. */
const MERGED_TEXELS = 1024 * 1024;
const MERGED_TRIANGLES = 50_000;
/** At the distance where a tile is first drawn one texel is one pixel. */
const ERROR_TEXELS = 16;
/** Simplifying moves nothing by more than two pixels at that distance. */
const SIMPLIFYING_TEXELS = 2;
const SIMPLIFYING_RATIO = 0.25;
/** How much coarser the texels of a tile become when its charts do not fit one sheet, and how often that is tried. */
const COARSER = 1.25;
const TRIES = 20;
/** The error of a tile without any texture, by the diagonal: it is drawn some 1 600 pixels wide at most. */
const UNTEXTURED = 1 / 100;

export interface PlacedRoot {
  readonly folder: string;
  readonly converted: ConvertedRoot;
}

interface LoadedRoot extends PlacedRoot {
  readonly surface: Surface | null;
  readonly errorM: number;
}

interface Closed {
  readonly kind: 'closed';
  readonly tile: PlacedTile;
  /** null when it cannot be drawn from what was read */
  readonly surface: Surface | null;
  readonly errorM: number;
}

/** Root tiles that may still be merged with their neighbours. */
interface Open {
  readonly kind: 'open';
  readonly roots: readonly LoadedRoot[];
  readonly texels: number;
  readonly triangles: number;
}

type Branch = Closed | Open;
type Leaf = (item: number, id: string) => Promise<Branch | null>;

export interface UpperLevelsInput {
  /** where the tileset is written; the folder `upper` is there */
  readonly folder: string;
  readonly writer: ContentWriter;
  readonly findings: Finding[];
  /** the folders of a root tile, several for a heavy one, and what is in them; null when it cannot be read */
  readonly convert: (root: number) => Promise<readonly PlacedRoot[] | null>;
  /** called before every rebuilt tile with the number of those before it; throws to stop */
  readonly onTile: (built: number) => void;
}

function withoutContents(tile: ConvertedTile, uris: ReadonlySet<string>): ConvertedTile {
  const content = tile.content !== null && uris.has(tile.content) ? null : tile.content;
  return { ...tile, content, children: tile.children.map((child) => withoutContents(child, uris)) };
}

const texelErrorM = (surface: Surface, extent: Extent): number => {
  const texel = texelM(surface);
  return texel === null ? diagonalM(extent) * UNTEXTURED : ERROR_TEXELS * texel;
};

const middleOf = ({ min, max }: Extent): Place => [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2];

const largestError = (items: readonly { readonly errorM: number }[]): number =>
  Math.max(...items.map(({ errorM }) => errorM));

class UpperLevels {
  readonly #input: UpperLevelsInput;
  #built = 0;

  constructor(input: UpperLevelsInput) {
    this.#input = input;
  }

  /** @param leaf what stands at an item of the group */
  async branchOf(group: Group, id: string, leaf: Leaf): Promise<Branch | null> {
    if ('item' in group) return await leaf(group.item, id);
    const found: { branch: Branch; id: string }[] = [];
    for (const [index, child] of group.children.entries()) {
      const childId = `${id}${index}`;
      const branch = await this.branchOf(child, childId, leaf);
      if (branch !== null) found.push({ branch, id: childId });
    }
    const [first] = found;
    if (first === undefined || found.length === 1) return first?.branch ?? null;
    const open = this.#stillOpen(found.map(({ branch }) => branch));
    if (open !== null) return open;
    const children: Closed[] = [];
    for (const { branch, id: childId } of found) children.push(await this.closed(branch, childId));
    return await this.#simplified(children, id);
  }

  async closed(branch: Branch, id: string): Promise<Closed> {
    if (branch.kind === 'closed') return branch;
    const [first] = branch.roots;
    if (first !== undefined && branch.roots.length === 1) return await this.#alone(first);
    return await this.#merged(branch.roots, id);
  }

  /** Parts of a heavy root tile stand in a quadtree of their own. */
  async root(item: number, id: string): Promise<Branch | null> {
    const parts = await this.#input.convert(item);
    if (parts === null) return null;
    const group = quadtreeOf(parts.map(({ converted }) => middleOf(wholeOf(converted).extent)));
    if (group === null) return null;
    return await this.branchOf(group, id, async (index) => {
      const part = parts[index];
      return part === undefined ? null : await this.#loaded(part);
    });
  }

  async #loaded({ folder, converted }: PlacedRoot): Promise<Branch> {
    const surface = await decodeSurface(converted.coarsest.map(({ model }) => model));
    if (!surface.ok) {
      const [first] = converted.coarsest;
      this.#input.findings.push({
        code: 'upper-level-left-out',
        path: path.relative(this.#input.folder, first?.file ?? folder),
        severity: 'warning',
        message: `${surface.error.message}: no level above it can be rebuilt`,
      });
    }
    const value = surface.ok ? surface.value : null;
    const errorsM = converted.coarsest.map(({ geometricErrorM }) => geometricErrorM);
    const own = Math.max(...errorsM);
    const errorM = own > 0 || value === null ? own : texelErrorM(value, wholeOf(converted).extent);
    const root = { folder, converted, surface: value, errorM };
    if (value === null) return await this.#alone(root);
    return { kind: 'open', roots: [root], texels: texelsIn(value), triangles: trianglesIn(value) };
  }

  /** The branches as one, or null when they are too much for one tile or one of them is a tile already. */
  #stillOpen(branches: readonly Branch[]): Open | null {
    const open = branches.filter((branch) => branch.kind === 'open');
    if (open.length < branches.length) return null;
    const sum = (of: (branch: Open) => number): number =>
      open.reduce((total, branch) => total + of(branch), 0);
    const texels = sum((branch) => branch.texels);
    const triangles = sum((branch) => branch.triangles);
    if (texels > MERGED_TEXELS || triangles > MERGED_TRIANGLES) return null;
    return { kind: 'open', roots: open.flatMap(({ roots }) => roots), texels, triangles };
  }

  /** The root tile with its own content. */
  async #alone({ folder, converted, surface, errorM }: LoadedRoot): Promise<Closed> {
    for (const { file, model, written } of converted.coarsest) {
      if (!written) await this.#input.writer.write(file, model);
    }
    return { kind: 'closed', tile: { kind: 'root', folder, tile: wholeOf(converted) }, surface, errorM };
  }

  /** Root tiles under one that draws what they draw at their coarsest, in place of them. */
  async #merged(roots: readonly LoadedRoot[], id: string): Promise<Closed> {
    this.#input.onTile(this.#built);
    const surfaces = roots.flatMap(({ surface }) => surface ?? []);
    // drawn as they are; only what is simplified needs vertices in common
    const atlas = inOneAtlas(joined(surfaces));
    if (atlas === null) {
      const children: Closed[] = [];
      for (const root of roots) children.push(await this.#alone(root));
      return await this.#simplified(children, id);
    }
    const children = roots.map(({ folder, converted }): PlacedTile => {
      const waiting = converted.coarsest.filter(({ written }) => !written).map(({ uri }) => uri);
      return { kind: 'root', folder, tile: withoutContents(wholeOf(converted), new Set(waiting)) };
    });
    return await this.#tile(id, children, {
      drawn: atlas,
      surface: welded(surfaces),
      errorM: largestError(roots),
    });
  }

  async #simplified(children: readonly Closed[], id: string): Promise<Closed> {
    const tiles = children.map(({ tile }) => tile);
    const surfaces = children.flatMap(({ surface }) => surface ?? []);
    if (surfaces.length < children.length) return this.#empty(tiles);
    this.#input.onTile(this.#built);
    const finerM = largestError(children);
    const source = welded(surfaces);
    let errorM = 2 * finerM;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const texel = Math.max(errorM / ERROR_TEXELS, texelM(source) ?? 0);
      const simple = await simplifiedShape(source, SIMPLIFYING_TEXELS * texel, SIMPLIFYING_RATIO);
      const reachM = 2 * SIMPLIFYING_TEXELS * texel;
      const surface = baked(simple.shape, source, { texelM: texel, reachM });
      errorM = Math.max(errorM, finerM + simple.errorM);
      if (surface !== null) return await this.#tile(id, tiles, { drawn: surface, surface, errorM });
      errorM *= COARSER;
    }
    return this.#empty(tiles);
  }

  #empty(children: readonly PlacedTile[]): Closed {
    const extent = unionOf(children.map(extentOf));
    const geometricErrorM = errorOfEmpty(extent);
    const tile: PlacedTile = { kind: 'upper', extent, geometricErrorM, content: null, children };
    return { kind: 'closed', tile, surface: null, errorM: geometricErrorM };
  }

  async #tile(
    id: string,
    children: readonly PlacedTile[],
    { drawn, surface, errorM }: { drawn: Surface; surface: Surface; errorM: number },
  ): Promise<Closed> {
    this.#built += 1;
    const extent = unionOf(children.map(extentOf));
    const content = `${UPPER_FOLDER}/${id === '' ? 'all' : id}.glb`;
    const file = path.join(this.#input.folder, content);
    await this.#input.writer.write(file, upperModel(drawn, extent), drawn.pictures);
    const tile: PlacedTile = { kind: 'upper', extent, geometricErrorM: errorM, content, children };
    return { kind: 'closed', tile, surface, errorM };
  }
}

/** The tile above all others, or null when no root can be read. */
export async function upperLevels(group: Group, input: UpperLevelsInput): Promise<PlacedTile | null> {
  const levels = new UpperLevels(input);
  const top = await levels.branchOf(group, '', (item, id) => levels.root(item, id));
  return top === null ? null : (await levels.closed(top, '')).tile;
}
