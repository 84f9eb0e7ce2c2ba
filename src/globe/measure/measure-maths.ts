/**
 * Lengths and areas of clicked points. Frames: district grid E, N m with orthometric H m (the kernel frame of the
 * project); never screen or ECEF chords. The grid has scale 1 at its centre: within 1 km of it lengths are true to 0.01 mm.
 */
import type { DistanceLeg } from '../globe-port.ts';

/** E, N, H */
export type GridPoint = readonly [eastingM: number, northingM: number, orthometricHeightM: number];

export function leg(begin: GridPoint, end: GridPoint): DistanceLeg {
  const horizontalM = Math.hypot(end[0] - begin[0], end[1] - begin[1]);
  const heightDifferenceM = end[2] - begin[2];
  return { horizontalM, slopeM: Math.hypot(horizontalM, heightDifferenceM), heightDifferenceM };
}

export function legsOf(points: readonly GridPoint[]): DistanceLeg[] {
  return points.slice(1).map((end, index) => leg(points[index] ?? end, end));
}

/** Twice the signed plane area; positive when the ring runs counter-clockwise. */
function signedDoubleAreaM2(ring: readonly GridPoint[]): number {
  let sum = 0;
  // relative to the first corner, so that large eastings do not eat the digits
  const [e0, n0] = ring[0] ?? [0, 0];
  for (let index = 0; index < ring.length; index++) {
    const a = ring[index];
    const b = ring[(index + 1) % ring.length];
    if (a !== undefined && b !== undefined) sum += (a[0] - e0) * (b[1] - n0) - (b[0] - e0) * (a[1] - n0);
  }
  return sum;
}

export const planimetricAreaM2 = (ring: readonly GridPoint[]): number =>
  Math.abs(signedDoubleAreaM2(ring)) / 2;

export function perimeterM(ring: readonly GridPoint[]): number {
  const first = ring[0];
  if (first === undefined) return 0;
  return legsOf([...ring, first]).reduce((sum, each) => sum + each.horizontalM, 0);
}

const turn = (a: GridPoint, b: GridPoint, c: GridPoint): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Corner triples of a simple ring by ear clipping, O(n²): a person clicks tens of corners, not thousands. */
export function triangulate(ring: readonly GridPoint[]): [GridPoint, GridPoint, GridPoint][] {
  const rest = signedDoubleAreaM2(ring) < 0 ? ring.toReversed() : [...ring];
  const triangles: [GridPoint, GridPoint, GridPoint][] = [];
  let guard = rest.length * rest.length;
  for (let index = 0; rest.length > 3 && guard > 0; guard--) {
    const at = index % rest.length;
    const a = rest[(at + rest.length - 1) % rest.length];
    const b = rest[at];
    const c = rest[(at + 1) % rest.length];
    if (a === undefined || b === undefined || c === undefined) break;
    const ear =
      turn(a, b, c) >= 0 &&
      rest.every(
        (p) => p === a || p === b || p === c || turn(a, b, p) < 0 || turn(b, c, p) < 0 || turn(c, a, p) < 0,
      );
    if (ear) {
      triangles.push([a, b, c]);
      rest.splice(at, 1);
    } else {
      index++;
    }
  }
  const [a, b, c] = rest;
  if (a !== undefined && b !== undefined && c !== undefined) triangles.push([a, b, c]);
  return triangles;
}

function triangleAreaM2([a, b, c]: [GridPoint, GridPoint, GridPoint]): number {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  return Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
}

/** Area of the triangles through the corners in space: the slope between the clicks, not the relief. */
export const slopedAreaM2 = (ring: readonly GridPoint[]): number =>
  triangulate(ring).reduce((sum, triangle) => sum + triangleAreaM2(triangle), 0);

function segmentsCross(a: GridPoint, b: GridPoint, c: GridPoint, d: GridPoint): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** Would a new corner make the open line cross itself? A ring that crosses itself has no area to state. */
export function crossesItself(line: readonly GridPoint[], next: GridPoint): boolean {
  const last = line.at(-1);
  if (last === undefined) return false;
  return line.slice(0, -2).some((begin, index) => {
    const end = line[index + 1];
    return end !== undefined && segmentsCross(begin, end, last, next);
  });
}

/** Does the side that closes the ring cross another? */
export function closingCrosses(ring: readonly GridPoint[]): boolean {
  const first = ring[0];
  if (first === undefined || ring.length < 4) return false;
  return crossesItself(ring.slice(1), first);
}
