/**
 * One place in the frames that an office asks for. Pure; heights: h ellipsoidal, H orthometric (1985) = h − N.
 * EPSG:4549 (CM 120° E) and 4550 (CM 123° E) share the city: both are given and named, since neither says the other's zone.
 */
import type { District } from '../../contracts/district.ts';
import { convertChinese } from '../../geodesy/chinese-offsets.ts';
import type { Projection } from '../../geodesy/district-grid.ts';
import { districtGrid, projectionOfEpsg } from '../../geodesy/district-grid.ts';
import { orthometricFromEllipsoidal } from '../../geodesy/geoid.ts';

interface GridPosition {
  readonly eastingM: number;
  readonly northingM: number;
}

export interface CoordinateReadout {
  readonly cgcs2000: { readonly longitudeDeg: number; readonly latitudeDeg: number };
  readonly districtGrid: GridPosition;
  readonly epsg4549: GridPosition;
  readonly epsg4550: GridPosition;
  readonly ellipsoidalHeightM: number;
  readonly orthometricHeightM: number;
}

function publishedProjection(code: number): Projection {
  const projection = projectionOfEpsg(code);
  if (!projection.ok) throw new Error(projection.error.message);
  return projection.value;
}

export type CoordinateReader = (position: {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly ellipsoidalHeightM: number;
}) => CoordinateReadout;

/** Make one per district: parsing the projections is dear, reading a position is not. */
export function coordinateReader(district: Pick<District, 'grid' | 'geoid'>): CoordinateReader {
  const grid = districtGrid(district.grid);
  const zone120 = publishedProjection(4549);
  const zone123 = publishedProjection(4550);
  const on = (projection: Projection, longitudeDeg: number, latitudeDeg: number): GridPosition => {
    const [eastingM, northingM] = projection.forward(longitudeDeg, latitudeDeg);
    return { eastingM, northingM };
  };
  return ({ longitudeDeg, latitudeDeg, ellipsoidalHeightM }) => ({
    cgcs2000: { longitudeDeg, latitudeDeg },
    districtGrid: on(grid, longitudeDeg, latitudeDeg),
    epsg4549: on(zone120, longitudeDeg, latitudeDeg),
    epsg4550: on(zone123, longitudeDeg, latitudeDeg),
    ellipsoidalHeightM,
    orthometricHeightM: orthometricFromEllipsoidal(ellipsoidalHeightM, district.geoid.geoidUndulationM),
  });
}

/** For the maps of the internet only: it is no survey frame, and 493 m off here. */
export function gcj02Of(position: { readonly longitudeDeg: number; readonly latitudeDeg: number }): {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
} {
  const [longitudeDeg, latitudeDeg] = convertChinese(
    [position.longitudeDeg, position.latitudeDeg],
    'cgcs2000',
    'gcj02',
  );
  return { longitudeDeg, latitudeDeg };
}

/** 1e-6° is 0.1 m: the pick on a mesh of 0.05 m is good for no more. */
export const formatDeg = (deg: number): string => deg.toFixed(6);

/** Metres to the decimetre, thousands in thin groups: 3 306 824.5 */
export function formatGridM(metres: number): string {
  const [whole = '', fraction = ''] = Math.abs(metres).toFixed(1).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return `${metres < 0 ? '−' : ''}${grouped}.${fraction}`;
}

export const formatHeightM = (metres: number): string =>
  `${metres < 0 && Number(metres.toFixed(1)) !== 0 ? '−' : ''}${Math.abs(metres).toFixed(1)}`;
