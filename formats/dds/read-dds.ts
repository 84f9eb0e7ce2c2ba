/**
 * The largest level of a DDS picture as RGBA: BC1 to BC3 (DXT1, DXT3, DXT5) and plain 24 and 32 bit pixels.
 * Source: Microsoft, DDS file layout and block compression formats of Direct3D.
 */
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export interface DdsPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** shape [height, width, 4], first row of the file first */
  readonly rgba: Uint8Array;
}

const MAX_SIDE_PX = 32_768;
const HEADER_BYTES = 128;
const EXTENDED_HEADER_BYTES = 148;
const HAS_FOUR_CC = 0x4;
const HAS_RGB = 0x40;

type BlockFormat = 1 | 2 | 3;
const BLOCK_OF_FOUR_CC: Readonly<Record<string, BlockFormat>> = {
  DXT1: 1,
  DXT2: 2,
  DXT3: 2,
  DXT4: 3,
  DXT5: 3,
};
const BLOCK_OF_DXGI: Readonly<Record<number, BlockFormat>> = { 71: 1, 72: 1, 74: 2, 75: 2, 77: 3, 78: 3 };

export const isDds = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x44 && bytes[1] === 0x44 && bytes[2] === 0x53 && bytes[3] === 0x20;

const expand = (value: number, bits: 5 | 6): number =>
  bits === 5 ? (value << 3) | (value >> 2) : (value << 2) | (value >> 4);

function colour565(value: number): [number, number, number] {
  return [expand(value >> 11, 5), expand((value >> 5) & 63, 6), expand(value & 31, 5)];
}

/** Four colours RGBA of a block; a BC1 block whose first colour is not the greater has a transparent fourth. */
function paletteOf(view: DataView, at: number, format: BlockFormat): number[][] {
  const [first, second] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  const [a, b] = [colour565(first), colour565(second)];
  const mixed = (weight: number, of: number): number[] => [
    ...a.map((value, k) => Math.round((value * (of - weight) + (b[k] ?? 0) * weight) / of)),
    255,
  ];
  const ends = [
    [...a, 255],
    [...b, 255],
  ];
  if (format !== 1 || first > second) return [...ends, mixed(1, 3), mixed(2, 3)];
  return [...ends, mixed(1, 2), [0, 0, 0, 0]];
}

/** Sixteen alphas of a BC2 or BC3 block. */
function alphasOf(view: DataView, at: number, format: 2 | 3): number[] {
  if (format === 2) {
    const nibble = (i: number): number => (view.getUint8(at + (i >> 1)) >> (4 * (i & 1))) & 15;
    return Array.from({ length: 16 }, (_, i) => nibble(i) * 17);
  }
  const [a, b] = [view.getUint8(at), view.getUint8(at + 1)];
  const steps = a > b ? 7 : 5;
  const palette = [a, b];
  for (let k = 1; k < steps; k++) palette.push(Math.round((a * (steps - k) + b * k) / steps));
  if (steps === 5) palette.push(0, 255);
  const low = view.getUint8(at + 2) | (view.getUint8(at + 3) << 8) | (view.getUint8(at + 4) << 16);
  const high = view.getUint8(at + 5) | (view.getUint8(at + 6) << 8) | (view.getUint8(at + 7) << 16);
  const index = (i: number): number => ((i < 8 ? low : high) >> (3 * (i & 7))) & 7;
  return Array.from({ length: 16 }, (_, i) => palette[index(i)] ?? 0);
}

interface Shape {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dataAt: number;
}

function decodeBlocks(view: DataView, { widthPx, heightPx, dataAt }: Shape, format: BlockFormat): Uint8Array {
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  const blockBytes = format === 1 ? 8 : 16;
  let at = dataAt;
  for (let top = 0; top < heightPx; top += 4) {
    for (let left = 0; left < widthPx; left += 4, at += blockBytes) {
      const alphas = format === 1 ? null : alphasOf(view, at, format);
      const colourAt = at + blockBytes - 8;
      const palette = paletteOf(view, colourAt, format);
      const bits = view.getUint32(colourAt + 4, true);
      for (let i = 0; i < 16; i++) {
        const [x, y] = [left + (i & 3), top + (i >> 2)];
        if (x >= widthPx || y >= heightPx) continue;
        const to = (y * widthPx + x) * 4;
        rgba.set(palette[(bits >>> (2 * i)) & 3] ?? [], to);
        if (alphas !== null) rgba[to + 3] = alphas[i] ?? 255;
      }
    }
  }
  return rgba;
}

