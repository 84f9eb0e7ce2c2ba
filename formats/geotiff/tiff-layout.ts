/**
 * Image file directories in little-endian classic TIFF.  Source: Adobe TIFF 6.0.
 */
const SIZE_OF = { short: 2, long: 4, double: 8, ascii: 1 } as const;
const CODE_OF = { short: 3, long: 4, double: 12, ascii: 2 } as const;

export type TiffTag =
  | { readonly id: number; readonly type: 'short' | 'long' | 'double'; readonly values: readonly number[] }
  | { readonly id: number; readonly type: 'ascii'; readonly text: string };

const countOf = (tag: TiffTag): number => (tag.type === 'ascii' ? tag.text.length + 1 : tag.values.length);
const byteLengthOf = (tag: TiffTag): number => countOf(tag) * SIZE_OF[tag.type];
const even = (bytes: number): number => bytes + (bytes % 2);

/** Bytes of a directory together with the values that do not fit into it. */
export function directoryByteLength(tags: readonly TiffTag[]): number {
  const outside = tags.map(byteLengthOf).filter((bytes) => bytes > 4);
  return even(2 + 12 * tags.length + 4 + outside.reduce((sum, bytes) => sum + even(bytes), 0));
}

function writeValues(view: DataView, at: number, tag: TiffTag): void {
  if (tag.type === 'ascii') {
    for (let i = 0; i < tag.text.length; i++) view.setUint8(at + i, tag.text.charCodeAt(i) & 0x7f);
    return;
  }
  tag.values.forEach((value, i) => {
    const position = at + i * SIZE_OF[tag.type];
    if (tag.type === 'short') view.setUint16(position, value, true);
    else if (tag.type === 'long') view.setUint32(position, value, true);
    else view.setFloat64(position, value, true);
  });
}

/** Writes the directory at `at`; tags ascend by id. */
export function writeDirectory(view: DataView, at: number, tags: readonly TiffTag[], nextAt: number): void {
  let outsideAt = at + 2 + 12 * tags.length + 4;
  view.setUint16(at, tags.length, true);
  tags.forEach((tag, index) => {
    const entryAt = at + 2 + 12 * index;
    view.setUint16(entryAt, tag.id, true);
    view.setUint16(entryAt + 2, CODE_OF[tag.type], true);
    view.setUint32(entryAt + 4, countOf(tag), true);
    const bytes = byteLengthOf(tag);
    if (bytes <= 4) {
      writeValues(view, entryAt + 8, tag);
    } else {
      view.setUint32(entryAt + 8, outsideAt, true);
      writeValues(view, outsideAt, tag);
      outsideAt += even(bytes);
    }
  });
  view.setUint32(at + 2 + 12 * tags.length, nextAt, true);
}
