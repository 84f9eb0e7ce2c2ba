/**
 * Texels without a colour take it from their surroundings: means of what is known in squares of 2, 4, 8 … texels, the
 * smallest square that knows any. Charts then keep their colour beyond their edges, in halved pictures too.
 */
import type { Picture } from './surface.ts';

interface Level {
  readonly widthPx: number;
  readonly heightPx: number;
  /** shape [height, width, 3] */
  readonly rgb: Float32Array;
  /** 1 where the colour is known */
  readonly known: Uint8Array;
}

function halved(fine: Level): Level {
  const [widthPx, heightPx] = [Math.ceil(fine.widthPx / 2), Math.ceil(fine.heightPx / 2)];
  const rgb = new Float32Array(widthPx * heightPx * 3);
  const counts = new Uint8Array(widthPx * heightPx);
  for (let row = 0; row < fine.heightPx; row++) {
    for (let column = 0; column < fine.widthPx; column++) {
      const from = row * fine.widthPx + column;
      if (fine.known[from] === 0) continue;
      const to = (row >> 1) * widthPx + (column >> 1);
      counts[to] = (counts[to] ?? 0) + 1;
      for (let k = 0; k < 3; k++) rgb[3 * to + k] = (rgb[3 * to + k] ?? 0) + (fine.rgb[3 * from + k] ?? 0);
    }
  }
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] ?? 0;
    for (let k = 3 * i; k < 3 * i + 3 && count > 1; k++) rgb[k] = (rgb[k] ?? 0) / count;
    if (count > 1) counts[i] = 1;
  }
  return { widthPx, heightPx, rgb, known: counts };
}

function fillFrom(fine: Level, coarse: Level): void {
  for (let row = 0; row < fine.heightPx; row++) {
    for (let column = 0; column < fine.widthPx; column++) {
      const to = row * fine.widthPx + column;
      if (fine.known[to] === 1) continue;
      const from = (row >> 1) * coarse.widthPx + (column >> 1);
      for (let k = 0; k < 3; k++) fine.rgb[3 * to + k] = coarse.rgb[3 * from + k] ?? 0;
    }
  }
}

function fill(fine: Level): void {
  if (fine.widthPx <= 1 && fine.heightPx <= 1) return;
  const coarse = halved(fine);
  fill(coarse);
  fillFrom(fine, coarse);
}

/** @param rgb shape [height, width, 3], changed in place */
export function withoutGaps(
  size: { readonly widthPx: number; readonly heightPx: number },
  rgb: Float32Array,
  known: Uint8Array,
): Picture {
  const { widthPx, heightPx } = size;
  fill({ widthPx, heightPx, rgb, known });
  return { widthPx, heightPx, rgb: new Uint8Array(Uint8ClampedArray.from(rgb).buffer) };
}
