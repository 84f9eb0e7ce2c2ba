/**
 * Halved copies of a raster: the mean of the 2 × 2 samples below, nodata left out, colours weighted by alpha.
 */
export interface Samples<T extends Uint8Array | Float32Array = Uint8Array | Float32Array> {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  /** pixel-interleaved, row-major, row 0 northmost */
  readonly samples: T;
}

const halved = (sizePx: number): number => Math.max(1, Math.ceil(sizePx / 2));

function halveFloat(source: Samples, target: Float32Array, nodata: number | undefined): void {
  const width = halved(source.widthPx);
  const height = halved(source.heightPx);
  const { bands, samples } = source;
  for (let row = 0; row < height; row++) {
    const bottom = Math.min(2 * row + 1, source.heightPx - 1);
    for (let col = 0; col < width; col++) {
      const right = Math.min(2 * col + 1, source.widthPx - 1);
      for (let band = 0; band < bands; band++) {
        let sum = 0;
        let count = 0;
        for (let y = 2 * row; y <= bottom; y++) {
          for (let x = 2 * col; x <= right; x++) {
            const value = samples[(y * source.widthPx + x) * bands + band] ?? Number.NaN;
            if (value === nodata || Number.isNaN(value)) continue;
            sum += value;
            count += 1;
          }
        }
        target[(row * width + col) * bands + band] = count === 0 ? (nodata ?? Number.NaN) : sum / count;
      }
    }
  }
}

/** Four bands are RGBA: a transparent pixel gives no colour to its parent. */
function halveRgba(source: Samples, target: Uint8Array): void {
  const width = halved(source.widthPx);
  const height = halved(source.heightPx);
  const { samples } = source;
  for (let row = 0; row < height; row++) {
    const bottom = Math.min(2 * row + 1, source.heightPx - 1);
    for (let col = 0; col < width; col++) {
      const right = Math.min(2 * col + 1, source.widthPx - 1);
      let red = 0;
      let green = 0;
      let blue = 0;
      let alpha = 0;
      let count = 0;
      for (let y = 2 * row; y <= bottom; y++) {
        for (let x = 2 * col; x <= right; x++) {
          const at = (y * source.widthPx + x) * 4;
          const weight = samples[at + 3] ?? 0;
          red += (samples[at] ?? 0) * weight;
          green += (samples[at + 1] ?? 0) * weight;
          blue += (samples[at + 2] ?? 0) * weight;
          alpha += weight;
          count += 1;
        }
      }
      const at = (row * width + col) * 4;
      if (alpha > 0) {
        target[at] = Math.round(red / alpha);
        target[at + 1] = Math.round(green / alpha);
        target[at + 2] = Math.round(blue / alpha);
      }
      target[at + 3] = Math.round(alpha / count);
    }
  }
}

function halveBytes(source: Samples, target: Uint8Array): void {
  const width = halved(source.widthPx);
  const height = halved(source.heightPx);
  const { bands, samples } = source;
  for (let row = 0; row < height; row++) {
    const top = 2 * row * source.widthPx;
    const bottom = Math.min(2 * row + 1, source.heightPx - 1) * source.widthPx;
    for (let col = 0; col < width; col++) {
      const left = 2 * col;
      const right = Math.min(2 * col + 1, source.widthPx - 1);
      for (let band = 0; band < bands; band++) {
        const sum =
          (samples[(top + left) * bands + band] ?? 0) +
          (samples[(top + right) * bands + band] ?? 0) +
          (samples[(bottom + left) * bands + band] ?? 0) +
          (samples[(bottom + right) * bands + band] ?? 0);
        target[(row * width + col) * bands + band] = (sum + 2) >> 2;
      }
    }
  }
}

/** The same raster at half the size. Nodata of bytes is not looked at: an image says "nothing" by alpha. */
export function halve(source: Samples, nodata: number | undefined): Samples {
  const widthPx = halved(source.widthPx);
  const heightPx = halved(source.heightPx);
  const { bands } = source;
  if (source.samples instanceof Float32Array) {
    const samples = new Float32Array(widthPx * heightPx * bands);
    halveFloat(source, samples, nodata);
    return { widthPx, heightPx, bands, samples };
  }
  const samples = new Uint8Array(widthPx * heightPx * bands);
  if (bands === 4) halveRgba(source, samples);
  else halveBytes(source, samples);
  return { widthPx, heightPx, bands, samples };
}
