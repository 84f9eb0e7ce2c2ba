/** `analyse line-of-sight`: see contracts/cli/analyse-line-of-sight.ts. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { defineCommand } from '../../contracts/cli/command.ts';
import { analyseLineOfSightContract } from '../../contracts/cli/analyse-line-of-sight.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { CrsOfFile } from '../../formats/geotiff/crs-of-keys.ts';
import type { ByteSource } from '../../formats/geotiff/read.ts';
import { openGeoTiff } from '../../formats/geotiff/read.ts';
import type { Projection } from '../../geodesy/district-grid.ts';
import { projectionOfEpsg, projectionOfWkt } from '../../geodesy/district-grid.ts';
import type { ScenePoint } from '../scene/height-field.ts';
import { createHandlers } from '../worker/handlers.ts';
import type { Surface } from '../worker/read-surface.ts';
import { readSurface } from '../worker/read-surface.ts';

const SURFACE_ID = 'surface';

const sourceOfHandle = (name: string, handle: FileHandle, byteLength: number): ByteSource => ({
  name,
  byteLength,
  read: async (offset, length) => {
    const bytes = new ArrayBuffer(Math.max(0, Math.min(length, byteLength - offset)));
    await handle.read(new Uint8Array(bytes), 0, bytes.byteLength, offset);
    return bytes;
  },
});

function projectionOfFile(crs: CrsOfFile | null, path: string): Result<Projection, CodedError> {
  if (crs?.definition) return projectionOfWkt(crs.definition);
  if (crs !== null && crs.epsg !== null) return projectionOfEpsg(crs.epsg);
  return err({ code: 'no-crs', message: `${path}: --crs needs a raster that says its own CRS` });
}

/** The points in the CRS of the raster; heights stay as they are. */
async function inCrsOfRaster(
  source: ByteSource,
  crs: string | undefined,
  points: readonly ScenePoint[],
): Promise<Result<readonly ScenePoint[], CodedError>> {
  if (crs === undefined) return ok(points);
  const from = projectionOfEpsg(Number(crs.slice('EPSG:'.length)));
  if (!from.ok) return from;
  const opened = await openGeoTiff(source);
  if (!opened.ok) return opened;
  const to = projectionOfFile(opened.value.info.crs, source.name);
  if (!to.ok) return to;
  return ok(
    points.map(({ eastingM, northingM, heightM }) => {
      const [longitudeDeg, latitudeDeg] = from.value.inverse(eastingM, northingM);
      const [e, n] = to.value.forward(longitudeDeg, latitudeDeg);
      return { eastingM: e, northingM: n, heightM };
    }),
  );
}

async function surfaceAround(
  source: ByteSource,
  points: readonly ScenePoint[],
): Promise<Result<Surface, CodedError>> {
  const eastingsM = points.map(({ eastingM }) => eastingM);
  const northingsM = points.map(({ northingM }) => northingM);
  return await readSurface(source, [
    Math.min(...eastingsM),
    Math.min(...northingsM),
    Math.max(...eastingsM),
    Math.max(...northingsM),
  ]);
}

export const analyseLineOfSightCommand = defineCommand(
  analyseLineOfSightContract,
  async ({ surface: path, from, to, cc, crs }, context) => {
    const handle = await open(path, 'r').catch(() => null);
    if (handle === null) return err({ code: 'no-such-file', message: `--surface ${path}: cannot be read` });
    try {
      const source = sourceOfHandle(path, handle, (await handle.stat()).size);
      const points = await inCrsOfRaster(source, crs, [from, to]);
      if (!points.ok) return points;
      const surface = await surfaceAround(source, points.value);
      if (!surface.ok) return surface;
      const [observer = from, target = to] = points.value;
      const handlers = createHandlers(new Map([[SURFACE_ID, surface.value]]));
      const input = { surfaceId: SURFACE_ID, observer, targets: [target], curvatureCoefficient: cc };
      const sights = await handlers['line-of-sight'](input, () => context.signal.aborted);
      if (!sights.ok) return sights;
      const [sight] = sights.value;
      if (sight === undefined) throw new Error('one target gives one sight');
      if (!sight.ok) return err({ code: sight.error.code, message: `${path}: ${sight.error.message}` });
      const obstructions = sight.value.obstructions.map(({ point, ...rest }): Obstruction => ({
        ...rest,
        point: [point.eastingM, point.northingM, point.heightM],
      }));
      return ok({ ...sight.value, obstructions });
    } finally {
      await handle.close();
    }
  },
);

interface Obstruction {
  readonly distanceM: number;
  readonly point: [number, number, number];
  readonly endDistanceM: number;
  readonly cutM: number;
}
