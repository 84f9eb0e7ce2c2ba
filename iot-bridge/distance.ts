/**
 * Distances and steps over a few kilometres, on the ellipsoid's tangent at one end: better than 1e-4 of the distance,
 * far below the error of a fix. Frames: longitude, latitude deg; metres.
 */
import { degToRad, radToDeg, FLATTENING, SEMI_MAJOR_M } from '../geodesy/frames.ts';

type LonLatDeg = readonly [number, number];

/** Metres per radian of longitude and of latitude at a latitude (EPSG method 9602: radii N cos φ and M). */
function scales(latitudeDeg: number): readonly [number, number] {
  const eSquared = FLATTENING * (2 - FLATTENING);
  const sinLat = Math.sin(degToRad(latitudeDeg));
  const w = 1 - eSquared * sinLat * sinLat;
  const primeVerticalM = SEMI_MAJOR_M / Math.sqrt(w);
  return [primeVerticalM * Math.cos(degToRad(latitudeDeg)), (primeVerticalM * (1 - eSquared)) / w];
}

export function distanceM(from: LonLatDeg, to: LonLatDeg): number {
  const [eastPerRad, northPerRad] = scales((from[1] + to[1]) / 2);
  return Math.hypot(degToRad(to[0] - from[0]) * eastPerRad, degToRad(to[1] - from[1]) * northPerRad);
}

/** The point that lies `eastM`, `northM` from another. */
export function offsetBy(from: LonLatDeg, eastM: number, northM: number): LonLatDeg {
  const [eastPerRad, northPerRad] = scales(from[1]);
  return [from[0] + radToDeg(eastM / eastPerRad), from[1] + radToDeg(northM / northPerRad)];
}