/** Masks of red, green, blue and alpha, one byte each; a mask of 0 is full. */
function decodePixels(
  view: DataView,
  { widthPx, heightPx, dataAt }: Shape,
  masks: readonly number[],
  pixelBytes: number,
): Uint8Array {
  const shifts = masks.map((mask) => (mask === 0 ? null : 31 - Math.clz32(mask & -mask)));
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    let value = 0;
    for (let k = 0; k < pixelBytes; k++) value += view.getUint8(dataAt + pixel * pixelBytes + k) * 256 ** k;
    shifts.forEach((shift, k) => {
      rgba[pixel * 4 + k] = shift === null ? 255 : Math.floor(value / 2 ** shift) & 255;
    });
  }
  return rgba;
}

interface Layout {
  readonly dataAt: number;
  readonly block: BlockFormat | null;
  readonly masks: readonly number[];
  readonly pixelBytes: number;
}

const BGRA = [0xff0000, 0xff00, 0xff, 0xff000000] as const;
const RGBA = [0xff, 0xff00, 0xff0000, 0xff000000] as const;
const isByteMask = (mask: number): boolean => [0, 0xff, 0xff00, 0xff0000, 0xff000000].includes(mask >>> 0);

function layoutOf(view: DataView): Layout | null {
  const flags = view.getUint32(80, true);
  const plain = { block: null, masks: [], pixelBytes: 0 };
  if ((flags & HAS_FOUR_CC) !== 0) {
    const fourCc = String.fromCharCode(...[84, 85, 86, 87].map((at) => view.getUint8(at)));
    const block = BLOCK_OF_FOUR_CC[fourCc];
    if (block !== undefined) return { ...plain, dataAt: HEADER_BYTES, block };
    if (fourCc !== 'DX10' || view.byteLength < EXTENDED_HEADER_BYTES) return null;
    const dxgi = view.getUint32(HEADER_BYTES, true);
    const dataAt = EXTENDED_HEADER_BYTES;
    if (BLOCK_OF_DXGI[dxgi] !== undefined) return { ...plain, dataAt, block: BLOCK_OF_DXGI[dxgi] };
    if (dxgi === 28 || dxgi === 29) return { dataAt, block: null, masks: RGBA, pixelBytes: 4 };
    if (dxgi === 87 || dxgi === 91) return { dataAt, block: null, masks: BGRA, pixelBytes: 4 };
    return null;
  }
  const pixelBytes = view.getUint32(88, true) / 8;
  if ((flags & HAS_RGB) === 0 || (pixelBytes !== 3 && pixelBytes !== 4)) return null;
  const masks = [92, 96, 100].map((at) => view.getUint32(at, true));
  masks.push((flags & 1) !== 0 ? view.getUint32(104, true) : 0);
  return masks.every(isByteMask) ? { dataAt: HEADER_BYTES, block: null, masks, pixelBytes } : null;
}

/** Errors: `bad-dds` (truncated or no size), `unsupported-dds` (another pixel format). */
export function readDds(bytes: Uint8Array): Result<DdsPicture, CodedError> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isDds(bytes) || bytes.length < HEADER_BYTES) {
    return err({ code: 'bad-dds', message: `${bytes.length} bytes are no DDS picture` });
  }
  const [heightPx, widthPx] = [view.getUint32(12, true), view.getUint32(16, true)];
  if (!(widthPx > 0 && heightPx > 0 && widthPx <= MAX_SIDE_PX && heightPx <= MAX_SIDE_PX)) {
    return err({ code: 'bad-dds', message: `a picture of ${widthPx} × ${heightPx} pixels` });
  }
  const layout = layoutOf(view);
  if (layout === null) {
    return err({ code: 'unsupported-dds', message: 'its pixels are neither BC1 to BC3 nor 24 or 32 bit' });
  }
  const { dataAt, block, masks, pixelBytes } = layout;
  const blocks = Math.ceil(widthPx / 4) * Math.ceil(heightPx / 4);
  const needed = block === null ? widthPx * heightPx * pixelBytes : blocks * (block === 1 ? 8 : 16);
  if (bytes.length < dataAt + needed) {
    return err({ code: 'bad-dds', message: `ends after ${bytes.length} of ${dataAt + needed} bytes` });
  }
  const shape = { widthPx, heightPx, dataAt };
  const rgba =
    block === null ? decodePixels(view, shape, masks, pixelBytes) : decodeBlocks(view, shape, block);
  return ok({ widthPx, heightPx, rgba });
}
