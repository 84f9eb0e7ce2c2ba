/** Small contents made by hand: glTF of one triangle as GLB, and the containers around it. */
export interface TriangleParts {
  /** shape [3, 3] */
  readonly positions: readonly number[];
  readonly json?: object;
  readonly node?: object;
  readonly nodes?: readonly object[];
}

const padded = (bytes: Uint8Array, filler: number): Uint8Array => {
  const out = new Uint8Array((bytes.length + 3) & ~3).fill(filler);
  out.set(bytes);
  return out;
};

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const words = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Uint32Array.from(values).buffer);

export function triangleGlb(
  { positions, json = {}, node = {}, nodes }: TriangleParts,
  version = 2,
): Uint8Array {
  const geometry = new Uint8Array(Float32Array.from(positions).buffer);
  const whole = {
    asset: { version: version === 2 ? '2.0' : '1.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: nodes ?? [{ mesh: 0, ...node }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 1] },
    ],
    bufferViews: [{ buffer: 0, byteLength: geometry.length }],
    buffers: [{ byteLength: geometry.length }],
    ...json,
  };
  const text = padded(ascii(JSON.stringify(whole)), 0x20);
  const body = joined(
    words(text.length),
    ascii('JSON'),
    text,
    words(geometry.length),
    ascii('BIN\0'),
    geometry,
  );
  return joined(ascii('glTF'), words(version, body.length + 12), body);
}

export function b3dm(glb: Uint8Array, feature: object, batch = ''): Uint8Array {
  // padded to 8, as the specification says
  const text = `${JSON.stringify(feature)}        `;
  const table = ascii(text.slice(0, text.length - ((28 + text.length) % 8)));
  const length = 28 + table.length + batch.length + glb.length;
  return joined(ascii('b3dm'), words(1, length, table.length, 0, batch.length, 0), table, ascii(batch), glb);
}

export const cmpt = (...inner: readonly Uint8Array[]): Uint8Array =>
  joined(ascii('cmpt'), words(1, 16 + joined(...inner).length, inner.length), ...inner);

export const emptyPoints = (): Uint8Array => joined(ascii('pnts'), words(1, 28, 0, 0, 0, 0));

/** A binary subtree; all bits in its own buffer, each stream at the next multiple of eight bytes. */
export function subtree(streams: readonly Uint8Array[], json: object): Uint8Array {
  const binary = joined(...streams.map((bits) => joined(bits, new Uint8Array((8 - (bits.length % 8)) % 8))));
  let byteOffset = 0;
  const bufferViews = streams.map(({ length: byteLength }) => {
    const view = { buffer: 0, byteOffset, byteLength };
    byteOffset += (byteLength + 7) & ~7;
    return view;
  });
  const whole = { buffers: [{ byteLength: binary.length }], bufferViews, ...json };
  const text = ascii(JSON.stringify(whole).padEnd((JSON.stringify(whole).length + 7) & ~7));
  return joined(ascii('subt'), words(1, text.length, 0, binary.length, 0), text, binary);
}
