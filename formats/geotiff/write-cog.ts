/**
 * Cloud-optimised GeoTIFF: tiles, deflate with a predictor, overviews, directories before the data.
 * Source: TIFF 6.0 (predictor 2), Adobe Photoshop TIFF technical note 3 (predictor 3), OGC GeoTIFF 1.1, OGC COG 1.0 (21-026)
 * and the "ghost" header of GDAL's COG driver.
 */
import { geoKeysOf } from './crs-keys.ts';
import type { GeoTiffCrs, GeoTiffVerticalDatum } from './crs-keys.ts';
import { halve } from './overviews.ts';
import type { Samples } from './overviews.ts';
import { BIG, CLASSIC, directoryByteLength, writeDirectory, writeHeader } from './tiff-layout.ts';
import type { TiffTag } from './tiff-layout.ts';

/** What a raster says of itself, apart from its samples. */
export interface GeoTiffDescription {
  readonly widthPx: number;
  readonly heightPx: number;
  /** uint8: 1 (grey), 3 (RGB) or 4 (RGBA) bands; float32: 1 band */
  readonly bands: 1 | 3 | 4;
  readonly crs: GeoTiffCrs;
  /** outer corner of the north-west pixel and size of a pixel, in units of the CRS */
  readonly west: number;
  readonly north: number;
  readonly pixelWidth: number;
  readonly pixelHeight: number;
  readonly nodata?: number;
  readonly verticalDatum?: GeoTiffVerticalDatum;
  /** `YYYY-MM-DD` */
  readonly capturedOn?: string;
}

export interface GeoTiffRaster extends GeoTiffDescription, Samples {
  readonly bands: 1 | 3 | 4;
}

export interface CogOptions {
  /** a zlib stream (RFC 1950), for example Node's `deflateSync` */
  readonly deflate: (bytes: Uint8Array) => Uint8Array;
  readonly tileSizePx?: 256 | 512;
  /** default: where the samples alone would pass 4 GB */
  readonly bigTiff?: boolean;
}

/** Samples of a window of a level, row-major; the writer asks for the coarsest level first. */
export type ReadWindow = (level: number, window: PixelWindow) => Samples;

