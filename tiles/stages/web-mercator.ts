/**
 * Web Mercator tiles of 256 px.  Frames: longitude, latitude deg; world px at zoom 0, x from 180° W, y from the north, 0..256.
 * Source: EPSG method 1024; the sphere takes geodetic latitudes as they are.
 */
import { degToRad, radToDeg, SEMI_MAJOR_M } from '../../geodesy/frames.ts';

export const TILE_PX = 256;
/** Where the square world ends: atan(sinh(π)). */
const MAX_LATITUDE_DEG = 85.05112877980659;

export function worldPxOf(longitudeDeg: number, latitudeDeg: number): [number, number] {
  const clampedDeg = Math.min(MAX_LATITUDE_DEG, Math.max(-MAX_LATITUDE_DEG, latitudeDeg));
  const y = Math.log(Math.tan(Math.PI / 4 + degToRad(clampedDeg) / 2));
  return [((longitudeDeg + 180) / 360) * TILE_PX, (0.5 - y / (2 * Math.PI)) * TILE_PX];
}

export function lonLatOfWorldPx(x: number, y: number): [number, number] {
  const latitudeRad = Math.atan(Math.sinh((0.5 - y / TILE_PX) * 2 * Math.PI));
  return [(x / TILE_PX) * 360 - 180, radToDeg(latitudeRad)];
}

/** Side of a world pixel of zoom 0 on the ground, m. */
export const groundPerWorldPxM = (latitudeDeg: number): number =>
  ((2 * Math.PI * SEMI_MAJOR_M) / TILE_PX) * Math.cos(degToRad(latitudeDeg));
