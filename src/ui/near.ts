/** Distances and bearings over a few hundred metres. Flat earth at the mean latitude: 0.01 m off at 300 m. Pure. */
interface Point {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
}

const METRES_PER_DEG = 111_320;

export function offsetM(from: Point, to: Point): { readonly eastM: number; readonly northM: number } {
  const middleRad = (((from.latitudeDeg + to.latitudeDeg) / 2) * Math.PI) / 180;
  return {
    eastM: (to.longitudeDeg - from.longitudeDeg) * METRES_PER_DEG * Math.cos(middleRad),
    northM: (to.latitudeDeg - from.latitudeDeg) * METRES_PER_DEG,
  };
}

export function distanceM(from: Point, to: Point): number {
  const { eastM, northM } = offsetM(from, to);
  return Math.hypot(eastM, northM);
}

/** Clockwise from north, 0 … 360. */
export function bearingDeg(from: Point, to: Point): number {
  const { eastM, northM } = offsetM(from, to);
  return ((Math.atan2(eastM, northM) * 180) / Math.PI + 360) % 360;
}

export type Compass = 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw';
const COMPASS: readonly Compass[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];
export const compassOf = (deg: number): Compass => COMPASS[Math.round(deg / 45) % 8] ?? 'n';

interface View extends Point {
  readonly headingDeg: number;
  readonly horizontalFieldOfViewDeg: number;
  readonly rangeM: number;
}

/** In plan only: what stands between is not asked here. */
export function inSight(camera: View, target: Point): boolean {
  const aside = Math.abs(((bearingDeg(camera, target) - camera.headingDeg + 540) % 360) - 180);
  return aside <= camera.horizontalFieldOfViewDeg / 2 && distanceM(camera, target) <= camera.rangeM;
}

export interface Near<T> {
  readonly entry: T;
  readonly distanceM: number;
  readonly compass: Compass;
}

export function nearest<T extends Point>(
  entries: readonly T[],
  place: Point,
  withinM: number,
  limit: number,
): Near<T>[] {
  return entries
    .map((entry) => ({
      entry,
      distanceM: distanceM(place, entry),
      compass: compassOf(bearingDeg(place, entry)),
    }))
    .filter((near) => near.distanceM <= withinM)
    .sort((a, b) => a.distanceM - b.distanceM)
    .slice(0, limit);
}

/** Ray casting; rings of [longitudeDeg, latitudeDeg]. */
export function isInside(
  ring: ReadonlyArray<readonly [number, number]>,
  { longitudeDeg, latitudeDeg }: Point,
): boolean {
  let inside = false;
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + ring.length - 1) % ring.length] ?? [x1, y1];
    const crosses = y1 > latitudeDeg !== y2 > latitudeDeg;
    if (crosses && longitudeDeg < ((x2 - x1) * (latitudeDeg - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

/** Area of a ring, m². */
export function ringAreaM2(ring: ReadonlyArray<readonly [number, number]>): number {
  const [first] = ring;
  if (first === undefined) return 0;
  const origin = { longitudeDeg: first[0], latitudeDeg: first[1] };
  const points = ring.map(([longitudeDeg, latitudeDeg]) => offsetM(origin, { longitudeDeg, latitudeDeg }));
  const twice = points.reduce((sum, point, index) => {
    const next = points[(index + 1) % points.length] ?? point;
    return sum + point.eastM * next.northM - next.eastM * point.northM;
  }, 0);
  return Math.abs(twice) / 2;
}
