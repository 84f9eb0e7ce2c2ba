/** Raw pixels of an inline image as a PNG without compression, so that a tile always carries an image file. */
const GL_UNSIGNED_BYTE = 0x1401;
/** OpenGL pixel format → [channels, PNG colour type] */
const FORMATS: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0x1909, [1, 0]], // LUMINANCE
  [0x190a, [2, 4]], // LUMINANCE_ALPHA
  [0x1907, [3, 2]], // RGB
  [0x1908, [4, 6]], // RGBA
]);
const STORED_BLOCK = 65535;

export interface PixelLayout {
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: number;
  readonly dataType: number;
  /** rows begin at multiples of this many bytes */
  readonly packing: number;
  readonly bottomFirst: boolean;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = (c & 1) === 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/** Deflate "stored" blocks in a zlib wrapper.  Source: RFC 1950, RFC 1951 section 3.2.4. */
function zlibStored(data: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(data.length / STORED_BLOCK));
  const out = new Uint8Array(2 + blocks * 5 + data.length + 4);
  const view = new DataView(out.buffer);
  view.setUint16(0, 0x7801);
  let at = 2;
  for (let block = 0; block < blocks; block++) {
    const part = data.subarray(block * STORED_BLOCK, (block + 1) * STORED_BLOCK);
    out[at] = block === blocks - 1 ? 1 : 0;
    view.setUint16(at + 1, part.length, true);
    view.setUint16(at + 3, ~part.length & 0xffff, true);
    out.set(part, at + 5);
    at += 5 + part.length;
  }
  view.setUint32(at, adler32(data));
  return out;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

/** Null for what PNG has no form for (compressed texture formats) and for sizes the pixels do not fill. */
export function encodePixels(pixels: Uint8Array, layout: PixelLayout): Uint8Array | null {
  const format = FORMATS.get(layout.pixelFormat);
  const { width, height } = layout;
  if (format === undefined || layout.dataType !== GL_UNSIGNED_BYTE || width < 1 || height < 1) return null;
  const [channels, colourType] = format;
  const packing = Math.max(1, layout.packing);
  const stride = Math.ceil((width * channels) / packing) * packing;
  if (stride * height > pixels.length) return null;
  const rowBytes = width * channels;
  const rows = new Uint8Array((rowBytes + 1) * height);
  for (let row = 0; row < height; row++) {
    const from = (layout.bottomFirst ? height - 1 - row : row) * stride;
    rows.set(pixels.subarray(from, from + rowBytes), row * (rowBytes + 1) + 1);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, colourType, 0, 0, 0], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const parts = [
    signature,
    chunk('IHDR', header),
    chunk('IDAT', zlibStored(rows)),
    chunk('IEND', new Uint8Array()),
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
