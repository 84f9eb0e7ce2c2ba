/** Pictures of parts: what a part does not use is cut away, and what a coarser level cannot show is left out. */
import sharp from 'sharp';
import type { GlbImage, GlbModel } from '../../../formats/tiles3d/glb.ts';
import type { MeshGeometry } from '../mesh-content.ts';
import type { ObjImage } from './obj-materials.ts';

/** So that halved pictures have neighbours too. */
const MARGIN_PX = 16;
/** A window that leaves more than this of the picture saves too little for a new encoding. */
const WORTH_IT = 0.5;
/** What a rebuilt tile can hold at most. */
const COARSE_TEXELS = 2048 * 2048;
const JPEG_QUALITY = 95;

interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The rectangle that these coordinates (v up) use, or null when they repeat the picture or use most of it. */
function windowOf(uvs: readonly Float32Array[], { widthPx, heightPx }: ObjImage): Window | null {
  const min = [Infinity, Infinity];
  const max = [-Infinity, -Infinity];
  for (const each of uvs) {
    each.forEach((value, i) => {
      min[i % 2] = Math.min(min[i % 2] ?? value, value);
      max[i % 2] = Math.max(max[i % 2] ?? value, value);
    });
  }
  const [minU = 0, minV = 0] = min;
  const [maxU = 0, maxV = 0] = max;
  if (!(minU >= 0 && minV >= 0 && maxU <= 1 && maxV <= 1)) return null;
  const left = Math.max(0, Math.floor(minU * widthPx) - MARGIN_PX);
  const right = Math.min(widthPx, Math.ceil(maxU * widthPx) + MARGIN_PX);
  const top = Math.max(0, Math.floor((1 - maxV) * heightPx) - MARGIN_PX);
  const bottom = Math.min(heightPx, Math.ceil((1 - minV) * heightPx) + MARGIN_PX);
  const [width, height] = [right - left, bottom - top];
  return width * height > WORTH_IT * widthPx * heightPx ? null : { left, top, width, height };
}

function inWindow(uvs: Float32Array, { widthPx, heightPx }: ObjImage, window: Window): Float32Array {
  const bottom = heightPx - window.top - window.height;
  return uvs.map((value, i) =>
    i % 2 === 0
      ? (value * widthPx - window.left) / window.width
      : (value * heightPx - bottom) / window.height,
  );
}

async function cut({ bytes }: ObjImage, window: Window): Promise<Uint8Array | null> {
  try {
    const image = sharp(bytes);
    const { format } = await image.metadata();
    const piece = image.extract(window);
    return await (format === 'png' ? piece.png() : piece.jpeg({ quality: JPEG_QUALITY })).toBuffer();
  } catch {
    return null;
  }
}

/** The geometries with their pictures cut to what they use, where that is less than half. */
export async function cropped(
  geometries: readonly MeshGeometry[],
  images: readonly ObjImage[],
): Promise<{ geometries: readonly MeshGeometry[]; images: readonly ObjImage[] }> {
  const windows = new Map<number, Window>();
  const kept = [...images];
  for (const [index, image] of images.entries()) {
    const uvs = geometries.flatMap((geometry) =>
      geometry.image === index && geometry.uvs !== null ? [geometry.uvs] : [],
    );
    if (uvs.length === 0 || image.widthPx === 0) continue;
    const window = windowOf(uvs, image);
    const bytes = window === null ? null : await cut(image, window);
    if (window === null || bytes === null) continue;
    windows.set(index, window);
    kept[index] = { ...image, bytes, widthPx: window.width, heightPx: window.height };
  }
  const moved = geometries.map((geometry) => {
    const [window, image] = [windows.get(geometry.image ?? -1), images[geometry.image ?? -1]];
    if (geometry.uvs === null || window === undefined || image === undefined) return geometry;
    return { ...geometry, uvs: inWindow(geometry.uvs, image, window) };
  });
  return { geometries: moved, images: kept };
}

async function shrunk(image: GlbImage, ratio: number): Promise<GlbImage> {
  const { width = 1, height = 1 } = await sharp(image.bytes).metadata();
  const size = (px: number): number => Math.max(1, Math.round(px * ratio));
  const bytes = await sharp(image.bytes)
    .removeAlpha()
    .resize(size(width), size(height), { fit: 'fill' })
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
  return { mimeType: 'image/jpeg', bytes };
}

/** The model with its pictures small enough for one rebuilt tile; as it is when no decoder reads one of them. */
export async function reduced(model: GlbModel): Promise<GlbModel> {
  try {
    const sizes = await Promise.all(model.images.map(({ bytes }) => sharp(bytes).metadata()));
    const texels = sizes.reduce((sum, { width = 0, height = 0 }) => sum + width * height, 0);
    if (texels <= COARSE_TEXELS) return model;
    const images: GlbImage[] = [];
    for (const image of model.images) images.push(await shrunk(image, Math.sqrt(COARSE_TEXELS / texels)));
    return { ...model, images };
  } catch {
    return model;
  }
}
