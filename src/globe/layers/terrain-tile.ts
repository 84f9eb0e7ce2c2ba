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

export type TileSource = 'archive' | 'constant' | 'none';

/** Where the heights of a tile come from; `none` lets the globe refine its parent instead. */
export function sourceOfTile(layer: TerrainLayer, tile: TileAddress): TileSource {
  const inside = overlap(boundsOfTile(tile), layer.bounds);
  if (tile.level > layer.maxZoom) return 'none';
  return inside && tile.level >= layer.minZoom ? 'archive' : 'constant';
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
