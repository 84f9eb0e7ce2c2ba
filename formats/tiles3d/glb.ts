/**
 * Binary glTF 2.0 of one tile: textured triangles without lighting (KHR_materials_unlit), images byte for byte.
 * Frame: positions come in z-up m relative to `centreM`; glTF is y-up, so (x, y, z) is written as (x, z, −y), and the
 * node's translation carries the centre in double precision. Source: Khronos glTF 2.0, 3D Tiles 1.1 § 7.2.
 */
interface GlbPrimitive {
  /** relative to the centre, shape [vertices, 3] */
  readonly positionsM: Float32Array;
  /** glTF convention, v down, shape [vertices, 2], or null */
  readonly uvs: Float32Array | null;
  readonly indices: Uint32Array;
  readonly image: number | null;
}

export interface GlbImage {
  readonly mimeType: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

export interface GlbModel {
  readonly centreM: readonly [number, number, number];
  readonly primitives: readonly GlbPrimitive[];
  readonly images: readonly GlbImage[];
}

const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;
const FLOAT = 5126;
const UNSIGNED_SHORT = 5123;
const UNSIGNED_INT = 5125;
const LINEAR = 9729;
const LINEAR_MIPMAP_LINEAR = 9987;
const CLAMP_TO_EDGE = 33071;
const REPEAT = 10497;

const align4 = (length: number): number => (length + 3) & ~3;

function yUp(positionsM: Float32Array): { positions: Float32Array; min: number[]; max: number[] } {
  const positions = new Float32Array(positionsM.length);
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < positions.length; at += 3) {
    positions[at] = positionsM[at] ?? 0;
    positions[at + 1] = positionsM[at + 2] ?? 0;
    positions[at + 2] = -(positionsM[at + 1] ?? 0);
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[at + axis] ?? 0;
      if (value < (min[axis] ?? 0)) min[axis] = value;
      if (value > (max[axis] ?? 0)) max[axis] = value;
    }
  }
  return { positions, min, max };
}

/** Collects the binary chunk and the views into it. */
class BinaryChunk {
  readonly views: object[] = [];
  readonly #pieces: Uint8Array[] = [];
  length = 0;

  add(data: ArrayBufferView, target?: number): number {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.views.push({
      buffer: 0,
      byteOffset: this.length,
      byteLength: bytes.length,
      ...(target === undefined ? {} : { target }),
    });
    const padded = align4(bytes.length);
    this.#pieces.push(bytes, new Uint8Array(padded - bytes.length));
    this.length += padded;
    return this.views.length - 1;
  }

  copyInto(out: Uint8Array, offset: number): void {
    let at = offset;
    for (const piece of this.#pieces) {
      out.set(piece, at);
      at += piece.length;
    }
  }
}

function accessorsOf(primitive: GlbPrimitive, chunk: BinaryChunk, accessors: object[]): object {
  const add = (accessor: object): number => accessors.push(accessor) - 1;
  const { positions, min, max } = yUp(primitive.positionsM);
  const vertices = positions.length / 3;
  const attributes: Record<string, number> = {
    POSITION: add({
      bufferView: chunk.add(positions, ARRAY_BUFFER),
      componentType: FLOAT,
      count: vertices,
      type: 'VEC3',
      min,
      max,
    }),
  };
  if (primitive.uvs !== null) {
    const view = chunk.add(primitive.uvs, ARRAY_BUFFER);
    attributes['TEXCOORD_0'] = add({ bufferView: view, componentType: FLOAT, count: vertices, type: 'VEC2' });
  }
  // 65 535 is the primitive restart value and may not be used.
  const short = vertices < 65535;
  const indices = short ? Uint16Array.from(primitive.indices) : primitive.indices;
  const index = add({
    bufferView: chunk.add(indices, ELEMENT_ARRAY_BUFFER),
    componentType: short ? UNSIGNED_SHORT : UNSIGNED_INT,
    count: indices.length,
    type: 'SCALAR',
  });
  return { attributes, indices: index };
}

const material = (texture: number | null): object => ({
  // photogrammetry is not watertight, and OpenSceneGraph shows both sides of it
  doubleSided: true,
  pbrMetallicRoughness: {
    metallicFactor: 0,
    roughnessFactor: 1,
    ...(texture === null
      ? { baseColorFactor: [0.7, 0.7, 0.7, 1] }
      : { baseColorTexture: { index: texture } }),
  },
  extensions: { KHR_materials_unlit: {} },
});

const samplerFor = (wrap: number): object => ({
  magFilter: LINEAR,
  minFilter: LINEAR_MIPMAP_LINEAR,
  wrapS: wrap,
  wrapT: wrap,
});

const staysInside = (uvs: Float32Array): boolean => uvs.every((value) => value >= 0 && value <= 1);

function pack(json: object, chunk: BinaryChunk): Uint8Array {
  // All names in it are ours: plain ASCII.
  const text = Uint8Array.from(JSON.stringify(json), (letter) => letter.charCodeAt(0));
  const jsonLength = align4(text.length);
  const total = 12 + 8 + jsonLength + 8 + chunk.length;
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  [0x46546c67, 2, total, jsonLength, 0x4e4f534a].forEach((word, index) =>
    view.setUint32(index * 4, word, true),
  );
  out.fill(0x20, 20, 20 + jsonLength);
  out.set(text, 20);
  view.setUint32(20 + jsonLength, chunk.length, true);
  view.setUint32(24 + jsonLength, 0x004e4942, true);
  chunk.copyInto(out, 28 + jsonLength);
  return out;
}

export function writeGlb(model: GlbModel): Uint8Array {
  const chunk = new BinaryChunk();
  const accessors: object[] = [];
  const materials: object[] = [];
  const textures: object[] = [];
  const samplers: object[] = [];
  const samplerOf = new Map<number, number>();
  const materialOf = new Map<string, number>();
  const primitives = model.primitives.map((primitive) => {
    const image = primitive.uvs === null ? null : primitive.image;
    const wrap = primitive.uvs !== null && !staysInside(primitive.uvs) ? REPEAT : CLAMP_TO_EDGE;
    const key = `${image} ${wrap}`;
    let index = materialOf.get(key);
    if (index === undefined) {
      let texture: number | null = null;
      if (image !== null) {
        const known = samplerOf.get(wrap) ?? samplers.push(samplerFor(wrap)) - 1;
        samplerOf.set(wrap, known);
        texture = textures.push({ source: image, sampler: known }) - 1;
      }
      index = materials.push(material(texture)) - 1;
      materialOf.set(key, index);
    }
    const textured = image === null ? { ...primitive, uvs: null } : primitive;
    return { ...accessorsOf(textured, chunk, accessors), material: index };
  });
  const images = model.images.map(({ mimeType, bytes }) => ({ mimeType, bufferView: chunk.add(bytes) }));
  const [x, y, z] = model.centreM;
  const withTextures = textures.length > 0 ? { textures, samplers } : {};
  const json = {
    asset: { version: '2.0', generator: 'chengkan' },
    extensionsUsed: ['KHR_materials_unlit'],
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, translation: [x, z, -y] }],
    meshes: [{ primitives }],
    materials,
    ...withTextures,
    ...(images.length > 0 ? { images } : {}),
    accessors,
    bufferViews: chunk.views,
    buffers: [{ byteLength: chunk.length }],
  };
  return pack(json, chunk);
}
