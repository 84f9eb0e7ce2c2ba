/**
 * The tree of an imported tileset, as its walk yields it, with contents converted on the way.
 * A REPLACE tile below which something is missing stays a leaf and so stands in for it; a tile that has nothing to show
 * keeps those below it that are there.
 */
import path from 'node:path';
import type { ImportedTile, ImportedTileset, TileContent } from './imported-tileset.ts';
import type { TilesetContents } from './tileset-contents.ts';
import type { TilesetNames } from './tileset-names.ts';
import type { Place, SourceTile, TilesetWalk } from './tileset-walk.ts';

interface Outcome<T> {
  /** null: there is nothing to draw */
  readonly value: T | null;
  /** false: something of it is missing, and what is coarser has to stand in */
  readonly whole: boolean;
}

interface Contents {
  readonly drawn: readonly TileContent[];
  readonly whole: boolean;
}

const LOST = { value: null, whole: false } as const;

export class TilesetImport {
  readonly #walk: TilesetWalk;
  readonly #contents: TilesetContents;
  readonly #names: TilesetNames;
  readonly #known = new Map<string, Outcome<ImportedTileset>>();

  constructor(walk: TilesetWalk, contents: TilesetContents, names: TilesetNames) {
    this.#walk = walk;
    this.#contents = contents;
    this.#names = names;
  }

  /** @param name in the output; each file of the source is written once for each way in which it is meant */
  async tileset(file: string, above: Omit<Place, 'file'>, name: string): Promise<ImportedTileset | null> {
    const opened = await this.#walk.tileset(file, above);
    if (opened === null) return null;
    return (await this.#root(opened.root, opened.errorM, name)).value;
  }

  async #root(root: SourceTile, errorM: number | undefined, name: string): Promise<Outcome<ImportedTileset>> {
    const { value, whole } = await this.#tile(root);
    if (value === null) return { value, whole };
    const geometricErrorM = this.#raised(root, errorM, value.geometricErrorM);
    return { value: { name, geometricErrorM, upAxis: root.place.upAxis, root: value }, whole };
  }

  /** The stated error, or the largest one below where that is larger. */
  #raised({ place }: SourceTile, statedM: number | undefined, belowM: number): number {
    const { folder } = this.#walk;
    if (statedM === undefined) {
      folder.note(
        'error-not-stated',
        place.file,
        'a tile without geometricError: the one below it',
        'warning',
      );
      return belowM;
    }
    if (statedM >= belowM) return statedM;
    folder.note(
      'error-raised',
      place.file,
      'geometricError grows downwards: raised to the one below',
      'info',
    );
    return belowM;
  }

  async #tile(tile: SourceTile): Promise<Outcome<ImportedTile>> {
    const contents = await this.#contentsOf(tile);
    let { children, whole } = await this.#childrenOf(tile);
    const adds = tile.place.refine === 'ADD';
    if (adds || children.length === 0) whole = whole && contents.whole;
    if (!adds && !whole && contents.drawn.length > 0 && contents.whole) [children, whole] = [[], true];
    if (contents.drawn.length === 0 && children.length === 0) return { value: null, whole };
    const belowM = Math.max(
      0,
      ...contents.drawn.map((one) => (one.kind === 'tileset' ? one.tileset.root.geometricErrorM : 0)),
      children.reduce((most, { geometricErrorM }) => Math.max(most, geometricErrorM), 0),
    );
    const { volume, requestVolume, transform, subtree } = tile;
    const value = {
      volume,
      requestVolume,
      transform,
      refine: tile.place.refine,
      geometricErrorM: this.#raised(tile, tile.geometricErrorM, belowM),
      contents: contents.drawn,
      lost: tile.contents.length > 0 && contents.drawn.length === 0,
      children,
      cut: subtree === undefined ? undefined : this.#jsonName(subtree),
    };
    return { value, whole };
  }

  async #childrenOf(tile: SourceTile): Promise<{ children: readonly ImportedTile[]; whole: boolean }> {
    const children: ImportedTile[] = [];
    let whole = true;
    for await (const child of tile.children()) {
      const one = child === null ? LOST : await this.#tile(child);
      if (one.value !== null) children.push(one.value);
      whole &&= one.whole;
    }
    return { children, whole };
  }

  async #contentsOf(tile: SourceTile): Promise<Contents> {
    const drawn: TileContent[] = [];
    let whole = true;
    for (const stated of tile.contents) {
      const source = await this.#walk.content(tile, stated);
      const { volume } = stated;
      if (source === null) {
        whole = false;
      } else if (source.kind === 'file') {
        const content = await this.#contents.import(source.file, tile.place.upAxis);
        if (content === null) whole = false;
        else drawn.push({ kind: 'file', content, volume });
      } else {
        const external = await this.#external(source.file, source.root, source.errorM);
        whole &&= external.whole;
        if (external.value !== null) drawn.push({ kind: 'tileset', tileset: external.value, volume });
      }
    }
    return { drawn, whole };
  }

  async #external(
    file: string,
    root: SourceTile,
    errorM: number | undefined,
  ): Promise<Outcome<ImportedTileset>> {
    const { refine, upAxis } = root.place;
    const key = `${refine} ${upAxis} ${file}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const outcome = await this.#root(root, errorM, this.#jsonName(file));
    this.#known.set(key, outcome);
    return outcome;
  }

  #jsonName(file: string): string {
    const relative = this.#walk.folder.relative(file).split(path.sep).join('/');
    return this.#names.unique(`${relative.replace(/\.[^./]*$/, '')}.json`);
  }
}
