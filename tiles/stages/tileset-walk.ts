/**
 * One way through any tileset on disk, for every reader: explicit children, external tilesets and implicit tiling look
 * the same. A tile that is broken is a finding and null, so that a reader knows that something is missing.
 * Frame: tile → frame of the root tileset by the product of the transforms, double precision.
 * Source: OGC 22-025r4 § 7 and § 8.
 */
import type { AnyTile, AnyVolume, StatedContent } from '../../formats/tiles3d/read-tileset.ts';
import { contentsOf, implicitTilingOf, parseTile, parseTileset } from '../../formats/tiles3d/read-tileset.ts';
import type { UpAxis } from '../../formats/tiles3d/read-content.ts';
import { multiply } from '../../formats/tiles3d/volumes.ts';
import { implicitRoot } from './implicit-tiles.ts';
import type { TilesetFolder } from './tileset-folder.ts';

const MAX_DEPTH = 200;
const MAX_TILES = 1_000_000;

/** Thrown by the walk at more tiles than anything here is made for. */
export class TooManyTiles extends Error {
  constructor() {
    super(`more than ${MAX_TILES} tiles`);
  }
}

/** What a tile hands down to those below it. */
export interface Place {
  /** of the tileset that the tile stands in */
  readonly file: string;
  readonly matrix: readonly number[];
  readonly refine: 'REPLACE' | 'ADD';
  readonly upAxis: UpAxis;
  /** tilesets on the way here, this one included */
  readonly tilesets: readonly string[];
  readonly depth: number;
}

export interface SourceTile {
  /** the tile's own, after its transform */
  readonly place: Place;
  readonly volume: AnyVolume;
  readonly requestVolume: AnyVolume | undefined;
  readonly transform: readonly number[] | undefined;
  /** m; undefined when the source says nothing */
  readonly geometricErrorM: number | undefined;
  readonly contents: readonly StatedContent[];
  /** for the first tile of a subtree below the first one of an implicit tiling: the subtree's file */
  readonly subtree?: string;
  /** Null for a child that is broken; each call reads them anew. */
  children(): AsyncGenerator<SourceTile | null, void>;
}

export type SourceContent =
  | { readonly kind: 'file'; readonly file: string; readonly volume: AnyVolume | undefined }
  | {
      readonly kind: 'tileset';
      readonly file: string;
      readonly root: SourceTile;
      readonly errorM: number | undefined;
    };

function upAxisOf(stated: string | undefined): UpAxis | undefined {
  const axis = stated?.toUpperCase();
  return axis === 'X' || axis === 'Y' || axis === 'Z' ? axis : undefined;
}

export class TilesetWalk {
  readonly folder: TilesetFolder;
  #tiles = 0;

  constructor(folder: TilesetFolder) {
    this.folder = folder;
  }

  /** To be called for every tile that comes to be. Throws `TooManyTiles`. */
  count(): void {
    this.#tiles += 1;
    if (this.#tiles > MAX_TILES) throw new TooManyTiles();
  }

  /** @param above what the tile with this external tileset hands down; its depth is 0 for the first tileset */
  async tileset(
    file: string,
    above: Omit<Place, 'file'>,
  ): Promise<{ root: SourceTile; errorM: number | undefined } | null> {
    if (above.tilesets.includes(file)) {
      return this.folder.note('tile-cycle', file, 'names itself as a finer level');
    }
    const bytes = await this.folder.read(file);
    if (bytes === null) return null;
    const tileset = parseTileset(bytes.toString('utf8'));
    if (!tileset.ok) return this.folder.note(tileset.error.code, file, tileset.error.message);
    const { asset, root, geometricError } = tileset.value;
    const place = {
      ...above,
      file,
      upAxis: upAxisOf(asset.gltfUpAxis) ?? above.upAxis,
      tilesets: [...above.tilesets, file],
    };
    const tile = await this.#tile(root, place, '#/root');
    return tile === null ? null : { root: tile, errorM: geometricError };
  }

  /** Null, and a finding, when it cannot be followed. Contents that are files are not opened here. */
  async content({ place }: SourceTile, { uri, volume }: StatedContent): Promise<SourceContent | null> {
    const file = this.folder.resolve(place.file, uri);
    if (file === null) return null;
    if (!file.toLowerCase().endsWith('.json')) return { kind: 'file', file, volume };
    const tileset = await this.tileset(file, place);
    return tileset === null ? null : { kind: 'tileset', file, ...tileset };
  }

  async #tile(stated: AnyTile, above: Place, pointer: string): Promise<SourceTile | null> {
    this.count();
    const depth = above.depth + 1;
    if (depth > MAX_DEPTH) {
      return this.folder.note('tile-too-deep', above.file, `more than ${MAX_DEPTH} levels`);
    }
    const place: Place = {
      ...above,
      depth,
      refine: stated.refine ?? above.refine,
      matrix: multiply(above.matrix, stated.transform),
    };
    const tile = {
      place,
      volume: stated.boundingVolume,
      requestVolume: stated.viewerRequestVolume,
      transform: stated.transform,
      geometricErrorM: stated.geometricError,
      contents: contentsOf(stated),
      children: () => this.#children(stated, place, pointer),
    };
    const tiling = implicitTilingOf(stated);
    return tiling === undefined ? tile : await implicitRoot(this, tile, tiling);
  }

  async *#children(
    { children = [] }: AnyTile,
    place: Place,
    pointer: string,
  ): AsyncGenerator<SourceTile | null, void> {
    for (const [index, value] of children.entries()) {
      const where = `${pointer}/children/${index}`;
      const stated = parseTile(value);
      if (stated.ok) yield await this.#tile(stated.value, place, where);
      else yield this.folder.note(stated.error.code, `${place.file}${where}`, stated.error.message);
    }
  }
}
