/** The contents of a tile with their images as pixels. */
import sharp from 'sharp';
import type { CodedError, Result } from '../../../contracts/result.ts';
import { err, ok } from '../../../contracts/result.ts';
import type { GlbImage, GlbModel } from '../../../formats/tiles3d/glb.ts';
import { plainColourOf } from '../../../formats/tiles3d/plain-look.ts';
import type { Patch, Picture, Surface } from './surface.ts';
import { joined, onGrid } from './surface.ts';

/** Beyond [0, 1] by no more than this is rounding: a quarter of a texel of a small picture. */
const UV_ROUNDING = 1e-3;

/** The material of a GLB without alpha mode ignores alpha, so it is dropped here as well. */
async function decoded({ bytes }: GlbImage): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width: widthPx, height: heightPx, channels } = info;
  if (channels === 3) return { widthPx, heightPx, rgb: data };
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = data[Math.floor(i / 3) * channels] ?? 0;
  return { widthPx, heightPx, rgb };
}

const clamped = (uvs: Float32Array): Float32Array => uvs.map((value) => Math.min(1, Math.max(0, value)));

function patchOf(primitive: GlbModel['primitives'][number], centreM: GlbModel['centreM']): Patch {
  const { positionsM, indices, image, look } = primitive;
  const colour = look === undefined ? undefined : plainColourOf(look);
  const byte = (k: 0 | 1 | 2): number => Math.round(255 * (colour?.[k] ?? 0));
  const uvs = image === null ? null : primitive.uvs;
  const repeats = uvs?.some((value) => value < -UV_ROUNDING || value > 1 + UV_ROUNDING) === true;
  return {
    positionsM: Float64Array.from(positionsM, (value, i) => onGrid(value + (centreM[i % 3] ?? 0))),
    uvs: uvs === null || repeats ? uvs : clamped(uvs),
    indices,
    picture: uvs === null ? null : image,
    colour: colour === undefined ? undefined : [byte(0), byte(1), byte(2)],
    repeats,
  };
}

/** Errors: `image-broken`. */
export async function decodeSurface(models: readonly GlbModel[]): Promise<Result<Surface, CodedError>> {
  try {
    const surfaces = models.map(async ({ centreM, primitives, images }) => ({
      patches: primitives.map((primitive) => patchOf(primitive, centreM)),
      pictures: await Promise.all(images.map(decoded)),
    }));
    return ok(joined(await Promise.all(surfaces)));
  } catch (cause) {
    return err({ code: 'image-broken', message: cause instanceof Error ? cause.message : String(cause) });
  }
}
