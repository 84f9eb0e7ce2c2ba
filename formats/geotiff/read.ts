/**
 * GeoTIFF reading over a source of byte ranges: what the file says, and windows of samples at any overview.
 * Decoding is geotiff.js; this file turns its answers into checked records and its throws into codes.
 */
import { GeoTIFF } from 'geotiff';
import type { GeoTIFFImage } from 'geotiff';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { affineOfTags } from './affine.ts';
import type { Affine } from './affine.ts';
import { faultOfBlocks } from './block-table.ts';
import { crsOfKeys } from './crs-of-keys.ts';
import type { CrsOfFile } from './crs-of-keys.ts';

export interface ByteSource {
  /** of the file, for messages */
  readonly name: string;
  readonly byteLength: number;
  /** Fewer bytes than asked for only at the end of the file. */
  read(offset: number, length: number): Promise<ArrayBuffer>;
}

export type SampleArray =
  Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

type Photometric = 'white-is-zero' | 'grey' | 'rgb' | 'palette' | 'ycbcr' | 'other';

export interface GeoTiffInfo {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  /** `uint8`, `int16`, `float32`, … */
  readonly dtype: string;
  readonly photometric: Photometric;
  /** zero-based; null when no band is said to be alpha */
  readonly alphaBand: number | null;
  /** red, green, blue of each index, 0..255 */
  readonly palette: Uint8Array | null;
  readonly crs: CrsOfFile | null;
  readonly affine: Affine | null;
  /** NaN is a value here */
  readonly nodata: number | null;
  /** `YYYY-MM-DD` of TIFFTAG_DATETIME */
  readonly capturedOn: string | null;
  /** full size first, then the overviews by falling size */
  readonly levels: readonly LevelInfo[];
}

interface LevelInfo {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
}

