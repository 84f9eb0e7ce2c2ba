/** What each job does. The same handlers serve a worker, the command line and the tests. */
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { LineOfSight, LineOfSightError } from '../line-of-sight/line-of-sight.ts';
import { lineOfSight } from '../line-of-sight/line-of-sight.ts';
import { cellHeightM, columnOf, rowOf } from '../scene/height-field.ts';
import type { JobKind, JobMap } from './protocol.ts';
import type { Surface } from './read-surface.ts';
import { readSurface, sourceOfBytes } from './read-surface.ts';
import { runInTurns } from './run-in-turns.ts';

export type Handlers = {
  readonly [Kind in JobKind]: (
    input: JobMap[Kind]['input'],
    isCancelled: () => boolean,
  ) => Promise<JobMap[Kind]['output']>;
};

/** Handlers over their own surfaces; `surfaces` may hold some already. They throw `Cancelled` and nothing else. */
export function createHandlers(surfaces: Map<string, Surface> = new Map()): Handlers {
  const surfaceOf = (surfaceId: string): Result<Surface, CodedError> => {
    const surface = surfaces.get(surfaceId);
    if (surface !== undefined) return ok(surface);
    return err({ code: 'no-such-surface', message: `surface ${surfaceId} has not been loaded` });
  };
  return {
    'load-surface': async ({ surfaceId, bytes }) => {
      const read = await readSurface(sourceOfBytes(surfaceId, bytes));
      if (!read.ok) return read;
      surfaces.set(surfaceId, read.value);
      const { rows, cols, westM, northM, cellWidthM, cellHeightM: rowHeightM } = read.value.field;
      const boundsM = [westM, northM - rows * rowHeightM, westM + cols * cellWidthM, northM] as const;
      return ok({ rows, cols, boundsM, crs: read.value.crs?.text ?? null });
    },
    'surface-heights': async ({ surfaceId, places }) => {
      const surface = surfaceOf(surfaceId);
      if (!surface.ok) return surface;
      const { field } = surface.value;
      const heights = places.map(({ eastingM, northingM }) => {
        const row = Math.floor(rowOf(field, northingM) + 0.5);
        const heightM = cellHeightM(field, row, Math.floor(columnOf(field, eastingM) + 0.5));
        return Number.isNaN(heightM) ? null : heightM;
      });
      return ok(heights);
    },
    'line-of-sight': async ({ surfaceId, observer, targets, curvatureCoefficient }, isCancelled) => {
      const surface = surfaceOf(surfaceId);
      if (!surface.ok) return surface;
      const { field } = surface.value;
      const sights: Result<LineOfSight, LineOfSightError>[] = [];
      const step = (index: number): void => {
        const target = targets[index];
        if (target !== undefined) sights.push(lineOfSight(field, observer, target, curvatureCoefficient));
      };
      await runInTurns(targets.length, step, isCancelled);
      return ok(sights);
    },
  };
}
