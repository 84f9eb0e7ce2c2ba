/** Reading a tileset back: its schema as far as a mesh needs it, corners of boxes, the ring it covers. */
import { z } from 'zod';
import type { Vector3 } from '../../geodesy/frames.ts';
import { ecefToLla, radToDeg } from '../../geodesy/frames.ts';

const TileSchema = z.object({
  boundingVolume: z.object({ box: z.array(z.number()).length(12) }),
  geometricError: z.number().min(0),
  refine: z.enum(['REPLACE', 'ADD']).optional(),
  transform: z.array(z.number()).length(16).optional(),
  content: z.object({ uri: z.string().min(1) }).optional(),
  get children(): z.ZodOptional<z.ZodArray<typeof TileSchema>> {
    return z.array(TileSchema).optional();
  },
});

export const TilesetSchema = z.object({
  asset: z.object({ version: z.literal('1.1') }),
  geometricError: z.number().min(0),
  root: TileSchema,
});

export type ReadTile = z.infer<typeof TileSchema>;
export type ReadTileset = z.infer<typeof TilesetSchema>;

export const IDENTITY: readonly number[] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** 4 × 4, column-major: first `inner`, then `outer`. */
export function multiply(outer: readonly number[], inner: readonly number[] | undefined): readonly number[] {
  if (inner === undefined) return outer;
  return Array.from({ length: 16 }, (_, i) => {
    const [row, column] = [i % 4, i - (i % 4)];
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += (outer[k * 4 + row] ?? 0) * (inner[column + k] ?? 0);
    return sum;
  });
}

/** @param matrix 4 × 4, column-major */
export function transformPoint(matrix: readonly number[], [x, y, up]: Vector3): Vector3 {
  const row = (r: number): number =>
    (matrix[r] ?? 0) * x + (matrix[4 + r] ?? 0) * y + (matrix[8 + r] ?? 0) * up + (matrix[12 + r] ?? 0);
  return [row(0), row(1), row(2)];
}

/** The eight corners of a box volume in the frame of its tile; the lower face first, counter-clockwise. */
export function cornersOf(box: readonly number[]): Vector3[] {
  const value = (i: number): number => box[i] ?? 0;
  const corners: Vector3[] = [];
  for (const c of [-1, 1]) {
    for (const [a, b] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const) {
      const along = (axis: number): number =>
        value(axis) + a * value(3 + axis) + b * value(6 + axis) + c * value(9 + axis);
      corners.push([along(0), along(1), along(2)]);
    }
  }
  return corners;
}

/** Ring of [longitudeDeg, latitudeDeg] under the root's box, not closed: the footprint in district.json. */
export function footprintOf(tileset: ReadTileset): [number, number][] {
  const { boundingVolume, transform } = tileset.root;
  return cornersOf(boundingVolume.box)
    .slice(0, 4)
    .map((corner) => {
      const lla = ecefToLla(transform === undefined ? corner : transformPoint(transform, corner));
      return [radToDeg(lla.longitudeRad), radToDeg(lla.latitudeRad)];
    });
}
