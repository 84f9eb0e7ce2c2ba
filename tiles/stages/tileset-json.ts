/** The tiles of a production as tileset.json: the root tileset, and one external tileset for each root tile where they are many. */
import type { Extent, Tile, Tileset } from '../../formats/tiles3d/tileset.ts';
import { boxOf } from '../../formats/tiles3d/tileset.ts';
import type { ConvertedRoot, ConvertedTile } from './convert-tile.ts';
import { unionOf } from './convert-tile.ts';

/** A root tile of the source, in a folder of its own. */
export interface RootTile {
  readonly kind: 'root';
  readonly folder: string;
  readonly tile: ConvertedTile;
}

/** A tile above root tiles, with a content of its own or without. */
export interface UpperTile {
  readonly kind: 'upper';
  readonly extent: Extent;
  readonly geometricErrorM: number;
  /** path from the root tileset, or null */
  readonly content: string | null;
  readonly children: readonly PlacedTile[];
}

export type PlacedTile = RootTile | UpperTile;

/** A tile without content has to be refined long before anything of it can be seen: 16 px of error at 4 px of size. */
const ERROR_PER_DIAGONAL = 4;

export const extentOf = (tile: PlacedTile): Extent => (tile.kind === 'root' ? tile.tile.extent : tile.extent);

export const diagonalM = ({ min, max }: Extent): number =>
  Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);

export const errorOfEmpty = (extent: Extent): number => ERROR_PER_DIAGONAL * diagonalM(extent);

/** Several tiles as the children of one that draws nothing. */
function groupOf(children: readonly ConvertedTile[]): ConvertedTile {
  const extent = unionOf(children.map((child) => child.extent));
  const geometricErrorM = Math.max(errorOfEmpty(extent), ...children.map((child) => child.geometricErrorM));
  return { extent, geometricErrorM, content: null, children, vertices: 0, triangles: 0, textures: 0 };
}

/** A root tile as one, whether its file holds one node or several. */
export function wholeOf({ tiles }: ConvertedRoot): ConvertedTile {
  const [only] = tiles;
  return only !== undefined && tiles.length === 1 ? only : groupOf(tiles);
}

interface TileParts {
  readonly extent: Extent;
  readonly geometricErrorM: number;
  readonly content: string | null;
}

/** A node without content takes its parent's error: whenever the parent is refined, it is too. */
function jsonOf(
  { extent, geometricErrorM, content }: TileParts,
  parentErrorM: number,
  childrenOf: (errorM: number) => readonly Tile[],
): Tile {
  const geometricError = content === null ? parentErrorM : geometricErrorM;
  const children = childrenOf(geometricError);
  return {
    boundingVolume: { box: boxOf(extent) },
    geometricError,
    refine: 'REPLACE',
    ...(content === null ? {} : { content: { uri: content } }),
    ...(children.length === 0 ? {} : { children }),
  };
}

function tileJson(tile: ConvertedTile, parentErrorM: number, folder: string): Tile {
  const content = tile.content === null ? null : `${folder}${tile.content}`;
  return jsonOf({ ...tile, content }, parentErrorM, (errorM) =>
    tile.children.map((child) => tileJson(child, errorM, folder)),
  );
}

function placedJson(placed: PlacedTile, parentErrorM: number, inline: boolean): Tile {
  if (placed.kind === 'upper') {
    return jsonOf(placed, parentErrorM, (errorM) =>
      placed.children.map((child) => placedJson(child, errorM, inline)),
    );
  }
  const { folder, tile } = placed;
  if (inline) return tileJson(tile, parentErrorM, `${folder}/`);
  const geometricErrorM = tile.content === null ? parentErrorM : tile.geometricErrorM;
  return jsonOf({ ...tile, geometricErrorM, content: `${folder}/tileset.json` }, parentErrorM, () => []);
}

/** The external tileset of a root tile. */
function tilesetOfRoot(tile: ConvertedTile, parentErrorM: number): Tileset {
  const root = tileJson(tile, parentErrorM, '');
  return { asset: { version: '1.1' }, geometricError: root.geometricError, root };
}

export interface TilesetFile {
  /** from the folder of the root tileset */
  readonly name: string;
  readonly tileset: Tileset;
}

function externalFiles(placed: PlacedTile, parentErrorM: number): TilesetFile[] {
  if (placed.kind === 'root') {
    return [{ name: `${placed.folder}/tileset.json`, tileset: tilesetOfRoot(placed.tile, parentErrorM) }];
  }
  const errorM = placed.content === null ? parentErrorM : placed.geometricErrorM;
  return placed.children.flatMap((child) => externalFiles(child, errorM));
}

/**
 * @param matrix tangent plane → ECEF
 * @param inline whether the tiles of all roots stand in the one tileset
 */
export function tilesetFiles(top: UpperTile, matrix: readonly number[], inline: boolean): TilesetFile[] {
  const geometricError = Math.max(errorOfEmpty(top.extent), top.geometricErrorM);
  const root = { ...placedJson(top, geometricError, inline), transform: [...matrix] };
  const whole = {
    name: 'tileset.json',
    tileset: { asset: { version: '1.1' as const }, geometricError, root },
  };
  return inline ? [whole] : [...externalFiles(top, geometricError), whole];
}

interface Tally {
  tiles: number;
  upperTiles: number;
  vertices: number;
  triangles: number;
  textures: number;
}

function addConverted(tile: ConvertedTile, total: Tally): void {
  // a content that stands merged in an upper tile counts where it came from
  if (tile.triangles > 0) {
    total.tiles += 1;
    total.vertices += tile.vertices;
    total.triangles += tile.triangles;
    total.textures += tile.textures;
  }
  for (const child of tile.children) addConverted(child, total);
}

function addPlaced(placed: PlacedTile, total: Tally): void {
  if (placed.kind === 'root') {
    addConverted(placed.tile, total);
    return;
  }
  if (placed.content !== null) total.upperTiles += 1;
  for (const child of placed.children) addPlaced(child, total);
}

/** What is drawn of the source, and how many tiles were made above it. */
export function tallyOf(top: UpperTile): Tally {
  const total = { tiles: 0, upperTiles: 0, vertices: 0, triangles: 0, textures: 0 };
  addPlaced(top, total);
  return total;
}
