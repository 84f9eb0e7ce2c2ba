/**
 * What a primitive looks like as far as a model of ours can say it: one picture or one colour, alpha, no light.
 * Source: Khronos glTF 2.0 § 3.9, KHR_texture_transform, KHR_materials_pbrSpecularGlossiness, EXT_texture_webp.
 */
import type { Material, Primitive, Texture, TextureInfo } from '@gltf-transform/core';
import { PBRSpecularGlossiness, Transform } from '@gltf-transform/extensions';
import type { GlbImage } from './glb.ts';
import { Undecodable } from './read-gltf.ts';

export interface PartLook {
  /** of the model's images, or null */
  readonly image: number | null;
  /** linear RGBA; a picture is multiplied by it */
  readonly colour: readonly [number, number, number, number];
  readonly alphaMode: 'OPAQUE' | 'MASK' | 'BLEND';
  readonly alphaCutoff: number;
  readonly info: TextureInfo | null;
}

function imageTypeOf(bytes: Uint8Array): GlbImage['mimeType'] | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return 'image/png';
  if (String.fromCharCode(...bytes.subarray(8, 12)) === 'WEBP') return 'image/webp';
  return null;
}

/** The pictures of a model, each once. */
export class ImageTable {
  readonly images: GlbImage[] = [];
  readonly #known = new Map<Texture, number | null>();

  /** Null when the picture is missing. Throws `Undecodable` for KTX2 and others that a model of ours cannot carry. */
  of(texture: Texture): number | null {
    const known = this.#known.get(texture);
    if (known !== undefined) return known;
    const bytes = texture.getImage();
    const missing = bytes === null || bytes.length === 0;
    const mimeType = missing ? null : imageTypeOf(bytes);
    if (!missing && mimeType === null)
      throw new Undecodable(`picture as ${texture.getMimeType() || 'unknown'}`);
    const index = missing || mimeType === null ? null : this.images.push({ mimeType, bytes }) - 1;
    this.#known.set(texture, index);
    return index;
  }
}

interface Surface {
  readonly texture: Texture | null;
  readonly info: TextureInfo | null;
  readonly colour: readonly [number, number, number, number];
}

function surfaceOf(material: Material): Surface {
  const glossy = material.getExtension<PBRSpecularGlossiness>(PBRSpecularGlossiness.EXTENSION_NAME);
  if (glossy !== null) {
    return {
      texture: glossy.getDiffuseTexture(),
      info: glossy.getDiffuseTextureInfo(),
      colour: glossy.getDiffuseFactor(),
    };
  }
  const base = material.getBaseColorTexture();
  const glow = material.getEmissiveTexture();
  // some exporters say "without light" by a picture that glows
  if (base === null && glow !== null) {
    return { texture: glow, info: material.getEmissiveTextureInfo(), colour: [1, 1, 1, 1] };
  }
  return { texture: base, info: material.getBaseColorTextureInfo(), colour: material.getBaseColorFactor() };
}

/** Notes in `leftOut` what it cannot say. */
export function lookOf(primitive: Primitive, images: ImageTable, leftOut: Set<string>): PartLook {
  if (primitive.getAttribute('COLOR_0') !== null) leftOut.add('colours of vertices');
  const material = primitive.getMaterial();
  if (material === null) {
    return { image: null, info: null, colour: [1, 1, 1, 1], alphaMode: 'OPAQUE', alphaCutoff: 0.5 };
  }
  const { texture, info, colour } = surfaceOf(material);
  const image = texture === null ? null : images.of(texture);
  if (texture !== null && image === null) leftOut.add('pictures that are not there');
  return {
    image,
    info,
    colour,
    alphaMode: material.getAlphaMode(),
    alphaCutoff: material.getAlphaCutoff(),
  };
}

/** KHR_texture_transform: scale, then turn, then offset. */
function transformed(uvs: Float32Array, info: TextureInfo): Float32Array {
  const change = info.getExtension<Transform>(Transform.EXTENSION_NAME);
  if (change === null) return uvs;
  const [offsetU, offsetV] = change.getOffset();
  const [scaleU, scaleV] = change.getScale();
  const [sin, cos] = [Math.sin(change.getRotation()), Math.cos(change.getRotation())];
  const out = new Float32Array(uvs.length);
  for (let at = 0; at < uvs.length; at += 2) {
    const [u, v] = [(uvs[at] ?? 0) * scaleU, (uvs[at + 1] ?? 0) * scaleV];
    out[at] = cos * u + sin * v + offsetU;
    out[at + 1] = -sin * u + cos * v + offsetV;
  }
  return out;
}

/** Null without a picture, or without coordinates for it. */
export function texturedUvs(primitive: Primitive, { image, info }: PartLook): Float32Array | null {
  if (image === null || info === null) return null;
  const change = info.getExtension<Transform>(Transform.EXTENSION_NAME);
  const set = change?.getTexCoord() ?? info.getTexCoord();
  const accessor = primitive.getAttribute(`TEXCOORD_${set}`);
  if (accessor === null) return null;
  if (accessor.getCount() !== primitive.getAttribute('POSITION')?.getCount()) {
    throw new Error('as many places in a picture as vertices are needed');
  }
  const uvs = new Float32Array(accessor.getCount() * 2);
  const element: number[] = [];
  for (let v = 0; v < accessor.getCount(); v++) {
    accessor.getElement(v, element);
    uvs[2 * v] = element[0] ?? 0;
    uvs[2 * v + 1] = element[1] ?? 0;
  }
  return transformed(uvs, info);
}
