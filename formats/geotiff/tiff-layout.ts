/**
 * Image file directories in little-endian TIFF, classic (offsets of 4 bytes) or BigTIFF (8).
 * Source: Adobe TIFF 6.0; BigTIFF by Aware Systems and libtiff.
 */
const SIZE_OF = { short: 2, long: 4, offset: 4, double: 8, ascii: 1 } as const;
const CODE_OF = { short: 3, long: 4, offset: 4, double: 12, ascii: 2 } as const;
const LONG8_CODE = 16;

export type TiffTag =
  | {
      readonly id: number;
      /** `offset`: long in a classic file, long8 in a BigTIFF */
      readonly type: 'short' | 'long' | 'offset' | 'double';
      readonly values: readonly number[];
    }
  | { readonly id: number; readonly type: 'ascii'; readonly text: string };

export interface TiffLayout {
  readonly big: boolean;
  readonly headerBytes: number;
  /** bytes of a count and of an offset, and what fits into an entry */
  readonly wordBytes: 4 | 8;
  readonly entryBytes: number;
  readonly countBytes: number;
}

export const CLASSIC: TiffLayout = {
  big: false,
  headerBytes: 8,
  wordBytes: 4,
  entryBytes: 12,
  countBytes: 2,
};
export const BIG: TiffLayout = { big: true, headerBytes: 16, wordBytes: 8, entryBytes: 20, countBytes: 8 };

const elementBytes = (tag: TiffTag, layout: TiffLayout): number =>
  tag.type === 'offset' ? layout.wordBytes : SIZE_OF[tag.type];
const countOf = (tag: TiffTag): number => (tag.type === 'ascii' ? tag.text.length + 1 : tag.values.length);
const byteLengthOf = (tag: TiffTag, layout: TiffLayout): number => countOf(tag) * elementBytes(tag, layout);
const even = (bytes: number): number => bytes + (bytes % 2);

function writeWord(view: DataView, at: number, value: number, bytes: number): void {
  if (bytes === 8) view.setBigUint64(at, BigInt(value), true);
  else if (bytes === 4) view.setUint32(at, value, true);
  else view.setUint16(at, value, true);
}

/** Bytes of a directory together with the values that do not fit into it. */
export function directoryByteLength(tags: readonly TiffTag[], layout: TiffLayout): number {
  const outside = tags.map((tag) => byteLengthOf(tag, layout)).filter((bytes) => bytes > layout.wordBytes);
  const entries = layout.countBytes + layout.entryBytes * tags.length + layout.wordBytes;
  return even(entries + outside.reduce((sum, bytes) => sum + even(bytes), 0));
}

function writeValues(view: DataView, at: number, tag: TiffTag, layout: TiffLayout): void {
  if (tag.type === 'ascii') {
    for (let i = 0; i < tag.text.length; i++) view.setUint8(at + i, tag.text.charCodeAt(i) & 0x7f);
    return;
  }
  const bytes = elementBytes(tag, layout);
  tag.values.forEach((value, i) => {
    if (tag.type === 'double') view.setFloat64(at + i * bytes, value, true);
    else writeWord(view, at + i * bytes, value, bytes);
  });
}

/** The first bytes of a file whose first directory lies at `firstAt`. */
export function writeHeader(view: DataView, firstAt: number, layout: TiffLayout): void {
  view.setUint16(0, 0x4949);
  view.setUint16(2, layout.big ? 43 : 42, true);
  if (layout.big) view.setUint32(4, 8, true); // bytes of an offset, then a zero
  writeWord(view, layout.big ? 8 : 4, firstAt, layout.wordBytes);
}

/** Writes the directory at `at`, in a view that begins where the file does; tags ascend by id. */
export function writeDirectory(
  view: DataView,
  at: number,
  tags: readonly TiffTag[],
  nextAt: number,
  layout: TiffLayout,
): void {
  const { countBytes, entryBytes, wordBytes } = layout;
  let outsideAt = at + countBytes + entryBytes * tags.length + wordBytes;
  writeWord(view, at, tags.length, countBytes);
  tags.forEach((tag, index) => {
    const entryAt = at + countBytes + entryBytes * index;
    const offsets = tag.type === 'offset' && layout.big;
    view.setUint16(entryAt, tag.id, true);
    view.setUint16(entryAt + 2, offsets ? LONG8_CODE : CODE_OF[tag.type], true);
    writeWord(view, entryAt + 4, countOf(tag), wordBytes);
    const bytes = byteLengthOf(tag, layout);
    const valuesAt = entryAt + 4 + wordBytes;
    if (bytes <= wordBytes) {
      writeValues(view, valuesAt, tag, layout);
    } else {
      writeWord(view, valuesAt, outsideAt, wordBytes);
      writeValues(view, outsideAt, tag, layout);
      outsideAt += even(bytes);
    }
  });
  writeWord(view, at + countBytes + entryBytes * tags.length, nextAt, wordBytes);
}
