/** Textured triangles of a source as a model in the tangent plane of the tileset. */
import type { GlbImage, GlbModel } from '../../formats/tiles3d/glb.ts';
import { plainLook } from '../../formats/tiles3d/plain-look.ts';
import type { PlainColour } from '../../formats/tiles3d/plain-look.ts';
import type { Extent } from '../../formats/tiles3d/tileset.ts';
import { emptyExtent } from '../../formats/tiles3d/tileset.ts';
import type { TangentPlane, Vector3 } from '../../geodesy/frames.ts';
import type { Georeference } from './georeference.ts';

export interface MeshGeometry {
  /** local frame, shape [vertices, 3] */
  readonly positionsM: Float32Array | Float64Array;
  /** shape [vertices, 2], v up, or null */
  readonly uvs: Float32Array | null;
  /** shape [triangles, 3] */
  readonly indices: Uint32Array;
  /** index into the images, or null */
  readonly image: number | null;
  /** of what has no image */
  readonly colour?: PlainColour | undefined;
}

export interface MeshImage {
  readonly fileName: string;
  /** the encoded file, or null when it is only named */
  readonly bytes: Uint8Array | null;
}

export interface MeshContent {
  readonly model: GlbModel;
  readonly extent: Extent;
  readonly vertices: number;
  readonly triangles: number;
  readonly textures: number;
  /** images that GLB cannot carry, or that the tile only names */
  readonly imagesLeftOut: readonly string[];
}

/** Wider than the rounding of float32 positions in any tile below 1 km. */
const MARGIN_M = 1e-3;

function toPlane(
  positionsM: Float32Array | Float64Array,
  reference: Georeference,
  plane: TangentPlane,
): Float64Array {
  const out = new Float64Array(positionsM.length);
  for (let v = 0; v < out.length; v += 3) {
    const ecef = reference.toEcef(positionsM[v] ?? 0, positionsM[v + 1] ?? 0, positionsM[v + 2] ?? 0);
    out.set(plane.toEnu(ecef), v);
  }
  return out;
}

interface Placed {
  readonly planeM: Float64Array;
  readonly geometry: MeshGeometry;
}

function extentOf(placed: readonly Placed[]): Extent {
  const { min, max } = emptyExtent();
  for (const { planeM } of placed) {
    for (let v = 0; v < planeM.length; v += 3) {
      for (const axis of [0, 1, 2] as const) {
        const value = planeM[v + axis] ?? 0;
        if (value - MARGIN_M < min[axis]) min[axis] = value - MARGIN_M;
        if (value + MARGIN_M > max[axis]) max[axis] = value + MARGIN_M;
      }
    }
  }
  return { min, max };
}

const relativeTo = (planeM: Float64Array, centreM: Vector3): Float32Array =>
  Float32Array.from(planeM, (value, i) => value - (centreM[i % 3] ?? 0));

/** The v of the sources goes up, glTF's down. */
const flipped = (uvs: Float32Array | null): Float32Array | null =>
  uvs === null ? null : Float32Array.from(uvs, (value, i) => (i % 2 === 0 ? value : 1 - value));

function imageTypeOf(bytes: Uint8Array): GlbImage['mimeType'] | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return 'image/png';
  return null;
}

/** Null when the geometries draw nothing. */
export function meshContent(
  geometries: readonly MeshGeometry[],
  images: readonly MeshImage[],
  reference: Georeference,
  plane: TangentPlane,
): MeshContent | null {
  const used: GlbImage[] = [];
  const usedIndex = new Map<number, number | null>();
  const imagesLeftOut: string[] = [];
  const glbImageOf = (index: number | null): number | null => {
    if (index === null) return null;
    const known = usedIndex.get(index);
    if (known !== undefined) return known;
    const image = images[index];
    const mimeType = image?.bytes ? imageTypeOf(image.bytes) : null;
    const kept = image?.bytes && mimeType !== null ? used.push({ bytes: image.bytes, mimeType }) - 1 : null;
    if (kept === null) imagesLeftOut.push(image?.fileName ?? `image ${index}`);
    usedIndex.set(index, kept);
    return kept;
  };
  const placed = geometries
    .filter((geometry) => geometry.indices.length > 0)
    .map((geometry) => ({ geometry, planeM: toPlane(geometry.positionsM, reference, plane) }));
  if (placed.length === 0) return null;
  const extent = extentOf(placed);
  const middle = (axis: 0 | 1 | 2): number => (extent.min[axis] + extent.max[axis]) / 2;
  const centreM = [middle(0), middle(1), middle(2)] as const;
  const primitives = placed.map(({ geometry, planeM }) => ({
    positionsM: relativeTo(planeM, centreM),
    uvs: flipped(geometry.uvs),
    indices: geometry.indices,
    image: glbImageOf(geometry.uvs === null ? null : geometry.image),
    look: geometry.colour === undefined ? undefined : plainLook(geometry.colour),
  }));
  return {
    model: { centreM, primitives, images: used },
    extent,
    vertices: placed.reduce((sum, { planeM }) => sum + planeM.length / 3, 0),
    triangles: primitives.reduce((sum, { indices }) => sum + indices.length / 3, 0),
    textures: used.length,
    imagesLeftOut,
  };
}
