/**
 * Height, shadow and openness rasters of one epoch over a square: shape [side, side], row-major, row 0 northmost.
 * `dsmM`: top surface, orthometric m. `shadowM`: below this height a point at the cell is in the sun's shadow.
 * `nearM`, `farM`: means of the DSM around a cell, for ambient light. Shared between threads.
 */
import type { Vector3 } from '../../../geodesy/frames.ts';

export interface SceneRaster {
  readonly westM: number;
  readonly northM: number;
  readonly cellM: number;
  readonly side: number;
  readonly dsmM: Float32Array;
  readonly shadowM: Float32Array;
  readonly nearM: Float32Array;
  readonly farM: Float32Array;
}

export function allocateScene(westM: number, northM: number, cellM: number, side: number): SceneRaster {
  const make = (): Float32Array => new Float32Array(new SharedArrayBuffer(side * side * 4));
  return { westM, northM, cellM, side, dsmM: make(), shadowM: make(), nearM: make(), farM: make() };
}

export type SceneField = 'dsmM' | 'shadowM' | 'nearM' | 'farM';

/** Bilinear value at e, n; the edge value outside. */
export function sampleScene(scene: SceneRaster, field: SceneField, e: number, n: number): number {
  const { side, cellM } = scene;
  const limit = side - 1.001;
  let x = (e - scene.westM) / cellM - 0.5;
  let y = (scene.northM - n) / cellM - 0.5;
  x = x < 0 ? 0 : x > limit ? limit : x;
  y = y < 0 ? 0 : y > limit ? limit : y;
  const x0 = x | 0;
  const y0 = y | 0;
  const fx = x - x0;
  const fy = y - y0;
  const at = y0 * side + x0;
  const raster = scene[field];
  const a = raster[at] ?? 0;
  const b = raster[at + 1] ?? 0;
  const c = raster[at + side] ?? 0;
  const d = raster[at + side + 1] ?? 0;
  const top = a + (b - a) * fx;
  return top + (c + (d - c) * fx - top) * fy;
}

/**
 * Sweeps away from the sun: the shadow's height at a cell is that of the DSM or of the shadow one cell towards
 * the sun, lowered by the ray. Cost is linear in the cells.
 */
export function castShadows(scene: SceneRaster, sunEnu: Vector3): void {
  const { side, dsmM, shadowM, cellM } = scene;
  const major = Math.max(Math.abs(sunEnu[0]), Math.abs(sunEnu[1]));
  const stepX = sunEnu[0] / major;
  const stepY = -sunEnu[1] / major;
  const fallM = (sunEnu[2] / major) * cellM;
  const alongX = Math.abs(stepX) >= Math.abs(stepY);
  const sunwards = alongX ? Math.sign(stepX) : Math.sign(stepY);
  const slope = alongX ? stepY : stepX;
  const shift = Math.floor(slope);
  const part = slope - shift;
  for (let i = 0; i < side; i++) {
    const line = sunwards > 0 ? side - 1 - i : i;
    const source = line + sunwards;
    for (let j = 0; j < side; j++) {
      const at = alongX ? j * side + line : line * side + j;
      let cast = -100;
      const k = j + shift;
      if (i > 0 && k >= 0 && k + 1 < side) {
        const a = alongX ? k * side + source : source * side + k;
        const b = alongX ? a + side : a + 1;
        const fromA = Math.max(shadowM[a] ?? -100, dsmM[a] ?? -100);
        const fromB = Math.max(shadowM[b] ?? -100, dsmM[b] ?? -100);
        cast = fromA + (fromB - fromA) * part - fallM;
      }
      shadowM[at] = cast;
    }
  }
}

/** Mean over a square of 2 r + 1 cells, by running sums: along the rows, then down all columns at once. */
export function boxMean(scene: SceneRaster, target: 'nearM' | 'farM', radiusM: number): void {
  const { side, dsmM } = scene;
  const out = scene[target];
  const r = Math.max(1, Math.round(radiusM / scene.cellM));
  const width = 2 * r + 1;
  const clamp = (i: number): number => (i < 0 ? 0 : i >= side ? side - 1 : i);
  const rows = new Float32Array(side * side);
  for (let row = 0; row < side; row++) {
    const base = row * side;
    let sum = 0;
    for (let i = -r; i <= r; i++) sum += dsmM[base + clamp(i)] ?? 0;
    for (let i = 0; i < side; i++) {
      rows[base + i] = sum / width;
      sum += (dsmM[base + clamp(i + r + 1)] ?? 0) - (dsmM[base + clamp(i - r)] ?? 0);
    }
  }
  const sums = new Float64Array(side);
  for (let i = -r; i <= r; i++) {
    const base = clamp(i) * side;
    for (let column = 0; column < side; column++)
      sums[column] = (sums[column] ?? 0) + (rows[base + column] ?? 0);
  }
  for (let row = 0; row < side; row++) {
    const enter = clamp(row + r + 1) * side;
    const leave = clamp(row - r) * side;
    for (let column = 0; column < side; column++) {
      const sum = sums[column] ?? 0;
      out[row * side + column] = sum / width;
      sums[column] = sum + (rows[enter + column] ?? 0) - (rows[leave + column] ?? 0);
    }
  }
}
