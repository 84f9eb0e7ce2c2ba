/**
 * Heights of a DTM at any place and for any spacing of samples.
 * Holes are filled from the means around them; beyond the edge the edge is held. Heights as in the file, m.
 */
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { halve } from '../../formats/geotiff/overviews.ts';
import type { Georeference } from './file-projection.ts';
import type { GeoTiffFile } from './geotiff-file.ts';
import { groundPerWorldPxM, worldPxOf } from './web-mercator.ts';

const MAX_PIXELS = 64e6;

interface HeightLevel {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly heightsM: Float32Array;
}

export interface DtmHeights {
  /** of the file, which the columns and rows below count */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly groundSampleDistanceM: number;
  readonly medianEdgeM: number;
  /** Column and row from the outer corner of the first pixel; `spacingM` is the distance to the next sample wanted. */
  heightAt(column: number, row: number, spacingM: number): number;
}

async function readFinest(file: GeoTiffFile): Promise<Result<HeightLevel, CodedError>> {
  const { info } = file;
  const index = info.levels.findIndex(({ widthPx, heightPx }) => widthPx * heightPx <= MAX_PIXELS);
  const level = info.levels[index];
  if (level === undefined) {
    return err({
      code: 'raster-too-large',
      message: `${file.path}: ${info.widthPx} x ${info.heightPx} px without an overview of ${MAX_PIXELS} px or less`,
    });
  }
  const { widthPx, heightPx } = level;
  const samples = await file.read(index, { left: 0, top: 0, right: widthPx, bottom: heightPx });
  if (!samples.ok) return samples;
  const heightsM = new Float32Array(widthPx * heightPx);
  for (let i = 0; i < heightsM.length; i++) {
    const value = samples.value[i * info.bands] ?? Number.NaN;
    heightsM[i] = value === info.nodata ? Number.NaN : value;
  }
  return ok({ widthPx, heightPx, heightsM });
}

/** Means down to one sample, then holes filled from the level above, so that a wide hole gets the mean of its rim. */
function filledPyramid(finest: HeightLevel): HeightLevel[] {
  const levels = [finest];
  for (let last = finest; last.widthPx > 1 || last.heightPx > 1;) {
    const smaller = halve({ ...last, bands: 1, samples: last.heightsM }, undefined);
    if (!(smaller.samples instanceof Float32Array)) throw new Error('float heights stay float');
    last = { widthPx: smaller.widthPx, heightPx: smaller.heightPx, heightsM: smaller.samples };
    levels.push(last);
  }
  for (let k = levels.length - 2; k >= 0; k--) {
    const level = levels[k];
    const above = levels[k + 1];
    if (level === undefined || above === undefined) continue;
    for (let i = 0; i < level.heightsM.length; i++) {
      if (!Number.isNaN(level.heightsM[i])) continue;
      const column = i % level.widthPx;
      const row = Math.floor(i / level.widthPx);
      level.heightsM[i] = above.heightsM[(row >> 1) * above.widthPx + (column >> 1)] ?? Number.NaN;
    }
  }
  return levels;
}

function bilinear(level: HeightLevel, column: number, row: number): number {
  const { widthPx, heightPx, heightsM } = level;
  const x = Math.min(Math.max(column - 0.5, 0), widthPx - 1);
  const y = Math.min(Math.max(row - 0.5, 0), heightPx - 1);
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const x1 = Math.min(x0 + 1, widthPx - 1);
  const y1 = Math.min(y0 + 1, heightPx - 1);
  const u = x - x0;
  const v = y - y0;
  const at = (px: number, py: number): number => heightsM[py * widthPx + px] ?? Number.NaN;
  return (at(x0, y0) * (1 - u) + at(x1, y0) * u) * (1 - v) + (at(x0, y1) * (1 - u) + at(x1, y1) * u) * v;
}

function medianEdgeOf({ widthPx, heightPx, heightsM }: HeightLevel): number {
  const edge: number[] = [];
  for (let x = 0; x < widthPx; x++) edge.push(heightsM[x] ?? 0, heightsM[(heightPx - 1) * widthPx + x] ?? 0);
  for (let y = 0; y < heightPx; y++)
    edge.push(heightsM[y * widthPx] ?? 0, heightsM[(y + 1) * widthPx - 1] ?? 0);
  return Float64Array.from(edge).sort()[edge.length >> 1] ?? 0;
}

/** Side of the middle pixel on the ground, m. */
function pixelSideM(georeference: Georeference, widthPx: number, heightPx: number): number {
  const [longitudeDeg, latitudeDeg] = georeference.lonLatOf(widthPx / 2, heightPx / 2);
  const [x0, y0] = worldPxOf(longitudeDeg, latitudeDeg);
  const [x1, y1] = worldPxOf(...georeference.lonLatOf(widthPx / 2 + 1, heightPx / 2));
  return Math.hypot(x1 - x0, y1 - y0) * groundPerWorldPxM(latitudeDeg);
}

/** Errors: `raster-too-large`, `empty-raster`, and those of reading. */
export async function loadDtm(
  file: GeoTiffFile,
  georeference: Georeference,
): Promise<Result<DtmHeights, CodedError>> {
  const finest = await readFinest(file);
  if (!finest.ok) return finest;
  if (finest.value.heightsM.every((heightM) => Number.isNaN(heightM))) {
    return err({ code: 'empty-raster', message: `${file.path}: no pixel holds a height` });
  }
  const levels = filledPyramid(finest.value);
  const { widthPx, heightPx } = file.info;
  const groundSampleDistanceM = pixelSideM(georeference, widthPx, heightPx);
  const reductionOfFinest = widthPx / finest.value.widthPx;
  return ok({
    widthPx,
    heightPx,
    groundSampleDistanceM,
    medianEdgeM: medianEdgeOf(finest.value),
    heightAt(column, row, spacingM) {
      // The coarsest level that is still as fine as the spacing: no aliasing, no detail lost.
      const ratio = spacingM / (groundSampleDistanceM * reductionOfFinest);
      const k = Math.min(levels.length - 1, Math.max(0, Math.floor(Math.log2(ratio))));
      const level = levels[k] ?? finest.value;
      const reduction = reductionOfFinest * 2 ** k;
      return bilinear(level, column / reduction, row / reduction);
    },
  });
}
