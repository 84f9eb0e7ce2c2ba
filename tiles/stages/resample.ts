/**
 * One tile of RGBA out of a window of the source: cubic (Catmull-Rom) where all is opaque, else bilinear weighted by alpha.
 * A tile pixel whose centre lies outside the image stays as it was.
 */
import type { ControlGrid } from './control-grid.ts';
import type { RgbaWindow } from './image-source.ts';
import { TILE_PX } from './web-mercator.ts';

export interface SourceSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const clamp = (value: number, max: number): number => (value < 0 ? 0 : value > max ? max : value);

/** Catmull-Rom weights of the four samples around a position, t from the second. */
function cubicWeights(t: number, weights: Float64Array): void {
  weights[0] = ((2 - t) * t - 1) * t * 0.5;
  weights[1] = ((3 * t - 5) * t * t + 2) * 0.5;
  weights[2] = ((4 - 3 * t) * t + 1) * t * 0.5;
  weights[3] = (t - 1) * t * t * 0.5;
}

const weightsX = new Float64Array(4);
const weightsY = new Float64Array(4);

function cubic(window: RgbaWindow, column: number, row: number, target: Uint8ClampedArray, to: number): void {
  const { rgba, widthPx, heightPx } = window;
  const x = column - window.left - 0.5;
  const y = row - window.top - 0.5;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  cubicWeights(x - x0, weightsX);
  cubicWeights(y - y0, weightsY);
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let j = 0; j < 4; j++) {
    const rowAt = clamp(y0 + j - 1, heightPx - 1) * widthPx;
    const weightY = weightsY[j] ?? 0;
    for (let i = 0; i < 4; i++) {
      const at = (rowAt + clamp(x0 + i - 1, widthPx - 1)) * 4;
      const weight = weightY * (weightsX[i] ?? 0);
      red += weight * (rgba[at] ?? 0);
      green += weight * (rgba[at + 1] ?? 0);
      blue += weight * (rgba[at + 2] ?? 0);
    }
  }
  target[to] = red;
  target[to + 1] = green;
  target[to + 2] = blue;
  target[to + 3] = 255;
}

function bilinear(
  window: RgbaWindow,
  column: number,
  row: number,
  target: Uint8ClampedArray,
  to: number,
): void {
  const { rgba, widthPx, heightPx } = window;
  const x = column - window.left - 0.5;
  const y = row - window.top - 0.5;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  for (let j = 0; j < 2; j++) {
    const rowAt = clamp(y0 + j, heightPx - 1) * widthPx;
    const weightY = j === 0 ? 1 - (y - y0) : y - y0;
    for (let i = 0; i < 2; i++) {
      const at = (rowAt + clamp(x0 + i, widthPx - 1)) * 4;
      const weight = weightY * (i === 0 ? 1 - (x - x0) : x - x0) * (rgba[at + 3] ?? 0);
      red += weight * (rgba[at] ?? 0);
      green += weight * (rgba[at + 1] ?? 0);
      blue += weight * (rgba[at + 2] ?? 0);
      alpha += weight;
    }
  }
  if (alpha === 0) return;
  target[to] = red / alpha;
  target[to + 1] = green / alpha;
  target[to + 2] = blue / alpha;
  target[to + 3] = alpha;
}

/** Fills the pixels of `target` that are still transparent. */
export function resampleTile(
  grid: ControlGrid,
  window: RgbaWindow,
  source: SourceSize,
  target: Uint8ClampedArray,
): void {
  const { cellPx, nodes } = grid;
  const stride = (TILE_PX / cellPx + 1) * 2;
  const sample = window.opaque ? cubic : bilinear;
  for (let y = 0; y < TILE_PX; y++) {
    const cellRow = Math.floor((y + 0.5) / cellPx);
    const v = (y + 0.5) / cellPx - cellRow;
    for (let x = 0; x < TILE_PX; x++) {
      const to = (y * TILE_PX + x) * 4;
      if (target[to + 3] !== 0) continue;
      const cellColumn = Math.floor((x + 0.5) / cellPx);
      const u = (x + 0.5) / cellPx - cellColumn;
      const at = cellRow * stride + cellColumn * 2;
      const w00 = (1 - u) * (1 - v);
      const w10 = u * (1 - v);
      const w01 = (1 - u) * v;
      const w11 = u * v;
      const column =
        w00 * (nodes[at] ?? 0) +
        w10 * (nodes[at + 2] ?? 0) +
        w01 * (nodes[at + stride] ?? 0) +
        w11 * (nodes[at + stride + 2] ?? 0);
      const row =
        w00 * (nodes[at + 1] ?? 0) +
        w10 * (nodes[at + 3] ?? 0) +
        w01 * (nodes[at + stride + 1] ?? 0) +
        w11 * (nodes[at + stride + 3] ?? 0);
      // also false for NaN
      const inside = column >= 0 && row >= 0 && column < source.widthPx && row < source.heightPx;
      if (inside) sample(window, column, row, target, to);
    }
  }
}
