/**
 * Samples of any type → RGBA bytes for the eye. Bytes pass as they are; other types are stretched between the
 * 2nd and the 98th percentile of each band, so the result shows and does not measure.
 */
import type { CodedError, Result } from '../../contracts/result.ts';
import { ok } from '../../contracts/result.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { GeoTiffFile } from './geotiff-file.ts';
import type { GeoTiffInfo, SampleArray } from '../../formats/geotiff/read.ts';

export interface Colouring {
  readonly rgba: (samples: SampleArray) => Uint8Array;
  readonly findings: readonly Finding[];
}

interface Stretch {
  readonly low: number;
  readonly high: number;
}

function colourBandsOf(info: GeoTiffInfo): { bands: [number, number, number]; guessed: boolean } {
  const colours = info.bands - (info.alphaBand === null ? 0 : 1);
  if (info.photometric === 'rgb' || info.photometric === 'ycbcr') return { bands: [0, 1, 2], guessed: false };
  // Four bands without a word about colours come from satellites: blue, green, red, near infrared.
  if (colours >= 4) return { bands: [2, 1, 0], guessed: true };
  if (colours === 3) return { bands: [0, 1, 2], guessed: false };
  return { bands: [0, 0, 0], guessed: false };
}

const isNodata = (value: number, nodata: number | null): boolean =>
  Number.isNaN(value) || (nodata !== null && value === nodata);

/** Bounds of the bulk of the valid samples. All zero or one value: a stretch of width 1. */
function stretchOf(samples: SampleArray, bands: number, band: number, nodata: number | null): Stretch {
  const valid: number[] = [];
  const pixels = samples.length / bands;
  const step = Math.max(1, Math.floor(pixels / 250_000));
  for (let pixel = 0; pixel < pixels; pixel += step) {
    const value = samples[pixel * bands + band] ?? Number.NaN;
    if (Number.isFinite(value) && !isNodata(value, nodata)) valid.push(value);
  }
  const sorted = Float64Array.from(valid).sort();
  const low = sorted[Math.floor((sorted.length - 1) * 0.02)] ?? 0;
  const high = sorted[Math.ceil((sorted.length - 1) * 0.98)] ?? 1;
  return high > low ? { low, high } : { low, high: low + 1 };
}

/** The level with at most four million pixels, or the smallest. */
async function statisticsOf(file: GeoTiffFile): Promise<Result<SampleArray, CodedError>> {
  const { levels } = file.info;
  const found = levels.findIndex(({ widthPx, heightPx }) => widthPx * heightPx <= 4e6);
  const index = found === -1 ? levels.length - 1 : found;
  const level = levels[index] ?? file.info;
  // Without a small overview the middle of the image speaks for all of it.
  const width = Math.min(level.widthPx, 2048);
  const height = Math.min(level.heightPx, 2048);
  const left = Math.floor((level.widthPx - width) / 2);
  const top = Math.floor((level.heightPx - height) / 2);
  return file.read(index, { left, top, right: left + width, bottom: top + height });
}

function paletteColouring(info: GeoTiffInfo, palette: Uint8Array): Colouring['rgba'] {
  return (samples) => {
    const pixels = samples.length / info.bands;
    const rgba = new Uint8Array(pixels * 4);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const index = samples[pixel * info.bands] ?? 0;
      for (let c = 0; c < 3; c++) rgba[pixel * 4 + c] = palette[index * 3 + c] ?? 0;
      rgba[pixel * 4 + 3] = isNodata(index, info.nodata) ? 0 : 255;
    }
    return rgba;
  };
}

function bandColouring(
  info: GeoTiffInfo,
  bandsOfColour: readonly [number, number, number],
  stretches: readonly Stretch[] | null,
): Colouring['rgba'] {
  const { bands, alphaBand, nodata } = info;
  const invert = info.photometric === 'white-is-zero';
  return (samples) => {
    const pixels = samples.length / bands;
    // Clamped: a stretched value may leave 0..255.
    const rgba = new Uint8ClampedArray(pixels * 4);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = pixel * bands;
      let empty = true;
      for (let c = 0; c < 3; c++) {
        const value = samples[from + (bandsOfColour[c] ?? 0)] ?? 0;
        if (!isNodata(value, nodata)) empty = false;
        const stretch = stretches?.[c];
        const shown =
          stretch === undefined ? value : ((value - stretch.low) / (stretch.high - stretch.low)) * 255;
        rgba[pixel * 4 + c] = invert ? 255 - shown : shown;
      }
      const alpha = alphaBand === null ? 255 : (samples[from + alphaBand] ?? 0);
      rgba[pixel * 4 + 3] = empty ? 0 : stretches === null ? alpha : alpha > 0 ? 255 : 0;
    }
    return new Uint8Array(rgba.buffer);
  };
}

/** Errors: those of reading. */
export async function colouringOf(file: GeoTiffFile): Promise<Result<Colouring, CodedError>> {
  const { info } = file;
  if (info.palette !== null) return ok({ rgba: paletteColouring(info, info.palette), findings: [] });
  const { bands, guessed } = colourBandsOf(info);
  const findings: Finding[] = [];
  const note = (code: string, message: string): void => {
    findings.push({ code, path: file.path, severity: 'info', message });
  };
  if (guessed)
    note('BANDS_GUESSED', `${info.bands} bands without colours: 3, 2, 1 are shown as red, green, blue`);
  if (info.dtype === 'uint8') return ok({ rgba: bandColouring(info, bands, null), findings });
  const sample = await statisticsOf(file);
  if (!sample.ok) return sample;
  const stretches = bands.map((band) => stretchOf(sample.value, info.bands, band, info.nodata));
  const ranges = stretches.map(({ low, high }) => `${low}..${high}`).join(', ');
  note('STRETCHED', `${info.dtype} shown between the 2nd and 98th percentile: ${ranges}`);
  return ok({ rgba: bandColouring(info, bands, stretches), findings });
}
