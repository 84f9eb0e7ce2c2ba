/** A surface as a GLB model; its pictures are encoded when it is written. */
import type { GlbModel } from '../../../formats/tiles3d/glb.ts';
import { plainLook } from '../../../formats/tiles3d/plain-look.ts';
import type { Extent } from '../../../formats/tiles3d/tileset.ts';
import type { Surface } from './surface.ts';

/** An eighth of a texel of the largest sheet: what is finer costs bytes and shows nothing. */
const UV_STEPS = 2 ** 14;

const rounded = (uvs: Float32Array): Float32Array =>
  uvs.map((value) => Math.round(value * UV_STEPS) / UV_STEPS);

/** Around a whole metre, so that float32 holds the grid of the positions. */
export function upperModel({ patches }: Surface, { min, max }: Extent): GlbModel {
  const middle = (axis: 0 | 1 | 2): number => Math.round((min[axis] + max[axis]) / 2);
  const centreM = [middle(0), middle(1), middle(2)] as const;
  return {
    centreM,
    primitives: patches.map(({ positionsM, uvs, indices, picture, colour }) => ({
      positionsM: Float32Array.from(positionsM, (value, i) => value - (centreM[i % 3] ?? 0)),
      uvs: uvs === null ? null : rounded(uvs),
      indices,
      image: picture,
      look: colour === undefined ? undefined : plainLook([colour[0] / 255, colour[1] / 255, colour[2] / 255]),
    })),
    images: [],
  };
}