/** Columns and rows from the north-west of the level; ends excluded. */
interface PixelWindow {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface GeoTiff {
  readonly info: GeoTiffInfo;
  /** Samples interleaved by pixel, YCbCr turned to RGB. Errors: `truncated`, `corrupted`, `unsupported-compression`. */
  read(level: number, window: PixelWindow): Promise<Result<SampleArray, CodedError>>;
}

const PHOTOMETRIC: Readonly<Record<number, Photometric>> = {
  0: 'white-is-zero',
  1: 'grey',
  2: 'rgb',
  3: 'palette',
  6: 'ycbcr',
};

function isSampleArray(value: unknown): value is SampleArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

const numbersOf = (value: unknown): ArrayLike<number> | undefined =>
  Array.isArray(value) || isSampleArray(value) ? value : undefined;

function dtypeOf(image: GeoTIFFImage): string | null {
  const bits = image.getBitsPerSample(0);
  const format = { 1: 'uint', 2: 'int', 3: 'float' }[image.getSampleFormat(0)];
  if (format === undefined || !Number.isInteger(bits) || bits < 1 || bits > 64) return null;
  const known = format === 'float' ? [16, 32, 64].includes(bits) : bits <= 32;
  return known ? `${format}${bits}` : null;
}

function nodataOf(image: GeoTIFFImage): number | null {
  const text: unknown = image.fileDirectory.getValue('GDAL_NODATA');
  if (typeof text !== 'string') return null;
  const trimmed = text.replaceAll('\0', '').trim();
  if (trimmed === '') return null;
  if (/^-?nan$/i.test(trimmed)) return Number.NaN;
  const value = Number(trimmed);
  return Number.isNaN(value) ? null : value;
}

async function paletteOf(image: GeoTIFFImage): Promise<Uint8Array | null> {
  const map = numbersOf(await image.fileDirectory.loadValue('ColorMap'));
  if (map === undefined) return null;
  const entries = map.length / 3;
  // 16-bit columns, reds first, then greens, then blues
  return Uint8Array.from(
    { length: map.length },
    (_, i) => (map[(i % 3) * entries + Math.floor(i / 3)] ?? 0) >> 8,
  );
}

async function capturedOnOf(image: GeoTIFFImage): Promise<string | null> {
  const text: unknown = await image.fileDirectory.loadValue('DateTime');
  const match = typeof text === 'string' ? /^(\d{4})[:-](\d{2})[:-](\d{2})/.exec(text) : null;
  if (match === null) return null;
  const iso = `${match[1]}-${match[2]}-${match[3]}`;
  const parsed = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== iso ? null : iso;
}

function alphaBandOf(image: GeoTIFFImage, colourBands: number): number | null {
  const extra = numbersOf(image.fileDirectory.getValue('ExtraSamples'));
  if (extra === undefined) return null;
  for (let i = 0; i < extra.length; i++) {
    // 1 associated alpha, 2 unassociated alpha
    if (extra[i] === 1 || extra[i] === 2) return colourBands + i;
  }
  return null;
}

const levelOf = (image: GeoTIFFImage): LevelInfo => ({
  widthPx: image.getWidth(),
  heightPx: image.getHeight(),
  blockWidthPx: image.getTileWidth(),
  blockHeightPx: image.getTileHeight(),
});

async function infoOf(images: readonly GeoTIFFImage[], dtype: string): Promise<GeoTiffInfo | null> {
  const image = images[0];
  if (image === undefined) return null;
  const directory = image.fileDirectory;
  const keys = directory.hasTag('GeoKeyDirectory') ? image.getGeoKeys() : null;
  const photometric = PHOTOMETRIC[Number(directory.getValue('PhotometricInterpretation') ?? 1)] ?? 'other';
  const bands = image.getSamplesPerPixel();
  const tiepoints = numbersOf(directory.getValue('ModelTiepoint'));
  const affine = affineOfTags({
    matrix: numbersOf(directory.getValue('ModelTransformation')),
    pixelScale: numbersOf(directory.getValue('ModelPixelScale')),
    tiepoints,
    pixelIsPoint: keys?.GTRasterTypeGeoKey === 2,
  });
  // With ground control points and no transform the keys describe the points, not the image.
  const hasControlPoints = affine === null && tiepoints !== undefined && tiepoints.length > 6;
  return {
    widthPx: image.getWidth(),
    heightPx: image.getHeight(),
    bands,
    dtype,
    photometric,
    alphaBand: alphaBandOf(image, photometric === 'rgb' || photometric === 'ycbcr' ? 3 : 1),
    palette: photometric === 'palette' ? await paletteOf(image) : null,
    crs: keys === null || hasControlPoints ? null : crsOfKeys(keys),
    affine,
    nodata: nodataOf(image),
    capturedOn: await capturedOnOf(image),
    levels: images.map(levelOf),
  };
}

/** Full image and its overviews; masks and further pages are passed over. */
async function imagesOf(tiff: GeoTIFF): Promise<GeoTIFFImage[]> {
  const first = await tiff.getImage(0);
  const images = [first];
  const count = await tiff.getImageCount().catch(() => 1);
  for (let index = 1; index < count; index++) {
    const image = await tiff.getImage(index);
    const isOverview = Number(image.fileDirectory.getValue('NewSubfileType') ?? 0) === 1;
    const sameKind =
      image.getSamplesPerPixel() === first.getSamplesPerPixel() &&
      image.getBitsPerSample(0) === first.getBitsPerSample(0);
    if (isOverview && sameKind && image.getWidth() < first.getWidth()) images.push(image);
  }
  return images.sort((a, b) => b.getWidth() - a.getWidth());
}

/** JFIF: full-range BT.601 */
function rgbOfYcbcr(samples: SampleArray): SampleArray {
  const clamped = new Uint8ClampedArray(samples.length);
  for (let i = 0; i + 2 < samples.length; i += 3) {
    const y = samples[i] ?? 0;
    const cb = (samples[i + 1] ?? 0) - 128;
    const cr = (samples[i + 2] ?? 0) - 128;
    clamped[i] = y + 1.402 * cr;
    clamped[i + 1] = y - 0.344136 * cb - 0.714136 * cr;
    clamped[i + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(clamped.buffer);
}

function errorOfThrow(name: string, what: string, cause: unknown): CodedError {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/compression|createImageBitmap/i.test(text)) {
    return { code: 'unsupported-compression', message: `${name}: ${what}: ${text}` };
  }
  return { code: 'corrupted', message: `${name}: ${what} cannot be read: ${text}` };
}

const sourceForLibrary = (source: ByteSource) => ({
  fileSize: source.byteLength,
  fetch: (slices: { offset: number; length: number }[]) =>
    Promise.all(slices.map(({ offset, length }) => source.read(offset, length))),
  fetchSlice: async ({ offset, length }: { offset: number; length: number }) => ({
    offset,
    length,
    data: await source.read(offset, length),
  }),
  close: () => Promise.resolve(),
});

function readerOf(source: ByteSource, images: readonly GeoTIFFImage[], info: GeoTiffInfo): GeoTiff['read'] {
  return async (level, window) => {
    const image = images[level];
    const what = `level ${level}, rows ${window.top} to ${window.bottom}`;
    if (image === undefined) throw new Error(`${source.name} has no level ${level}`);
    try {
      const { left, top, right, bottom } = window;
      const samples = await image.readRasters({ window: [left, top, right, bottom], interleave: true });
      if (!isSampleArray(samples))
        return err(errorOfThrow(source.name, what, 'its samples have mixed types'));
      return ok(info.photometric === 'ycbcr' && info.bands === 3 ? rgbOfYcbcr(samples) : samples);
    } catch (cause) {
      return err(errorOfThrow(source.name, what, cause));
    }
  };
}

/**
 * Errors: `not-a-tiff`; `truncated` when a block lies beyond the end of the file; `corrupted` when directories or blocks
 * contradict each other; `unsupported-samples` for complex numbers and widths beyond 32 bits.
 */
export async function openGeoTiff(source: ByteSource): Promise<Result<GeoTiff, CodedError>> {
  const { name } = source;
  let tiff: GeoTIFF;
  try {
    tiff = await GeoTIFF.fromSource(sourceForLibrary(source));
  } catch (cause) {
    return err({
      code: 'not-a-tiff',
      message: `${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
    });
  }
  try {
    const images = await imagesOf(tiff);
    for (const [level, image] of images.entries()) {
      const fault = await faultOfBlocks(image, source.byteLength);
      if (fault !== null)
        return err({ code: fault.code, message: `${name}: level ${level}: ${fault.message}` });
    }
    const first = images[0];
    const dtype = first === undefined ? null : dtypeOf(first);
    if (dtype === null) {
      return err({
        code: 'unsupported-samples',
        message: `${name}: sample format ${first?.getSampleFormat(0)} of ${first?.getBitsPerSample(0)} bits`,
      });
    }
    const info = await infoOf(images, dtype);
    if (info === null) return err({ code: 'corrupted', message: `${name}: holds no image` });
    return ok({ info, read: readerOf(source, images, info) });
  } catch (cause) {
    return err(errorOfThrow(name, 'the directory', cause));
  }
}
