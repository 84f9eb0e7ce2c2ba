/**
 * How far the earth and refraction drop a point below the observer's horizontal plane.
 * Source: cc·d²/(2R) with cc = 1 − k, as gdal_viewshed's `-cc`, whose default 0.85714 is k = 1/7.
 */
const MEAN_EARTH_RADIUS_M = 6_371_009;

/** m, for a horizontal distance in m; coefficient 0 is a flat earth, 1 is no refraction. */
export const curvatureDropM = (rangeM: number, curvatureCoefficient: number): number =>
  (curvatureCoefficient * rangeM * rangeM) / (2 * MEAN_EARTH_RADIUS_M);
