import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { CommandContext } from '../../contracts/cli/command.ts';
import { defineCommand } from '../../contracts/cli/command.ts';
import { meshSurfaceContract } from '../../contracts/cli/mesh-surface.ts';
import type { District } from '../../contracts/district.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { GridDefinition } from '../../geodesy/district-grid.ts';
import { districtGrid, projectionOfEpsg } from '../../geodesy/district-grid.ts';
import { districtOfMesh } from '../stages/district-of-mesh.ts';
import { georeference } from '../stages/georeference.ts';
import type { MeshPieces } from '../stages/mesh-pieces.ts';
import { openProduction } from '../stages/osgb-production.ts';
import { osgbPieces } from '../stages/osgb-pieces.ts';
import type { SurfaceGrid, SurfaceRaster } from '../stages/surface-raster.ts';
import { SURFACE_NODATA, writeSurface } from '../stages/surface-raster.ts';
import { tilesetPieces } from '../stages/tileset-pieces.ts';
import { TooManyTiles } from '../stages/tileset-walk.ts';

type Input = z.output<typeof meshSurfaceContract.input>;
type Answer = z.input<typeof meshSurfaceContract.output>;

const PROGRESS_EVERY_MS = 1500;
const FALSE_ORIGIN_M = 50_000;

class Cancelled extends Error {}

async function openPieces(input: Input): Promise<Result<MeshPieces, CodedError>> {
  if (input.source.endsWith('.json')) return await tilesetPieces(input.source);
  const production = await openProduction(input.source);
  if (!production.ok) return production;
  const stated = { geoidUndulationM: input.geoidUndulation };
  const reference = georeference(production.value.metadata, stated, 'metadata.xml');
  if (!reference.ok) return reference;
  return ok(osgbPieces(production.value, reference.value));
}

/** A grid of a mesh that belongs to no district: thousandths of a degree, so that it can be written down. */
function gridAround({ centre }: MeshPieces): GridDefinition {
  const thousandths = (deg: number): number => Math.round(deg * 1000) / 1000;
  return {
    latitudeOfOriginDeg: thousandths(centre.latitudeDeg),
    centralMeridianDeg: thousandths(centre.longitudeDeg),
    falseEastingM: FALSE_ORIGIN_M,
    falseNorthingM: FALSE_ORIGIN_M,
  };
}

interface Chosen {
  readonly grid: SurfaceGrid;
  readonly definition: GridDefinition | undefined;
}

/** Errors: `unknown-epsg`, `geographic-crs`. */
function gridOf(input: Input, pieces: MeshPieces, district: District | null): Result<Chosen, CodedError> {
  const undulationM = input.geoidUndulation ?? district?.geoid.geoidUndulationM;
  const orthometric = undulationM !== undefined;
  const common = {
    gsdM: input.gsd,
    geoidUndulationM: undulationM ?? 0,
    verticalDatum: orthometric
      ? ('1985-national' as const)
      : pieces.ellipsoidal
        ? ('ellipsoid' as const)
        : undefined,
  };
  if (input.crs === undefined) {
    const definition = district?.grid ?? gridAround(pieces);
    const crs = { kind: 'transverse-mercator', name: 'District grid', scale: 1, ...definition } as const;
    return ok({ grid: { ...common, projection: districtGrid(definition), crs }, definition });
  }
  const epsg = Number(input.crs.slice('EPSG:'.length));
  const projection = projectionOfEpsg(epsg);
  if (!projection.ok) return projection;
  if (projection.value.definition.includes('+proj=longlat')) {
    return err({
      code: 'geographic-crs',
      message: `--crs ${input.crs}: cells are in metres; give a projected CRS`,
    });
  }
  return ok({
    grid: { ...common, projection: projection.value, crs: { kind: 'projected', epsg } },
    definition: undefined,
  });
}

/** Says now and then how far it is; throws when somebody has stopped it. */
function fileCounter({ progress, signal }: CommandContext): () => void {
  let files = 0;
  let saidAtMs = performance.now();
  return () => {
    if (signal.aborted) throw new Cancelled();
    files += 1;
    if (performance.now() - saidAtMs < PROGRESS_EVERY_MS) return;
    saidAtMs = performance.now();
    progress(`${files} files read`);
  };
}

function emptyMesh(source: string, findings: readonly Finding[]): CodedError {
  const why = findings.find(({ severity }) => severity === 'error');
  const reason = why === undefined ? 'no triangle covers a cell' : `${why.path}: ${why.message}`;
  return { code: 'empty-mesh', message: `${source}: ${reason}` };
}

const round = (valueM: number): number => Math.round(valueM * 1e6) / 1e6;

function answerOf(
  input: Input,
  chosen: Chosen,
  surface: SurfaceRaster,
): Omit<Answer, 'seconds' | 'findings'> {
  const { widthPx, heightPx, westM, northM, bytes, ...rest } = surface;
  const bounds: Answer['bounds'] = [
    westM,
    round(northM - heightPx * input.gsd),
    round(westM + widthPx * input.gsd),
    northM,
  ];
  return {
    kind: 'dsm',
    width: widthPx,
    height: heightPx,
    gsdM: input.gsd,
    crs: input.crs ?? 'district-grid',
    ...(chosen.definition === undefined ? {} : { grid: chosen.definition }),
    bounds,
    verticalDatum: chosen.grid.verticalDatum ?? null,
    nodata: SURFACE_NODATA,
    cells: widthPx * heightPx,
    outputBytes: bytes,
    ...rest,
  };
}

export const meshSurfaceCommand = defineCommand(meshSurfaceContract, async (input, context) => {
  const startedMs = performance.now();
  const pieces = await openPieces(input);
  if (!pieces.ok) return pieces;
  const district = input.source.endsWith('.json') ? await districtOfMesh(input.source) : null;
  const chosen = gridOf(input, pieces.value, district);
  if (!chosen.ok) return chosen;
  const out = path.resolve(input.out);
  await mkdir(path.dirname(out), { recursive: true });
  const partial = path.join(path.dirname(out), `.${path.basename(out)}.partial-${process.pid}`);
  try {
    const surface = await writeSurface(pieces.value, chosen.value.grid, partial, fileCounter(context));
    const { findings } = pieces.value;
    if (surface === null) return err(emptyMesh(input.source, findings));
    await rename(partial, out);
    const seconds = (performance.now() - startedMs) / 1000;
    return ok({ ...answerOf(input, chosen.value, surface), seconds, findings });
  } catch (cause) {
    if (cause instanceof Cancelled)
      return err({ code: 'cancelled', message: 'stopped; nothing was written' });
    if (cause instanceof TooManyTiles) {
      return err({ code: 'too-many-tiles', message: `${input.source}: ${cause.message}` });
    }
    throw cause;
  } finally {
    await rm(partial, { force: true });
  }
});
