/**
 * Heightmap tiles of Cesium's geographic tiling: 2 × 1 tiles at level 0, x from 180° W, y from 90° N.
 * A tile is gzip of 65 × 65 little-endian float32, ellipsoidal m, row 0 northmost, column 0 westmost; the last row and
 * column are the first ones of the neighbour, to the bit. Level L, x, y lies in the PMTiles archive at z = L + 1, x, y.
 * Within SEAM_M beyond the DTM the ground runs from the DTM's edge to `outsideEllipsoidalHeightM`; past it, it is flat.
 */
import { gzipSync } from 'node:zlib';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { BoundsDeg } from '../../contracts/district.ts';
import { ellipsoidalFromOrthometric } from '../../geodesy/geoid.ts';
import type { ArchiveFile } from './archive-file.ts';
import type { DtmHeights } from './dtm-heights.ts';
import type { Georeference } from './file-projection.ts';

export const SAMPLES_PER_SIDE = 65;
const INTERVALS = SAMPLES_PER_SIDE - 1;
const SEAM_M = 200;
/** Samples of the finest level lie at most this far apart, unless the DTM itself is coarser. */
const FINEST_SPACING_M = 2;
const METRES_PER_DEGREE = 111_320;
const MAX_LEVEL = 21;
/** From here on a tile is so small that nodes 16 samples apart, bilinear between them, stay within micrometres. */
const GRID_FROM_LEVEL = 14;
const NODE_STEP = 16;

export interface TerrainPlan {
  readonly bounds: BoundsDeg;
  readonly maxLevel: number;
  readonly outsideEllipsoidalHeightM: number;
}

const stepDegOf = (level: number): number => 180 / 2 ** level / INTERVALS;
const spacingMOf = (level: number): number => stepDegOf(level) * METRES_PER_DEGREE;

export function planTerrain(
  dtm: DtmHeights,
  georeference: Georeference,
  geoidUndulationM: number,
): TerrainPlan {
  const seamPx = SEAM_M / dtm.groundSampleDistanceM;
  const longitudes: number[] = [];
  const latitudes: number[] = [];
  for (let i = 0; i <= 16; i++) {
    const column = -seamPx + ((dtm.widthPx + 2 * seamPx) * i) / 16;
    const row = -seamPx + ((dtm.heightPx + 2 * seamPx) * i) / 16;
    for (const [c, r] of [
      [column, -seamPx],
      [column, dtm.heightPx + seamPx],
      [-seamPx, row],
      [dtm.widthPx + seamPx, row],
    ] as const) {
      const [longitudeDeg, latitudeDeg] = georeference.lonLatOf(c, r);
      longitudes.push(longitudeDeg);
      latitudes.push(latitudeDeg);
    }
  }
  const wantedM = Math.max(FINEST_SPACING_M, dtm.groundSampleDistanceM);
  let maxLevel = 0;
  while (maxLevel < MAX_LEVEL && spacingMOf(maxLevel) > wantedM) maxLevel += 1;
  return {
    bounds: {
      westDeg: Math.min(...longitudes),
      southDeg: Math.min(...latitudes),
      eastDeg: Math.max(...longitudes),
      northDeg: Math.max(...latitudes),
    },
    maxLevel,
    outsideEllipsoidalHeightM: ellipsoidalFromOrthometric(dtm.medianEdgeM, geoidUndulationM),
  };
}

/** Distance to the DTM's rectangle, m; 0 inside. */
function outsideM(dtm: DtmHeights, column: number, row: number): number {
  const dx = Math.max(0, -column, column - dtm.widthPx);
  const dy = Math.max(0, -row, row - dtm.heightPx);
  return Math.sqrt(dx * dx + dy * dy) * dtm.groundSampleDistanceM;
}

type PixelOfSample = (column: number, row: number) => readonly [number, number];

