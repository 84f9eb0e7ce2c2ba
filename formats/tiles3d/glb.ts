/**
 * Binary glTF 2.0 of one tile: textured triangles without lighting (KHR_materials_unlit), images byte for byte,
 * geometry plain or without loss through EXT_meshopt_compression.
 * Frame: positions come in z-up m relative to `centreM`; glTF is y-up, so (x, y, z) is written as (x, z, −y), and the
 * node's translation carries the centre in double precision. Source: Khronos glTF 2.0 with EXT_meshopt_compression and EXT_texture_webp, 3D Tiles 1.1 § 7.2.
 */
export interface GlbLook {
  /** linear RGBA; a picture is multiplied by it */
  readonly colour: readonly [number, number, number, number];
  readonly alphaMode: 'OPAQUE' | 'MASK' | 'BLEND';
  readonly alphaCutoff: number;
}

export interface GlbPrimitive {
  /** relative to the centre, shape [vertices, 3] */
  readonly positionsM: Float32Array;
  /** glTF convention, v down, shape [vertices, 2], or null */
  readonly uvs: Float32Array | null;
  readonly indices: Uint32Array;
  readonly image: number | null;
  /** without it: opaque, the picture as it is, grey where there is none */
  readonly look?: GlbLook | undefined;
}

export interface GlbImage {
  readonly mimeType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly bytes: Uint8Array;
}

export interface GlbModel {
  readonly centreM: readonly [number, number, number];
  readonly primitives: readonly GlbPrimitive[];
  readonly images: readonly GlbImage[];
}

/** Meshoptimizer's lossless codecs, as its package has them. */
export interface MeshoptEncoder {
  encodeGltfBuffer(source: Uint8Array, count: number, size: number, mode: string): Uint8Array;
  /** old vertex → new vertex, and how many are used; also puts the triangles of `indices` in order */
  reorderMesh(indices: Uint32Array, triangles: boolean, optimiseSize: boolean): [Uint32Array, number];
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

interface ViewShape {
  readonly target: number;
  readonly count: number;
  readonly strideBytes: number;
}

/** Collects the binary chunk and the views into it; compressed views stand for a buffer 1 that is nowhere. */
class BinaryChunk {
  readonly views: object[] = [];
  readonly #pieces: Uint8Array[] = [];
  readonly #encoder: MeshoptEncoder | null;
  length = 0;
  unpackedLength = 0;

  constructor(encoder: MeshoptEncoder | null) {
    this.#encoder = encoder;
  }

