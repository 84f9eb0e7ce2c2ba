/**
 * A city's own grid as a projection.
 * Frames: longitude, latitude deg (EPSG:4490) ↔ city E, N m.  Source: proj4 (etmerc, geocentric shift), then a plane
 * similarity. A datum shift is applied on the ellipsoid: off it by h the result moves by about h · shift / 6.4e6, below a
 * millimetre for 100 m of both.
 */
import type { CityGridDefinition, ControlPoint } from '../contracts/city-grid.ts';
import { CityGridSchema } from '../contracts/city-grid.ts';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import type { Projection } from './district-grid.ts';
import { projectionOfDefinition } from './district-grid.ts';
import type { FittedSimilarity } from './plane-similarity.ts';
import { fitSimilarity, similarFrom, similarTo } from './plane-similarity.ts';

/** CGCS2000 is WGS 84 to 0.1 mm; proj4 shifts between datums only where both have a name. */
const SHIFTED_FROM = '+proj=longlat +datum=WGS84 +no_defs';

export interface CityGrid {
  readonly projection: Projection;
  /** null when the similarity is stated or there is none */
  readonly fit: FittedSimilarity | null;
  readonly controlPoints: readonly ControlPoint[];
}

function transverseMercator(grid: CityGridDefinition): string {
  const { ellipsoid, projectionHeightM, toCgcs2000: shift } = grid;
  const towgs84 = shift
    ? ` +towgs84=${[shift.dxM, shift.dyM, shift.dzM, shift.rxArcsec, shift.ryArcsec, shift.rzArcsec, shift.scalePpm].join(',')}`
    : '';
  return (
    `+proj=tmerc +lat_0=${grid.latitudeOfOriginDeg} +lon_0=${grid.centralMeridianDeg} +k=${grid.scale} ` +
    `+x_0=${grid.falseEastingM} +y_0=${grid.falseNorthingM} ` +
    `+a=${ellipsoid.semiMajorM + projectionHeightM} +rf=${ellipsoid.inverseFlattening}${towgs84} +units=m +no_defs`
  );
}

/** Errors: `bad-grid` naming the field, `too-few-points`, `points-coincide`. */
export function cityGrid(definition: unknown): Result<CityGrid, CodedError> {
  const parsed = CityGridSchema.safeParse(definition);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') || 'the grid';
    return err({ code: 'bad-grid', message: `${field}: ${issue?.message ?? 'is not right'}` });
  }
  const { similarity: stated, controlPoints = [], name } = parsed.data;
  const plane = projectionOfDefinition(
    transverseMercator(parsed.data),
    ...(parsed.data.toCgcs2000 === undefined ? [] : [SHIFTED_FROM]),
  );
  const fit =
    controlPoints.length === 0
      ? null
      : fitSimilarity(
          controlPoints.map(({ longitudeDeg, latitudeDeg }) => plane.forward(longitudeDeg, latitudeDeg)),
          controlPoints.map(({ eastingM, northingM }) => [eastingM, northingM]),
        );
  if (fit !== null && !fit.ok) return fit;
  const similarity = fit?.value.similarity ?? stated;
  const projection: Projection =
    similarity === undefined
      ? { ...plane, definition: name }
      : {
          // its name and not its parameters: what is written out may leave the server
          definition: name,
          forward: (longitudeDeg, latitudeDeg) =>
            similarTo(similarity, plane.forward(longitudeDeg, latitudeDeg)),
          inverse: (eastingM, northingM) => plane.inverse(...similarFrom(similarity, [eastingM, northingM])),
        };
  return ok({ projection, fit: fit?.value ?? null, controlPoints });
}
