/**
 * PMTiles 3 archives: clustered on the Hilbert curve, equal tiles stored once, gzip directories.
 * The head is made of lengths alone, so that tiles may lie in a file and need not fit into memory.
 * Source: github.com/protomaps/PMTiles, spec/v3.
 */
import { tileIdOf } from './tile-id.ts';

export interface TileRecord {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  /** index into the list of contents: equal tiles share one */
  readonly content: number;
}

export interface ArchiveDescription {
  /** 0 unknown, 4 WebP */
  readonly tileType: 0 | 4;
  /** 1 none, 2 gzip */
  readonly tileCompression: 1 | 2;
  readonly bounds: {
    readonly westDeg: number;
    readonly southDeg: number;
    readonly eastDeg: number;
    readonly northDeg: number;
  };
  /** a JSON object in UTF-8 */
  readonly metadataJson: Uint8Array;
  readonly gzip: (bytes: Uint8Array) => Uint8Array;
}

export interface ArchivePlan {
  /** everything before the tile data */
  readonly head: Uint8Array;
  /** indices of the contents in the order in which they follow the head */
  readonly contentOrder: readonly number[];
}

interface Entry {
  readonly tileId: number;
  readonly offset: number;
  readonly length: number;
  runLength: number;
}

const MAGIC = Array.from('PMTiles', (letter) => letter.charCodeAt(0));
const HEADER_BYTES = 127;
/** A client reads the first 16 KiB in one request. */
const ROOT_LIMIT_BYTES = 16384 - HEADER_BYTES;
const SINGLE_DIRECTORY_ENTRIES = 16384;

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function directoryBytes(entries: readonly Entry[]): Uint8Array {
  const bytes: number[] = [];
  pushVarint(bytes, entries.length);
  let lastId = 0;
  for (const { tileId } of entries) {
    pushVarint(bytes, tileId - lastId);
    lastId = tileId;
  }
  for (const { runLength } of entries) pushVarint(bytes, runLength);
  for (const { length } of entries) pushVarint(bytes, length);
  entries.forEach(({ offset }, i) => {
    const before = entries[i - 1];
    // 0 says: right behind the one before
    pushVarint(bytes, before !== undefined && offset === before.offset + before.length ? 0 : offset + 1);
  });
  return Uint8Array.from(bytes);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function directoriesOf(
  entries: readonly Entry[],
  gzip: ArchiveDescription['gzip'],
): { root: Uint8Array; leaves: Uint8Array } {
  if (entries.length <= SINGLE_DIRECTORY_ENTRIES) {
    const root = gzip(directoryBytes(entries));
    if (root.length <= ROOT_LIMIT_BYTES) return { root, leaves: new Uint8Array(0) };
  }
  for (let perLeaf = 4096; ; perLeaf *= 2) {
    const pointers: Entry[] = [];
    const leaves: Uint8Array[] = [];
    let offset = 0;
    for (let begin = 0; begin < entries.length; begin += perLeaf) {
      const leaf = gzip(directoryBytes(entries.slice(begin, begin + perLeaf)));
      pointers.push({ tileId: entries[begin]?.tileId ?? 0, offset, length: leaf.length, runLength: 0 });
      leaves.push(leaf);
      offset += leaf.length;
    }
    const root = gzip(directoryBytes(pointers));
    if (root.length <= ROOT_LIMIT_BYTES) return { root, leaves: concat(leaves) };
  }
}

function entriesOf(
  tiles: readonly TileRecord[],
  contentLengths: readonly number[],
): { entries: Entry[]; contentOrder: number[]; dataBytes: number } {
  const ordered = tiles
    .map(({ z, x, y, content }) => ({ tileId: tileIdOf(z, x, y), content }))
    .sort((a, b) => a.tileId - b.tileId);
  const offsets = new Map<number, number>();
  const contentOrder: number[] = [];
  const entries: Entry[] = [];
  let dataBytes = 0;
  for (const { tileId, content } of ordered) {
    const length = contentLengths[content];
    if (length === undefined || length === 0) throw new Error(`tile ${tileId} has no content ${content}`);
    let offset = offsets.get(content);
    if (offset === undefined) {
      offset = dataBytes;
      offsets.set(content, offset);
      contentOrder.push(content);
      dataBytes += length;
    }
    const last = entries.at(-1);
    if (last?.tileId === tileId) throw new Error(`tile ${tileId} is given twice`);
    if (last !== undefined && last.offset === offset && last.tileId + last.runLength === tileId) {
      last.runLength += 1;
    } else {
      entries.push({ tileId, offset, length, runLength: 1 });
    }
  }
  return { entries, contentOrder, dataBytes };
}

interface Sections {
  readonly root: number;
  readonly metadata: number;
  readonly leaves: number;
  readonly data: number;
}

function headerBytes(
  sections: Sections,
  counts: readonly [number, number, number],
  zooms: readonly [number, number],
  description: ArchiveDescription,
): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint8(7, 3);
  let at = 8;
  const pushUint64 = (value: number): void => {
    view.setBigUint64(at, BigInt(value), true);
    at += 8;
  };
  let offset = HEADER_BYTES;
  for (const length of [sections.root, sections.metadata, sections.leaves, sections.data]) {
    pushUint64(offset);
    pushUint64(length);
    offset += length;
  }
  counts.forEach(pushUint64);
  bytes.set([1, 2, description.tileCompression, description.tileType, zooms[0], zooms[1]], at); // clustered, gzip
  at += 6;
  const { westDeg, southDeg, eastDeg, northDeg } = description.bounds;
  const pushDegrees = (deg: number): void => {
    view.setInt32(at, Math.round(deg * 1e7), true);
    at += 4;
  };
  [westDeg, southDeg, eastDeg, northDeg].forEach(pushDegrees);
  view.setUint8(at++, zooms[1]);
  pushDegrees((westDeg + eastDeg) / 2);
  pushDegrees((southDeg + northDeg) / 2);
  return bytes;
}

/** Throws for a tile given twice or without bytes: both are faults of the caller. */
export function planArchive(
  tiles: readonly TileRecord[],
  contentLengths: readonly number[],
  description: ArchiveDescription,
): ArchivePlan {
  if (tiles.length === 0) throw new Error('an archive needs a tile');
  const { entries, contentOrder, dataBytes } = entriesOf(tiles, contentLengths);
  const { root, leaves } = directoriesOf(entries, description.gzip);
  const metadata = description.gzip(description.metadataJson);
  const zooms = tiles.reduce<[number, number]>(
    ([min, max], { z }) => [Math.min(min, z), Math.max(max, z)],
    [Infinity, -Infinity],
  );
  const header = headerBytes(
    { root: root.length, metadata: metadata.length, leaves: leaves.length, data: dataBytes },
    [tiles.length, entries.length, contentOrder.length],
    zooms,
    description,
  );
  return { head: concat([header, root, metadata, leaves]), contentOrder };
}
