/** The coordinate system that the caller states for a source: an EPSG code, a WKT file or a city's own grid. */
import { readFile } from 'node:fs/promises';
import type { Finding } from '../../contracts/finding.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { CityGrid } from '../../geodesy/city-grid.ts';
import { cityGrid } from '../../geodesy/city-grid.ts';
import type { Projection } from '../../geodesy/district-grid.ts';
import { projectionOfEpsg, projectionOfWkt } from '../../geodesy/district-grid.ts';

export interface StatedCrs {
  readonly crs?: string | undefined;
  readonly wkt?: string | undefined;
  readonly grid?: string | undefined;
}

export interface StatedProjection {
  readonly name: string;
  readonly projection: Projection;
  readonly findings: readonly Finding[];
}

/** How well a grid fits its control points; coordinates stay out of it. */
function fitFinding({ fit, controlPoints }: CityGrid, file: string): readonly Finding[] {
  if (fit === null) return [];
  const sizesM = fit.residualsM.map(([eastM, northM]) => Math.hypot(eastM, northM));
  const largestM = Math.max(...sizesM);
  const at = controlPoints[sizesM.indexOf(largestM)]?.id ?? '';
  const deviation =
    fit.standardDeviationM === null
      ? 'two points leave nothing over to check'
      : `standard deviation ${fit.standardDeviationM.toFixed(3)} m, largest residual ${largestM.toFixed(3)} m at ${at}`;
  const message = `fitted to ${controlPoints.length} control points: ${deviation}`;
  return [{ code: 'grid-fitted', path: file, severity: 'info', message }];
}

async function ofGridFile(file: string): Promise<Result<StatedProjection, CodedError>> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return err({ code: 'no-grid', message: `--grid ${file}: no such file` });
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch {
    return err({ code: 'bad-grid', message: `--grid ${file}: is not JSON` });
  }
  const grid = cityGrid(definition);
  if (!grid.ok) return err({ ...grid.error, message: `--grid ${file}: ${grid.error.message}` });
  const { projection } = grid.value;
  return ok({ name: projection.definition, projection, findings: fitFinding(grid.value, file) });
}

/**
 * Null when nothing is stated.
 * Errors: `crs-stated-twice`, `no-wkt`, `no-grid`, `bad-grid`, `bad-wkt`, `unknown-epsg`, `too-few-points`, `points-coincide`.
 */
export async function statedProjection(
  stated: StatedCrs,
): Promise<Result<StatedProjection | null, CodedError>> {
  const { crs, wkt, grid } = stated;
  const given = Object.entries({ crs, wkt, grid }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => `--${name}`).join(' and ');
    return err({ code: 'crs-stated-twice', message: `${names}: state one of them` });
  }
  if (grid !== undefined) return await ofGridFile(grid);
  if (wkt !== undefined) {
    const text = await readFile(wkt, 'utf8').catch(() => null);
    if (text === null) return err({ code: 'no-wkt', message: `--wkt ${wkt}: no such file` });
    const projection = projectionOfWkt(text);
    return projection.ok ? ok({ name: wkt, projection: projection.value, findings: [] }) : projection;
  }
  if (crs === undefined) return ok(null);
  const projection = projectionOfEpsg(Number(crs.slice('EPSG:'.length)));
  return projection.ok ? ok({ name: crs, projection: projection.value, findings: [] }) : projection;
}