export interface PixelWindow {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Bytes that belong at a place of the file. */
export type WriteAt = (bytes: Uint8Array, at: number) => void;

interface Level {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly offsets: number[];
  readonly byteCounts: number[];
}

/** Each row becomes differences to the pixel before it, from the right so that nothing is overwritten too early. */
function predictBytes(tile: Uint8Array, tileSizePx: number, bands: number): void {
  const rowBytes = tileSizePx * bands;
  for (let row = 0; row < tileSizePx; row++) {
    const start = row * rowBytes;
    for (let i = start + rowBytes - 1; i >= start + bands; i--) {
      tile[i] = (tile[i] ?? 0) - (tile[i - bands] ?? 0);
    }
  }
}

/** A row of floats as four planes of bytes, most significant first, then differences along all of them. */
function predictFloats(tile: Float32Array, tileSizePx: number): Uint8Array {
  const bytes = new Uint8Array(tile.length * 4);
  const view = new DataView(new ArrayBuffer(4));
  for (let row = 0; row < tileSizePx; row++) {
    const start = row * tileSizePx * 4;
    for (let col = 0; col < tileSizePx; col++) {
      view.setFloat32(0, tile[row * tileSizePx + col] ?? 0);
      for (let plane = 0; plane < 4; plane++) {
        bytes[start + plane * tileSizePx + col] = view.getUint8(plane);
      }
    }
    for (let i = start + tileSizePx * 4 - 1; i > start; i--) {
      bytes[i] = (bytes[i] ?? 0) - (bytes[i - 1] ?? 0);
    }
  }
  return bytes;
}

/** One tile out of what there is of it; beyond the raster it repeats the last column and row, which costs almost no bytes. */
function padTile(part: Samples, target: Uint8Array | Float32Array, sizePx: number): void {
  const { bands, samples, widthPx, heightPx } = part;
  for (let row = 0; row < sizePx; row++) {
    const from = Math.min(row, heightPx - 1) * widthPx * bands;
    const to = row * sizePx * bands;
    target.set(samples.subarray(from, from + widthPx * bands), to);
    for (let i = to + widthPx * bands; i < to + sizePx * bands; i++) target[i] = target[i - bands] ?? 0;
  }
}

function packTile(part: Samples, sizePx: number, deflate: CogOptions['deflate']): Uint8Array {
  if (part.samples instanceof Float32Array) {
    const tile = new Float32Array(sizePx * sizePx);
    padTile(part, tile, sizePx);
    return deflate(predictFloats(tile, sizePx));
  }
  const tile = new Uint8Array(sizePx * sizePx * part.bands);
  padTile(part, tile, sizePx);
  predictBytes(tile, sizePx, part.bands);
  return deflate(tile);
}

/** Sizes of the levels: halved, rounded up, until one tile holds all. */
export function levelSizes(widthPx: number, heightPx: number, tileSizePx: number): [number, number][] {
  const sizes: [number, number][] = [[widthPx, heightPx]];
  for (let [w, h] = [widthPx, heightPx]; Math.max(w, h) > tileSizePx;) {
    [w, h] = [Math.ceil(w / 2), Math.ceil(h / 2)];
    sizes.push([w, h]);
  }
  return sizes;
}

function georeferenceTags(raster: GeoTiffDescription): TiffTag[] {
  const keys = geoKeysOf(raster.crs, raster.verticalDatum);
  const tags: TiffTag[] = [
    { id: 33550, type: 'double', values: [raster.pixelWidth, raster.pixelHeight, 0] },
    { id: 33922, type: 'double', values: [0, 0, 0, raster.west, raster.north, 0] },
    { id: 34735, type: 'short', values: keys.directory },
  ];
  if (keys.doubles.length > 0) tags.push({ id: 34736, type: 'double', values: keys.doubles });
  if (keys.ascii.length > 0) tags.push({ id: 34737, type: 'ascii', text: keys.ascii });
  return tags;
}

interface TagContext {
  readonly isFloat: boolean;
  readonly isOverview: boolean;
  readonly tileSizePx: number;
}

function tagsOf(raster: GeoTiffDescription, level: Level, context: TagContext): TiffTag[] {
  const { isFloat, isOverview, tileSizePx } = context;
  const perBand = (value: number): number[] => new Array<number>(raster.bands).fill(value);
  const tags: TiffTag[] = [
    { id: 254, type: 'long', values: [isOverview ? 1 : 0] },
    { id: 256, type: 'long', values: [level.widthPx] },
    { id: 257, type: 'long', values: [level.heightPx] },
    { id: 258, type: 'short', values: perBand(isFloat ? 32 : 8) },
    { id: 259, type: 'short', values: [8] }, // deflate
    { id: 262, type: 'short', values: [raster.bands === 1 ? 1 : 2] },
    { id: 277, type: 'short', values: [raster.bands] },
    { id: 284, type: 'short', values: [1] }, // bands interleaved
  ];
  if (!isOverview && raster.capturedOn !== undefined) {
    tags.push({ id: 306, type: 'ascii', text: `${raster.capturedOn.replaceAll('-', ':')} 00:00:00` });
  }
  tags.push(
    { id: 317, type: 'short', values: [isFloat ? 3 : 2] },
    { id: 322, type: 'long', values: [tileSizePx] },
    { id: 323, type: 'long', values: [tileSizePx] },
    { id: 324, type: 'offset', values: level.offsets },
    { id: 325, type: 'long', values: level.byteCounts },
  );
  if (raster.bands === 4) tags.push({ id: 338, type: 'short', values: [2] }); // unassociated alpha
  tags.push({ id: 339, type: 'short', values: perBand(isFloat ? 3 : 1) });
  if (!isOverview) tags.push(...georeferenceTags(raster));
  if (raster.nodata !== undefined) tags.push({ id: 42113, type: 'ascii', text: String(raster.nodata) });
  return tags;
}

/** What the file promises about its own layout; the blank leaves room to turn NO into YES. */
const PROMISES =
  'LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n' +
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ';
const GHOST = `GDAL_STRUCTURAL_METADATA_SIZE=${String(PROMISES.length).padStart(6, '0')} bytes\n${PROMISES}`;
const BLOCK_EXTRA_BYTES = 8; // 4 before: the size, 4 after: the last bytes again
const CLASSIC_LIMIT = 0xffffffff;

function writeLevel(
  level: Level,
  index: number,
  startAt: number,
  sizePx: number,
  parts: { readonly read: ReadWindow; readonly write: WriteAt; readonly deflate: CogOptions['deflate'] },
): number {
  let at = startAt;
  for (let top = 0; top < level.heightPx; top += sizePx) {
    for (let left = 0; left < level.widthPx; left += sizePx) {
      const widthPx = Math.min(sizePx, level.widthPx - left);
      const heightPx = Math.min(sizePx, level.heightPx - top);
      const tile = packTile(parts.read(index, { left, top, widthPx, heightPx }), sizePx, parts.deflate);
      const block = new Uint8Array(tile.length + BLOCK_EXTRA_BYTES);
      new DataView(block.buffer).setUint32(0, tile.length, true);
      block.set(tile, 4);
      block.set(tile.subarray(-4), 4 + tile.length);
      parts.write(block, at);
      level.offsets.push(at + 4);
      level.byteCounts.push(tile.length);
      at += block.length;
    }
  }
  return at;
}

/**
 * Writes a raster that need not fit into memory: tiles as they are read, directories last (at the front of the file).
 * Throws beyond 4 GiB unless it is a BigTIFF. Returns the bytes of the file.
 */
export function streamGeoTiff(
  raster: GeoTiffDescription & { readonly isFloat: boolean },
  read: ReadWindow,
  write: WriteAt,
  options: CogOptions,
): number {
  const tileSizePx = options.tileSizePx ?? 512;
  const rawBytes = raster.widthPx * raster.heightPx * (raster.isFloat ? 4 : raster.bands);
  const layout = (options.bigTiff ?? rawBytes > CLASSIC_LIMIT) ? BIG : CLASSIC;
  const levels = levelSizes(raster.widthPx, raster.heightPx, tileSizePx).map(([widthPx, heightPx]) => ({
    widthPx,
    heightPx,
    offsets: new Array<number>(),
    byteCounts: new Array<number>(),
  }));
  const context = { isFloat: raster.isFloat, tileSizePx };
  const directoryBytes = levels.map((level, i) => {
    const tiles = Math.ceil(level.widthPx / tileSizePx) * Math.ceil(level.heightPx / tileSizePx);
    const blank = { ...level, offsets: new Array<number>(tiles), byteCounts: new Array<number>(tiles) };
    return directoryByteLength(tagsOf(raster, blank, { ...context, isOverview: i > 0 }), layout);
  });
  const firstAt = layout.headerBytes + GHOST.length + (GHOST.length % 2);
  const dataAt = directoryBytes.reduce((sum, bytes) => sum + bytes, firstAt);
  let at = dataAt;
  // The coarsest level lies first, so that a first look reads one run of bytes.
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i];
    if (level !== undefined)
      at = writeLevel(level, i, at, tileSizePx, { read, write, deflate: options.deflate });
  }
  if (!layout.big && at > CLASSIC_LIMIT) throw new Error(`${at} bytes do not fit a classic TIFF`);
  const head = new Uint8Array(dataAt);
  const view = new DataView(head.buffer);
  writeHeader(view, firstAt, layout);
  for (let i = 0; i < GHOST.length; i++) head[layout.headerBytes + i] = GHOST.charCodeAt(i);
  let directoryAt = firstAt;
  levels.forEach((level, i) => {
    const nextAt = directoryAt + (directoryBytes[i] ?? 0);
    const tags = tagsOf(raster, level, { ...context, isOverview: i > 0 });
    writeDirectory(view, directoryAt, tags, i === levels.length - 1 ? 0 : nextAt, layout);
    directoryAt = nextAt;
  });
  write(head, 0);
  return at;
}