/** Samples count from the tile's north-west corner. */
function pixelOfSample(georeference: Georeference, level: number, x: number, y: number): PixelOfSample {
  const stepDeg = stepDegOf(level);
  // From whole numbers of steps, so that neighbours compute equal places on their common edge.
  const exact: PixelOfSample = (column, row) =>
    georeference.pixelOf(-180 + (x * INTERVALS + column) * stepDeg, 90 - (y * INTERVALS + row) * stepDeg);
  if (level < GRID_FROM_LEVEL) return exact;
  const nodesPerSide = INTERVALS / NODE_STEP + 1;
  const nodes = Array.from({ length: nodesPerSide * nodesPerSide }, (_, i) =>
    exact((i % nodesPerSide) * NODE_STEP, Math.floor(i / nodesPerSide) * NODE_STEP),
  );
  return (column, row) => {
    const c = Math.min(Math.floor(column / NODE_STEP), nodesPerSide - 2);
    const r = Math.min(Math.floor(row / NODE_STEP), nodesPerSide - 2);
    const u = column / NODE_STEP - c;
    const v = row / NODE_STEP - r;
    const mix = (k: 0 | 1): number => {
      const at = (dc: number, dr: number): number =>
        nodes[(r + dr) * nodesPerSide + c + dc]?.[k] ?? Number.NaN;
      return (at(0, 0) * (1 - u) + at(1, 0) * u) * (1 - v) + (at(0, 1) * (1 - u) + at(1, 1) * u) * v;
    };
    return [mix(0), mix(1)];
  };
}

export interface TerrainRun {
  readonly dtm: DtmHeights;
  readonly georeference: Georeference;
  readonly geoidUndulationM: number;
  readonly plan: TerrainPlan;
}

function heightmapOf(run: TerrainRun, level: number, x: number, y: number): Float32Array {
  const { dtm, plan } = run;
  const { bounds, outsideEllipsoidalHeightM } = plan;
  const heightsM = new Float32Array(SAMPLES_PER_SIDE * SAMPLES_PER_SIDE).fill(outsideEllipsoidalHeightM);
  const stepDeg = stepDegOf(level);
  const spacingM = spacingMOf(level);
  const pixelOf = pixelOfSample(run.georeference, level, x, y);
  for (let row = 0; row < SAMPLES_PER_SIDE; row++) {
    const latitudeDeg = 90 - (y * INTERVALS + row) * stepDeg;
    if (latitudeDeg < bounds.southDeg || latitudeDeg > bounds.northDeg) continue;
    for (let column = 0; column < SAMPLES_PER_SIDE; column++) {
      const longitudeDeg = -180 + (x * INTERVALS + column) * stepDeg;
      if (longitudeDeg < bounds.westDeg || longitudeDeg > bounds.eastDeg) continue;
      const [pixelColumn, pixelRow] = pixelOf(column, row);
      const t = outsideM(dtm, pixelColumn, pixelRow) / SEAM_M;
      if (!(t < 1)) continue;
      const orthometricHeightM = dtm.heightAt(pixelColumn, pixelRow, spacingM);
      const groundM = ellipsoidalFromOrthometric(orthometricHeightM, run.geoidUndulationM);
      const smooth = t * t * (3 - 2 * t);
      heightsM[row * SAMPLES_PER_SIDE + column] = groundM + (outsideEllipsoidalHeightM - groundM) * smooth;
    }
  }
  return heightsM;
}

function littleEndianBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return bytes;
}

/** Every tile of levels 0 to maxLevel that meets the bounds. Errors: `cancelled`. */
export async function buildTerrain(
  run: TerrainRun,
  archive: ArchiveFile,
  context: { readonly progress: (line: string) => void; readonly signal: { readonly aborted: boolean } },
): Promise<Result<null, CodedError>> {
  const { bounds, maxLevel } = run.plan;
  for (let level = 0; level <= maxLevel; level++) {
    const tileDeg = 180 / 2 ** level;
    const columnOf = (longitudeDeg: number): number =>
      Math.min(2 ** (level + 1) - 1, Math.max(0, Math.floor((longitudeDeg + 180) / tileDeg)));
    const rowOf = (latitudeDeg: number): number =>
      Math.min(2 ** level - 1, Math.max(0, Math.floor((90 - latitudeDeg) / tileDeg)));
    if (level === maxLevel) context.progress(`terrain: level ${level}, the finest`);
    for (let y = rowOf(bounds.northDeg); y <= rowOf(bounds.southDeg); y++) {
      if (context.signal.aborted) return err({ code: 'cancelled', message: 'terrain import was cancelled' });
      for (let x = columnOf(bounds.westDeg); x <= columnOf(bounds.eastDeg); x++) {
        await archive.add(level + 1, x, y, gzipSync(littleEndianBytes(heightmapOf(run, level, x, y))));
      }
    }
  }
  return ok(null);
}
