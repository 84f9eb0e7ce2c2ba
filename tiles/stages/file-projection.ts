/** Pixel of a GeoTIFF ↔ longitude and latitude, by its transform and its CRS. */
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { mapOfPixel, pixelOfMap } from '../../formats/geotiff/affine.ts';
import type { Affine } from '../../formats/geotiff/affine.ts';
import type { CrsOfFile } from '../../formats/geotiff/crs-of-keys.ts';
import type { GeoTiffInfo } from '../../formats/geotiff/read.ts';
import { projectionOfEpsg, projectionOfWkt } from '../../geodesy/district-grid.ts';
import type { Projection } from '../../geodesy/district-grid.ts';
import type { StatedProjection } from './stated-projection.ts';

export interface Georeference {
  readonly crsName: string;
  readonly projection: Projection;
  readonly affine: Affine;
  /** column, row from the outer corner of the first pixel */
  pixelOf(longitudeDeg: number, latitudeDeg: number): [number, number];
  lonLatOf(column: number, row: number): [number, number];
}

function projectionOf(name: string, crs: CrsOfFile): Result<Projection, CodedError> {
  const found =
    crs.epsg !== null
      ? projectionOfEpsg(crs.epsg)
      : crs.definition !== null
        ? projectionOfWkt(crs.definition)
        : err({
            code: 'unknown-crs',
            message: `the parameters of CRS ${JSON.stringify(crs.text)} do not tie it to CGCS2000`,
          });
  if (found.ok) return found;
  return err({ code: found.error.code, message: `${name}: ${found.error.message}` });
}

interface NamedProjection {
  readonly crsName: string;
  readonly projection: Projection;
}

function ownProjection(name: string, { crs }: GeoTiffInfo): Result<NamedProjection, CodedError> {
  if (crs === null) {
    return err({
      code: 'no-crs',
      message: `${name}: names no coordinate system; state --crs, --wkt or --grid`,
    });
  }
  const projection = projectionOf(name, crs);
  return projection.ok ? ok({ crsName: crs.name, projection: projection.value }) : projection;
}

/**
 * @param stated in place of what the file says
 * Errors: `no-georeference`, `no-crs`, `unknown-crs`, `unknown-epsg`, `bad-wkt`, `outside-projection`.
 */
export function georeferenceOf(
  name: string,
  info: GeoTiffInfo,
  stated: StatedProjection | null = null,
): Result<Georeference, CodedError> {
  const { affine } = info;
  if (affine === null) {
    return err({ code: 'no-georeference', message: `${name}: has no transform from pixels to a map` });
  }
  const named =
    stated === null ? ownProjection(name, info) : ok({ crsName: stated.name, projection: stated.projection });
  if (!named.ok) return named;
  const { crsName, projection } = named.value;
  const georeference: Georeference = {
    crsName,
    projection,
    affine,
    pixelOf(longitudeDeg, latitudeDeg) {
      const [x, y] = projection.forward(longitudeDeg, latitudeDeg);
      return pixelOfMap(affine, x, y);
    },
    lonLatOf(column, row) {
      const [x, y] = mapOfPixel(affine, column, row);
      return projection.inverse(x, y);
    },
  };
  for (const point of outlineOf(georeference, info)) {
    const [longitudeDeg, latitudeDeg] = point;
    if (!(Math.abs(longitudeDeg) <= 180.001 && Math.abs(latitudeDeg) <= 90.001)) {
      return err({
        code: 'outside-projection',
        message: `${name}: its edge lies at ${longitudeDeg}, ${latitudeDeg} degrees by ${crsName}`,
      });
    }
  }
  return ok(georeference);
}

/** Points along the four edges, [longitudeDeg, latitudeDeg]. */
export function outlineOf(georeference: Georeference, info: GeoTiffInfo): [number, number][] {
  const points: [number, number][] = [];
  const steps = 16;
  for (let i = 0; i <= steps; i++) {
    const column = (info.widthPx * i) / steps;
    const row = (info.heightPx * i) / steps;
    points.push(
      georeference.lonLatOf(column, 0),
      georeference.lonLatOf(column, info.heightPx),
      georeference.lonLatOf(0, row),
      georeference.lonLatOf(info.widthPx, row),
    );
  }
  return points;
}