  add(data: ArrayBufferView): number {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return this.views.push({ buffer: 0, ...this.#append(bytes) }) - 1;
  }

  addGeometry(data: ArrayBufferView, { target, count, strideBytes }: ViewShape): number {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (this.#encoder === null) return this.views.push({ buffer: 0, ...this.#append(bytes), target }) - 1;
    const indices = target === ELEMENT_ARRAY_BUFFER;
    const mode = indices ? 'TRIANGLES' : 'ATTRIBUTES';
    const packed = this.#append(this.#encoder.encodeGltfBuffer(bytes, count, strideBytes, mode));
    const byteOffset = this.unpackedLength;
    this.unpackedLength += align4(bytes.length);
    const meshopt = { buffer: 0, ...packed, byteStride: strideBytes, count, mode };
    return (
      this.views.push({
        buffer: 1,
        byteOffset,
        byteLength: bytes.length,
        ...(indices ? {} : { byteStride: strideBytes }),
        target,
        extensions: { EXT_meshopt_compression: meshopt },
      }) - 1
    );
  }

  buffers(): object[] {
    const own = { byteLength: this.length };
    if (this.unpackedLength === 0) return [own];
    const fallback = { EXT_meshopt_compression: { fallback: true } };
    return [own, { byteLength: this.unpackedLength, extensions: fallback }];
  }

  #append(bytes: Uint8Array): { byteOffset: number; byteLength: number } {
    const byteOffset = this.length;
    const padded = align4(bytes.length);
    this.#pieces.push(bytes, new Uint8Array(padded - bytes.length));
    this.length += padded;
    return { byteOffset, byteLength: bytes.length };
  }

  copyInto(out: Uint8Array, offset: number): void {
    let at = offset;
    for (const piece of this.#pieces) {
      out.set(piece, at);
      at += piece.length;
    }
  }
}

function moved(values: Float32Array, width: number, remap: Uint32Array): Float32Array {
  const out = new Float32Array(values.length);
  remap.forEach((to, from) => {
    for (let i = 0; i < width; i++) out[to * width + i] = values[from * width + i] ?? 0;
  });
  return out;
}

/** Vertices in the order in which the triangles use them, which packs better; as they are when some are not used. */
function inOrder(primitive: GlbPrimitive, encoder: MeshoptEncoder | null): GlbPrimitive {
  if (encoder === null) return primitive;
  const indices = primitive.indices.slice();
  const [remap, used] = encoder.reorderMesh(indices, true, true);
  if (used !== primitive.positionsM.length / 3) return primitive;
  return {
    ...primitive,
    indices,
    positionsM: moved(primitive.positionsM, 3, remap),
    uvs: primitive.uvs === null ? null : moved(primitive.uvs, 2, remap),
  };
}

function accessorsOf(primitive: GlbPrimitive, chunk: BinaryChunk, accessors: object[]): object {
  const add = (accessor: object): number => accessors.push(accessor) - 1;
  const { positions, min, max } = yUp(primitive.positionsM);
  const count = positions.length / 3;
  const shape = (strideBytes: number): ViewShape => ({ target: ARRAY_BUFFER, count, strideBytes });
  const attributes: Record<string, number> = {
    POSITION: add({
      bufferView: chunk.addGeometry(positions, shape(12)),
      componentType: FLOAT,
      count,
      type: 'VEC3',
      min,
      max,
    }),
  };
  if (primitive.uvs !== null) {
    const bufferView = chunk.addGeometry(primitive.uvs, shape(8));
    attributes['TEXCOORD_0'] = add({ bufferView, componentType: FLOAT, count, type: 'VEC2' });
  }
  // 65 535 is the primitive restart value and may not be used.
  const short = count < 65535;
  const indices = short ? Uint16Array.from(primitive.indices) : primitive.indices;
  const index = add({
    bufferView: chunk.addGeometry(indices, {
      target: ELEMENT_ARRAY_BUFFER,
      count: indices.length,
      strideBytes: indices.BYTES_PER_ELEMENT,
    }),
    componentType: short ? UNSIGNED_SHORT : UNSIGNED_INT,
    count: indices.length,
    type: 'SCALAR',
  });
  return { attributes, indices: index };
}

const GREY = [0.7, 0.7, 0.7, 1] as const;

function colourOf(texture: number | null, look: GlbLook | undefined): readonly number[] | null {
  if (look !== undefined && look.colour.some((part) => part !== 1)) return look.colour;
  return texture === null ? GREY : null;
}

function material(texture: number | null, look: GlbLook | undefined): object {
  const colour = colourOf(texture, look);
  const { alphaMode, alphaCutoff } = look ?? { alphaMode: 'OPAQUE' };
  return {
    // photogrammetry is not watertight, and OpenSceneGraph shows both sides of it
    doubleSided: true,
    pbrMetallicRoughness: {
      metallicFactor: 0,
      roughnessFactor: 1,
      ...(colour === null ? {} : { baseColorFactor: [...colour] }),
      ...(texture === null ? {} : { baseColorTexture: { index: texture } }),
    },
    ...(alphaMode === 'OPAQUE' ? {} : { alphaMode }),
    ...(alphaMode === 'MASK' ? { alphaCutoff } : {}),
    extensions: { KHR_materials_unlit: {} },
  };
}

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

/** What the parts of a model share: one sampler for each way of wrapping, one material for each image, sampler and look. */
class Materials {
  readonly materials: object[] = [];
  readonly textures: object[] = [];
  readonly samplers: object[] = [];
  readonly #images: readonly GlbImage[];
  readonly #samplerOf = new Map<number, number>();
  readonly #materialOf = new Map<string, number>();

  constructor(images: readonly GlbImage[]) {
    this.#images = images;
  }

  of(primitive: GlbPrimitive): number {
    const image = primitive.uvs === null ? null : primitive.image;
    const wrap = primitive.uvs !== null && !staysInside(primitive.uvs) ? REPEAT : CLAMP_TO_EDGE;
    const { look } = primitive;
    const key = JSON.stringify([image, wrap, look?.colour, look?.alphaMode, look?.alphaCutoff]);
    const known = this.#materialOf.get(key);
    if (known !== undefined) return known;
    const index = this.materials.push(material(image === null ? null : this.#texture(image, wrap), look)) - 1;
    this.#materialOf.set(key, index);
    return index;
  }

  #texture(image: number, wrap: number): number {
    const sampler = this.#samplerOf.get(wrap) ?? this.samplers.push(samplerFor(wrap)) - 1;
    this.#samplerOf.set(wrap, sampler);
    const source = { source: image };
    const webp = this.#images[image]?.mimeType === 'image/webp';
    return (
      this.textures.push({ sampler, ...(webp ? { extensions: { EXT_texture_webp: source } } : source) }) - 1
    );
  }
}

function extensionsOf(model: GlbModel, encoder: MeshoptEncoder | null): object {
  const required = [
    ...(encoder === null ? [] : ['EXT_meshopt_compression']),
    ...(model.images.some(({ mimeType }) => mimeType === 'image/webp') ? ['EXT_texture_webp'] : []),
  ];
  return {
    extensionsUsed: ['KHR_materials_unlit', ...required],
    ...(required.length > 0 ? { extensionsRequired: required } : {}),
  };
}

/** @param encoder null: plain arrays */
export function writeGlb(model: GlbModel, encoder: MeshoptEncoder | null = null): Uint8Array {
  const chunk = new BinaryChunk(encoder);
  const accessors: object[] = [];
  const shared = new Materials(model.images);
  const primitives = model.primitives.map((given) => {
    const textured = given.image === null ? { ...given, uvs: null } : given;
    const primitive = inOrder(textured, encoder);
    return { ...accessorsOf(primitive, chunk, accessors), material: shared.of(primitive) };
  });
  const images = model.images.map(({ mimeType, bytes }) => ({ mimeType, bufferView: chunk.add(bytes) }));
  const { materials, textures, samplers } = shared;
  const [x, y, z] = model.centreM;
  const json = {
    asset: { version: '2.0', generator: 'chengkan' },
    ...extensionsOf(model, encoder),
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, translation: [x, z, -y] }],
    meshes: [{ primitives }],
    materials,
    ...(textures.length > 0 ? { textures, samplers } : {}),
    ...(images.length > 0 ? { images } : {}),
    accessors,
    bufferViews: chunk.views,
    buffers: chunk.buffers(),
  };
  return pack(json, chunk);
}
