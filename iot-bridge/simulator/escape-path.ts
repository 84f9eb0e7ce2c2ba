/** The way of a stolen cover: along the nearest road. Longitude, latitude deg; metres on the ground. */
import { distanceM, offsetBy } from '../distance.ts';
import type { Cover, Registers } from '../registers.ts';

export type LonLatDeg = readonly [number, number];

const SHORTEST_M = 500;

function lengthM(path: readonly LonLatDeg[]): number {
  return path.reduce((sum, point, at) => sum + (at === 0 ? 0 : distanceM(path[at - 1] ?? point, point)), 0);
}

export function escapePath(cover: Cover, roadLines: Registers['roadLines']): LonLatDeg[] {
  const start: LonLatDeg = [cover.longitudeDeg, cover.latitudeDeg];
  let best: { line: readonly LonLatDeg[]; at: number; awayM: number } | null = null;
  for (const line of roadLines) {
    for (const [at, point] of line.entries()) {
      const awayM = distanceM(start, point);
      if (best === null || awayM < best.awayM) best = { line, at, awayM };
    }
  }
  const forward = best === null ? [] : best.line.slice(best.at);
  const backward = best === null ? [] : best.line.slice(0, best.at + 1).reverse();
  const path = [start, ...(lengthM(forward) >= lengthM(backward) ? forward : backward)];
  const missingM = SHORTEST_M - lengthM(path);
  const last = path.at(-1) ?? start;
  // Beyond the last point of a short road the van drives on, east
  return missingM > 0 ? [...path, offsetBy(last, missingM, 0)] : path;
}

interface PathPoint {
  readonly at: LonLatDeg;
  /** degrees clockwise from north */
  readonly directionDeg: number;
}

export function pointAlong(path: readonly LonLatDeg[], travelledM: number): PathPoint {
  let leftM = Math.max(0, travelledM);
  let directionDeg = 0;
  for (const [index, to] of path.entries()) {
    const from = path[index - 1];
    if (from === undefined) continue;
    const stepM = distanceM(from, to);
    if (stepM === 0) continue;
    const east = distanceM(from, [to[0], from[1]]) * Math.sign(to[0] - from[0]);
    const north = distanceM(from, [from[0], to[1]]) * Math.sign(to[1] - from[1]);
    directionDeg = ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
    if (leftM <= stepM) {
      const share = leftM / stepM;
      return { at: [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share], directionDeg };
    }
    leftM -= stepM;
  }
  return { at: path.at(-1) ?? [0, 0], directionDeg };
}
