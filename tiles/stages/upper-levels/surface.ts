/**
 * A textured surface as upper levels are made from it: patches in the tangent plane of the tileset and decoded pictures.
 * Positions lie on a grid of 1/1024 m, which float32 offsets from a whole metre hold exactly up to 8 km: what two tiles
 * share, they share to the bit.
 */
import { doubleAreaOf } from './plane-view.ts';
import type { Corners } from './triangle.ts';
import { cornersOf, normalOf } from './triangle.ts';

export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** shape [height, width, 3], row 0 on top */
  readonly rgb: Uint8Array;
}

export interface Patch {
  /** shape [vertices, 3] */
  readonly positionsM: Float64Array;
  /** v down, shape [vertices, 2]; inside [0, 1] unless the picture repeats */
  readonly uvs: Float32Array | null;
  readonly indices: Uint32Array;
  readonly picture: number | null;
  /** of what has no picture, [0, 255]; grey unless given */
  readonly colour?: readonly [number, number, number] | undefined;
  readonly repeats: boolean;
}

export interface Surface {
  readonly patches: readonly Patch[];
  readonly pictures: readonly Picture[];
}

const PER_METRE = 1024;

export const onGrid = (valueM: number): number => Math.round(valueM * PER_METRE) / PER_METRE;

export const trianglesIn = ({ patches }: Surface): number =>
  patches.reduce((sum, { indices }) => sum + indices.length / 3, 0);

export const texelsIn = ({ pictures }: Surface): number =>
  pictures.reduce((sum, { widthPx, heightPx }) => sum + widthPx * heightPx, 0);

export function joined(surfaces: readonly Surface[]): Surface {
  const patches: Patch[] = [];
  const pictures: Picture[] = [];
  for (const surface of surfaces) {
    const first = pictures.length;
    for (const patch of surface.patches) {
      patches.push({ ...patch, picture: patch.picture === null ? null : patch.picture + first });
    }
    pictures.push(...surface.pictures);
  }
  return { patches, pictures };
}

function uvAreaOf(uvs: Float32Array, [a, b, c]: Corners): number {
  const along = (k: 0 | 1): [number, number, number] => [
    uvs[2 * a + k] ?? 0,
    uvs[2 * b + k] ?? 0,
    uvs[2 * c + k] ?? 0,
  ];
  return Math.abs(doubleAreaOf({ p: along(0), q: along(1) }));
}

/** Mean length of a texel on the ground, m; null when nothing is textured. */
export function texelM({ patches, pictures }: Surface): number | null {
  let squareM = 0;
  let texels = 0;
  for (const { positionsM, uvs, indices, picture } of patches) {
    const image = picture === null ? undefined : pictures[picture];
    if (uvs === null || image === undefined) continue;
    for (let triangle = 0; 3 * triangle < indices.length; triangle++) {
      const corners = cornersOf(indices, triangle);
      squareM += Math.hypot(...normalOf(positionsM, corners));
      texels += uvAreaOf(uvs, corners) * image.widthPx * image.heightPx;
    }
  }
  return squareM > 0 && texels > 0 ? Math.sqrt(squareM / texels) : null;
}
