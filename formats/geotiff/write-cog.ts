/**
 * Cloud-optimised GeoTIFF: tiles, deflate with a predictor, overviews, directories before the data.
 * Source: TIFF 6.0 (predictor 2), Adobe Photoshop TIFF technical note 3 (predictor 3), OGC GeoTIFF 1.1, OGC COG 1.0 (21-026)
 * and the "ghost" header of GDAL's COG driver.
 */
import { geoKeysOf } from './crs-keys.ts';
import type { GeoTiffCrs, GeoTiffVerticalDatum } from './crs-keys.ts';
import { halve } from './overviews.ts';
import type { Samples } from './overviews.ts';
import { directoryByteLength, writeDirectory } from './tiff-layout.ts';
import type { TiffTag } from './tiff-layout.ts';

export interface GeoTiffRaster extends Samples {
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

export interface CogOptions {
  /** a zlib stream (RFC 1950), for example Node's `deflateSync` */
  readonly deflate: (bytes: Uint8Array) => Uint8Array;
  readonly tileSizePx?: 256 | 512;
}

interface Level {
  readonly raster: Samples;
  readonly tiles: readonly Uint8Array[];
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

/** Copies one tile; beyond the raster it repeats the last column and row, which costs almost no bytes. */
function copyTile(
  raster: Samples,
  target: Uint8Array | Float32Array,
  corner: [number, number],
  sizePx: number,
) {
  const { bands, samples, widthPx, heightPx } = raster;
  const [left, top] = corner;
  const inside = Math.min(sizePx, widthPx - left);
  for (let row = 0; row < sizePx; row++) {
    const from = (Math.min(top + row, heightPx - 1) * widthPx + left) * bands;
    const to = row * sizePx * bands;
    target.set(samples.subarray(from, from + inside * bands), to);
    for (let i = to + inside * bands; i < to + sizePx * bands; i++) target[i] = target[i - bands] ?? 0;
  }
}

function tilesOf(raster: Samples, sizePx: number, deflate: CogOptions['deflate']): Uint8Array[] {
  const tiles: Uint8Array[] = [];
  for (let top = 0; top < raster.heightPx; top += sizePx) {
    for (let left = 0; left < raster.widthPx; left += sizePx) {
      if (raster.samples instanceof Float32Array) {
        const tile = new Float32Array(sizePx * sizePx);
        copyTile(raster, tile, [left, top], sizePx);
        tiles.push(deflate(predictFloats(tile, sizePx)));
      } else {
        const tile = new Uint8Array(sizePx * sizePx * raster.bands);
        copyTile(raster, tile, [left, top], sizePx);
        predictBytes(tile, sizePx, raster.bands);
        tiles.push(deflate(tile));
      }
    }
  }
  return tiles;
}

function levelsOf(raster: GeoTiffRaster, tileSizePx: number, deflate: CogOptions['deflate']): Level[] {
  const levels: Level[] = [];
  let current: Samples = raster;
  for (;;) {
    levels.push({ raster: current, tiles: tilesOf(current, tileSizePx, deflate) });
    if (Math.max(current.widthPx, current.heightPx) <= tileSizePx) return levels;
    current = halve(current, raster.nodata);
  }
}

function georeferenceTags(raster: GeoTiffRaster): TiffTag[] {
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

function tagsOf(raster: GeoTiffRaster, level: Level, isOverview: boolean, tile: TileTags): TiffTag[] {
  const isFloat = level.raster.samples instanceof Float32Array;
  const perBand = (value: number): number[] => new Array<number>(raster.bands).fill(value);
  const tags: TiffTag[] = [
    { id: 254, type: 'long', values: [isOverview ? 1 : 0] },
    { id: 256, type: 'long', values: [level.raster.widthPx] },
    { id: 257, type: 'long', values: [level.raster.heightPx] },
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
    { id: 322, type: 'long', values: [tile.sizePx] },
    { id: 323, type: 'long', values: [tile.sizePx] },
    { id: 324, type: 'long', values: tile.offsets },
    { id: 325, type: 'long', values: level.tiles.map((bytes) => bytes.length) },
  );
  if (raster.bands === 4) tags.push({ id: 338, type: 'short', values: [2] }); // unassociated alpha
  tags.push({ id: 339, type: 'short', values: perBand(isFloat ? 3 : 1) });
  if (!isOverview) tags.push(...georeferenceTags(raster));
  if (raster.nodata !== undefined) tags.push({ id: 42113, type: 'ascii', text: String(raster.nodata) });
  return tags;
}

interface TileTags {
  readonly sizePx: number;
  readonly offsets: readonly number[];
}

/** What the file promises about its own layout; the blank leaves room to turn NO into YES. */
const PROMISES =
  'LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n' +
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ';
const GHOST = `GDAL_STRUCTURAL_METADATA_SIZE=${String(PROMISES.length).padStart(6, '0')} bytes\n${PROMISES}`;
const HEADER_BYTES = 8;
const BLOCK_EXTRA_BYTES = 8; // 4 before: the size, 4 after: the last bytes again

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

/** Same raster and same deflate, same bytes. Throws for a sample count that does not fit the size, and beyond 4 GiB. */
export function writeGeoTiff(raster: GeoTiffRaster, options: CogOptions): Uint8Array {
  checkRaster(raster);
  const sizePx = options.tileSizePx ?? 512;
  const levels = levelsOf(raster, sizePx, options.deflate);
  const blank = (level: Level): TileTags => ({ sizePx, offsets: level.tiles.map(() => 0) });
  const directoryBytes = levels.map((level, i) =>
    directoryByteLength(tagsOf(raster, level, i > 0, blank(level))),
  );
  const firstAt = HEADER_BYTES + GHOST.length + (GHOST.length % 2);
  let dataAt = directoryBytes.reduce((sum, bytes) => sum + bytes, firstAt);
  // The coarsest level lies first, so that a first look reads one run of bytes.
  const offsets: number[][] = levels.map(() => []);
  for (let i = levels.length - 1; i >= 0; i--) {
    for (const tile of levels[i]?.tiles ?? []) {
      offsets[i]?.push(dataAt + 4);
      dataAt += tile.length + BLOCK_EXTRA_BYTES;
    }
  }
  if (dataAt > 0xffffffff) throw new Error(`${dataAt} bytes do not fit a classic TIFF`);

  const bytes = new Uint8Array(dataAt);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4949);
  view.setUint16(2, 42, true);
  view.setUint32(4, firstAt, true);
  for (let i = 0; i < GHOST.length; i++) bytes[HEADER_BYTES + i] = GHOST.charCodeAt(i);
  let directoryAt = firstAt;
  levels.forEach((level, i) => {
    const nextAt = directoryAt + (directoryBytes[i] ?? 0);
    const tags = tagsOf(raster, level, i > 0, { sizePx, offsets: offsets[i] ?? [] });
    writeDirectory(view, directoryAt, tags, i === levels.length - 1 ? 0 : nextAt);
    directoryAt = nextAt;
    level.tiles.forEach((tile, t) => {
      const at = offsets[i]?.[t] ?? 0;
      view.setUint32(at - 4, tile.length, true);
      bytes.set(tile, at);
      bytes.set(tile.subarray(-4), at + tile.length);
    });
  });
  return bytes;
}
