/**
 * The district grid: transverse Mercator on CGCS2000 at the district's centre, scale 1, and projections by EPSG code or WKT.
 * Frames: longitude, latitude deg (EPSG:4490) ↔ E, N m.  Source: proj4 (etmerc, Poder/Engsager).
 */
import proj4 from 'proj4';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';

export interface GridDefinition {
  readonly latitudeOfOriginDeg: number;
  readonly centralMeridianDeg: number;
  readonly falseEastingM: number;
  readonly falseNorthingM: number;
}

export interface Projection {
  /** proj string or WKT that it was made of */
  readonly definition: string;
  /** [longitudeDeg, latitudeDeg] → [E, N] m, easting first whatever the axis order of the code */
  forward(longitudeDeg: number, latitudeDeg: number): [number, number];
  /** [E, N] m → [longitudeDeg, latitudeDeg] */
  inverse(eastingM: number, northingM: number): [number, number];
}

const GRS80 = '+ellps=GRS80 +units=m +no_defs';
const gaussKruger = (centralMeridianDeg: number, falseEastingM: number): string =>
  `+proj=tmerc +lat_0=0 +lon_0=${centralMeridianDeg} +k=1 +x_0=${falseEastingM} +y_0=0 ${GRS80}`;

/** Codes by their published parameters, since a closed network has no EPSG registry to ask. */
function definitionOfEpsg(code: number): string | null {
  if (code === 4490 || code === 4326 || code === 4979) return '+proj=longlat +ellps=GRS80 +no_defs';
  // CGCS2000 / 3-degree Gauss-Kruger zone 25..45 (zone in the easting) and CM 75E..135E (without)
  if (code >= 4513 && code <= 4533)
    return gaussKruger((code - 4513 + 25) * 3, (code - 4513 + 25) * 1e6 + 500000);
  if (code >= 4534 && code <= 4554) return gaussKruger((code - 4534 + 25) * 3, 500000);
  // CGCS2000 / 6-degree Gauss-Kruger zone 13..23 and CM 75E..135E
  if (code >= 4491 && code <= 4501)
    return gaussKruger((code - 4491 + 13) * 6 - 3, (code - 4491 + 13) * 1e6 + 500000);
  if (code >= 4502 && code <= 4512) return gaussKruger((code - 4502 + 13) * 6 - 3, 500000);
  const utm = (zone: number, south: boolean): string =>
    `+proj=utm +zone=${zone}${south ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`;
  if (code >= 32601 && code <= 32660) return utm(code - 32600, false);
  if (code >= 32701 && code <= 32760) return utm(code - 32700, true);
  if (code >= 25828 && code <= 25838) return `+proj=utm +zone=${code - 25800} ${GRS80}`;
  if (code >= 26901 && code <= 26923) return `+proj=utm +zone=${code - 26900} ${GRS80}`;
  if (code === 3857)
    return '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs';
  return null;
}

const GEOGRAPHIC = '+proj=longlat +ellps=GRS80 +no_defs';

/**
 * @param definition proj string or WKT; throws when it is neither
 * @param geographic what longitudes and latitudes are in
 */
export function projectionOfDefinition(definition: string, geographic = GEOGRAPHIC): Projection {
  const converter = proj4(geographic, definition);
  return {
    definition,
    forward: (longitudeDeg, latitudeDeg) => {
      const [e, n] = converter.forward([longitudeDeg, latitudeDeg]);
      return [e ?? Number.NaN, n ?? Number.NaN];
    },
    inverse: (eastingM, northingM) => {
      const [lon, lat] = converter.inverse([eastingM, northingM]);
      return [lon ?? Number.NaN, lat ?? Number.NaN];
    },
  };
}

export function districtGrid(grid: GridDefinition): Projection {
  return projectionOfDefinition(
    `+proj=tmerc +lat_0=${grid.latitudeOfOriginDeg} +lon_0=${grid.centralMeridianDeg} +k=1 ` +
      `+x_0=${grid.falseEastingM} +y_0=${grid.falseNorthingM} ${GRS80}`,
  );
}

/** Errors: `unknown-epsg` for a code whose parameters are not on board: pass its WKT instead. */
export function projectionOfEpsg(code: number): Result<Projection, CodedError> {
  const definition = definitionOfEpsg(code);
  if (definition === null) {
    return err({ code: 'unknown-epsg', message: `EPSG:${code}: parameters are not on board; give the WKT` });
  }
  return ok(projectionOfDefinition(definition));
}

/** Errors: `bad-wkt` when the text does not parse or projects to no number. */
export function projectionOfWkt(wkt: string): Result<Projection, CodedError> {
  try {
    return ok(projectionOfDefinition(wkt));
  } catch (cause) {
    return err({ code: 'bad-wkt', message: `WKT ${JSON.stringify(wkt.slice(0, 60))}: ${String(cause)}` });
  }
}
