/**
 * Geodetic, geocentric and tangent-plane frames on the CGCS2000 ellipsoid (equal to WGS 84 to 0.1 mm).
 * Frames: LLA rad + ellipsoidal height m; ECEF m; ENU m at an origin.  Source: EPSG methods 9602 and 9836 (IOGP GN 7-2).
 */
export interface Lla {
  readonly longitudeRad: number;
  readonly latitudeRad: number;
  readonly ellipsoidalHeightM: number;
}

export type Vector3 = readonly [number, number, number];

/** CGCS2000 (EPSG:1024). */
export const SEMI_MAJOR_M = 6378137;
export const FLATTENING = 1 / 298.257222101;
const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);

export const degToRad = (deg: number): number => (deg * Math.PI) / 180;
export const radToDeg = (rad: number): number => (rad * 180) / Math.PI;

export function llaFromDeg(longitudeDeg: number, latitudeDeg: number, ellipsoidalHeightM: number): Lla {
  return { longitudeRad: degToRad(longitudeDeg), latitudeRad: degToRad(latitudeDeg), ellipsoidalHeightM };
}

export function llaToEcef(lla: Lla): Vector3 {
  const sinLat = Math.sin(lla.latitudeRad);
  const cosLat = Math.cos(lla.latitudeRad);
  const primeVerticalM = SEMI_MAJOR_M / Math.sqrt(1 - ECCENTRICITY_SQUARED * sinLat * sinLat);
  const h = lla.ellipsoidalHeightM;
  return [
    (primeVerticalM + h) * cosLat * Math.cos(lla.longitudeRad),
    (primeVerticalM + h) * cosLat * Math.sin(lla.longitudeRad),
    (primeVerticalM * (1 - ECCENTRICITY_SQUARED) + h) * sinLat,
  ];
}

/** Fixed-point iteration; below 1e-9 m for heights of -10 to 100 km. Not for points near the axis. */
export function ecefToLla(positionEcef: Vector3): Lla {
  const [x, y, z] = positionEcef;
  const axisDistanceM = Math.sqrt(x * x + y * y);
  let latitudeRad = Math.atan2(z, axisDistanceM * (1 - ECCENTRICITY_SQUARED));
  let primeVerticalM = SEMI_MAJOR_M;
  for (let round = 0; round < 8; round++) {
    const sinLat = Math.sin(latitudeRad);
    primeVerticalM = SEMI_MAJOR_M / Math.sqrt(1 - ECCENTRICITY_SQUARED * sinLat * sinLat);
    latitudeRad = Math.atan2(z + ECCENTRICITY_SQUARED * primeVerticalM * sinLat, axisDistanceM);
  }
  const sinLat = Math.sin(latitudeRad);
  const cosLat = Math.cos(latitudeRad);
  // h = p cos φ + z sin φ − a²/N: well conditioned at every latitude
  const ellipsoidalHeightM =
    axisDistanceM * cosLat + z * sinLat - (SEMI_MAJOR_M * SEMI_MAJOR_M) / primeVerticalM;
  return { longitudeRad: Math.atan2(y, x), latitudeRad, ellipsoidalHeightM };
}

/** Tangent plane at an origin: `toEnu` and `toEcef` are inverses; `matrix` is ENU → ECEF, 4 × 4, column-major. */
export interface TangentPlane {
  readonly origin: Lla;
  readonly matrix: readonly number[];
  toEnu(positionEcef: Vector3): Vector3;
  toEcef(positionEnu: Vector3): Vector3;
}

export function tangentPlane(origin: Lla): TangentPlane {
  const [x0, y0, z0] = llaToEcef(origin);
  const sinLon = Math.sin(origin.longitudeRad);
  const cosLon = Math.cos(origin.longitudeRad);
  const sinLat = Math.sin(origin.latitudeRad);
  const cosLat = Math.cos(origin.latitudeRad);
  const east = [-sinLon, cosLon, 0] as const;
  const north = [-sinLat * cosLon, -sinLat * sinLon, cosLat] as const;
  const up = [cosLat * cosLon, cosLat * sinLon, sinLat] as const;
  return {
    origin,
    matrix: [...east, 0, ...north, 0, ...up, 0, x0, y0, z0, 1],
    toEnu([x, y, z]) {
      const dx = x - x0;
      const dy = y - y0;
      const dz = z - z0;
      return [
        east[0] * dx + east[1] * dy,
        north[0] * dx + north[1] * dy + north[2] * dz,
        up[0] * dx + up[1] * dy + up[2] * dz,
      ];
    },
    toEcef([e, n, u]) {
      return [
        x0 + east[0] * e + north[0] * n + up[0] * u,
        y0 + east[1] * e + north[1] * n + up[1] * u,
        z0 + north[2] * n + up[2] * u,
      ];
    },
  };
}
