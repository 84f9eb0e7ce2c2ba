import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDds } from './read-dds.ts';

interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly fourCc?: string;
  readonly bits?: number;
  readonly masks?: readonly number[];
  readonly data: readonly number[];
}

/** By the layout of Microsoft's DDS_HEADER, written for the tests alone. */
function dds({ widthPx, heightPx, fourCc, bits = 0, masks = [0, 0, 0, 0], data }: Pixels): Uint8Array {
  const bytes = new Uint8Array(128 + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x44, 0x44, 0x53, 0x20]);
  view.setUint32(4, 124, true);
  view.setUint32(12, heightPx, true);
  view.setUint32(16, widthPx, true);
  view.setUint32(76, 32, true);
  view.setUint32(80, fourCc === undefined ? 0x41 : 0x4, true);
  bytes.set(
    [...(fourCc ?? '')].map((letter) => letter.charCodeAt(0)),
    84,
  );
  view.setUint32(88, bits, true);
  masks.forEach((mask, k) => view.setUint32(92 + 4 * k, mask, true));
  bytes.set(data, 128);
  return bytes;
}

function pixelsOf(bytes: Uint8Array): number[][] {
  const picture = readDds(bytes);
  if (!picture.ok) throw new Error(picture.error.message);
  const { rgba } = picture.value;
  return Array.from({ length: rgba.length / 4 }, (_, i) => [...rgba.subarray(4 * i, 4 * i + 4)]);
}

const RED = [0x00, 0xf8];
const BLUE = [0x1f, 0x00];
/** Rows of four indices: 0 1 2 3 in the first, 0 in the rest. */
const INDICES = [0b11100100, 0, 0, 0];

describe('DDS', () => {
  test('reference: BC1 with four colours, thirds between the ends', () => {
    const found = pixelsOf(
      dds({ widthPx: 4, heightPx: 4, fourCc: 'DXT1', data: [...RED, ...BLUE, ...INDICES] }),
    );
    expect(found.slice(0, 5)).toEqual([
      [255, 0, 0, 255],
      [0, 0, 255, 255],
      [170, 0, 85, 255],
      [85, 0, 170, 255],
      [255, 0, 0, 255],
    ]);
  });

  test('reference: BC1 whose first colour is not the greater has a half and a hole', () => {
    const found = pixelsOf(
      dds({ widthPx: 4, heightPx: 4, fourCc: 'DXT1', data: [...BLUE, ...RED, ...INDICES] }),
    );
    expect(found.slice(0, 4)).toEqual([
      [0, 0, 255, 255],
      [255, 0, 0, 255],
      [128, 0, 128, 255],
      [0, 0, 0, 0],
    ]);
  });

  test('reference: BC3 alphas in sevenths, BC2 alphas in sixteenths', () => {
    const colours = [...RED, ...BLUE, 0, 0, 0, 0];
    const sevenths = [255, 0, 0b10001000, 0b11000110, 0b11111010, 0, 0, 0];
    const bc3 = pixelsOf(dds({ widthPx: 4, heightPx: 4, fourCc: 'DXT5', data: [...sevenths, ...colours] }));
    expect(bc3.slice(0, 8).map(([, , , alpha]) => alpha)).toEqual([255, 0, 219, 182, 146, 109, 73, 36]);
    const sixteenths = [0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe];
    const bc2 = pixelsOf(dds({ widthPx: 4, heightPx: 4, fourCc: 'DXT3', data: [...sixteenths, ...colours] }));
    expect(bc2.map(([, , , alpha]) => alpha)).toEqual(Array.from({ length: 16 }, (_, i) => i * 17));
  });

  test('property: a picture that is no multiple of four keeps its pixels, in whatever order their bytes stand', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, fc.boolean(), (widthPx, heightPx, bgr) => {
        const colourAt = (i: number): number[] => [(i * 7) % 256, (i * 13) % 256, (i * 29) % 256];
        const count = widthPx * heightPx;
        const data = Array.from({ length: count }, (_, i) =>
          bgr ? colourAt(i).reverse() : colourAt(i),
        ).flat();
        const masks = bgr ? [0xff0000, 0xff00, 0xff, 0] : [0xff, 0xff00, 0xff0000, 0];
        expect(pixelsOf(dds({ widthPx, heightPx, bits: 24, masks, data }))).toEqual(
          Array.from({ length: count }, (_, i) => [...colourAt(i), 255]),
        );
        const blocks = Math.ceil(widthPx / 4) * Math.ceil(heightPx / 4);
        const block = [...RED, ...BLUE, 0, 0, 0, 0];
        const whole = Array.from({ length: blocks }, () => block).flat();
        expect(pixelsOf(dds({ widthPx, heightPx, fourCc: 'DXT1', data: whole }))).toHaveLength(count);
      }),
    );
  });

  test('errors: bad-dds, unsupported-dds', () => {
    const codeOf = (bytes: Uint8Array): string => {
      const picture = readDds(bytes);
      return picture.ok ? '' : picture.error.code;
    };
    expect(codeOf(new Uint8Array(12))).toBe('bad-dds');
    expect(codeOf(dds({ widthPx: 0, heightPx: 4, fourCc: 'DXT1', data: [] }))).toBe('bad-dds');
    expect(codeOf(dds({ widthPx: 1e9, heightPx: 4, fourCc: 'DXT1', data: [] }))).toBe('bad-dds');
    expect(codeOf(dds({ widthPx: 8, heightPx: 8, fourCc: 'DXT1', data: [1, 2, 3] }))).toBe('bad-dds');
    expect(codeOf(dds({ widthPx: 4, heightPx: 4, fourCc: 'BC7U', data: [] }))).toBe('unsupported-dds');
    expect(codeOf(dds({ widthPx: 1, heightPx: 1, bits: 16, data: [0, 0] }))).toBe('unsupported-dds');
  });
});