function checkRaster(raster: GeoTiffRaster): void {
  const expected = raster.widthPx * raster.heightPx * raster.bands;
  if (raster.samples.length !== expected || expected === 0) {
    throw new Error(
      `${raster.samples.length} samples given for ${raster.widthPx} x ${raster.heightPx} x ${raster.bands}`,
    );
  }
  if (raster.samples instanceof Float32Array && raster.bands !== 1) {
    throw new Error(`float32 is written with 1 band, ${raster.bands} given`);
  }
}

export function windowOf(raster: Samples, { left, top, widthPx, heightPx }: PixelWindow): Samples {
  const { bands, samples } = raster;
  const target =
    samples instanceof Float32Array
      ? new Float32Array(widthPx * heightPx * bands)
      : new Uint8Array(widthPx * heightPx * bands);
  for (let row = 0; row < heightPx; row++) {
    const from = ((top + row) * raster.widthPx + left) * bands;
    target.set(samples.subarray(from, from + widthPx * bands), row * widthPx * bands);
  }
  return { widthPx, heightPx, bands, samples: target };
}

/** Same raster and same deflate, same bytes. Throws for a sample count that does not fit the size, and beyond 4 GiB. */
export function writeGeoTiff(raster: GeoTiffRaster, options: CogOptions): Uint8Array {
  checkRaster(raster);
  const levels: Samples[] = [raster];
  const sizes = levelSizes(raster.widthPx, raster.heightPx, options.tileSizePx ?? 512);
  while (levels.length < sizes.length) levels.push(halve(levels.at(-1) ?? raster, raster.nodata));
  const pieces: [Uint8Array, number][] = [];
  const length = streamGeoTiff(
    { ...raster, isFloat: raster.samples instanceof Float32Array },
    (level, window) => windowOf(levels[level] ?? raster, window),
    (bytes, at) => pieces.push([bytes, at]),
    options,
  );
  const file = new Uint8Array(length);
  for (const [bytes, at] of pieces) file.set(bytes, at);
  return file;
}
