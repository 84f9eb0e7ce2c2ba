/**
 * Heightmaps of the terrain archive (TerrainLayerSchema in contracts/district.ts): little-endian float32 ellipsoidal
 * heights m, shape [side, side], row 0 northmost, edges shared with the neighbour. Pure.
 * Tiling: geographic, level L has 2^(L+1) × 2^L tiles, counted from the north-west.
 */
import type { BoundsDeg, TerrainLayer } from '../../../contracts/district.ts';
import type { CodedError, Result } from '../../../contracts/result.ts';
import { err, ok } from '../../../contracts/result.ts';

export interface TileAddress {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

export function boundsOfTile({ level, x, y }: TileAddress): BoundsDeg {
  const spanDeg = 180 / 2 ** level;
  return {
    westDeg: -180 + x * spanDeg,
    eastDeg: -180 + (x + 1) * spanDeg,
    northDeg: 90 - y * spanDeg,
    southDeg: 90 - (y + 1) * spanDeg,
  };
}

function overlap(a: BoundsDeg, b: BoundsDeg): boolean {
  return a.westDeg < b.eastDeg && b.westDeg < a.eastDeg && a.southDeg < b.northDeg && b.southDeg < a.northDeg;
}

/** Whether the archive has the heights of a tile, in itself or in the tile of its last level around it. */
export function inArchive(layer: TerrainLayer, tile: TileAddress): boolean {
  return tile.level >= layer.minZoom && overlap(boundsOfTile(tile), layer.bounds);
}

/** A tile and which part of it another tile is: one of `parts` × `parts`, counted from the north-west. */
export interface TilePart {
  readonly tile: TileAddress;
  readonly parts: number;
  readonly column: number;
  readonly row: number;
}

export function storedPart(layer: TerrainLayer, { level, x, y }: TileAddress): TilePart {
  const parts = 2 ** Math.max(0, level - layer.maxZoom);
  const [storedX, storedY] = [Math.floor(x / parts), Math.floor(y / parts)];
  return {
    tile: { level: Math.min(level, layer.maxZoom), x: storedX, y: storedY },
    parts,
    column: x - storedX * parts,
    row: y - storedY * parts,
  };
}

/** Heights of a part, bilinear, with as many samples. @param heightsM shape [side, side] */
export function heightsOfPart(heightsM: Float32Array, side: number, part: TilePart): Float32Array {
  const { parts, column, row } = part;
  if (parts === 1) return heightsM;
  const last = side - 1;
  const at = (j: number, i: number): number => heightsM[j * side + i] ?? NaN;
  return Float32Array.from({ length: side * side }, (_, index) => {
    const across = (column * last + (index % side)) / parts;
    const down = (row * last + Math.floor(index / side)) / parts;
    const [i, j] = [Math.min(last - 1, Math.floor(across)), Math.min(last - 1, Math.floor(down))];
    const [u, v] = [across - i, down - j];
    const north = (1 - u) * at(j, i) + u * at(j, i + 1);
    const south = (1 - u) * at(j + 1, i) + u * at(j + 1, i + 1);
    return (1 - v) * north + v * south;
  });
}

/** A PMTiles level is square: level L lies in z = L + 1. */
export const archiveAddress = ({ level, x, y }: TileAddress): readonly [z: number, x: number, y: number] => [
  level + 1,
  x,
  y,
];

/** Errors: `bad-heightmap` when the bytes are not side² float32 or a height is no number. */
export function decodeHeights(bytes: ArrayBuffer, samplesPerSide: number): Result<Float32Array, CodedError> {
  const count = samplesPerSide * samplesPerSide;
  if (bytes.byteLength !== count * 4) {
    const message = `heightmap has ${bytes.byteLength} bytes, not ${count * 4}`;
    return err({ code: 'bad-heightmap', message });
  }
  const view = new DataView(bytes);
  const heightsM = Float32Array.from({ length: count }, (_, index) => view.getFloat32(index * 4, true));
  const broken = heightsM.findIndex((height) => !Number.isFinite(height));
  if (broken >= 0) return err({ code: 'bad-heightmap', message: `height ${broken} is ${heightsM[broken]}` });
  return ok(heightsM);
}
