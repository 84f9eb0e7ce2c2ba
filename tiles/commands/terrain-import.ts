import { basename, join, resolve } from 'node:path';
import { defineCommand } from '../../contracts/cli/command.ts';
import type { CommandContext } from '../../contracts/cli/command.ts';
import { terrainImportContract } from '../../contracts/cli/terrain-import.ts';
import type { TerrainLayer } from '../../contracts/district.ts';
import { err, ok } from '../../contracts/result.ts';
import { ArchiveFile } from '../stages/archive-file.ts';
import type { FinishedArchive } from '../stages/archive-file.ts';
import { loadDtm } from '../stages/dtm-heights.ts';
import { georeferenceOf } from '../stages/file-projection.ts';
import { openGeoTiffFile } from '../stages/geotiff-file.ts';
import type { GeoTiffFile } from '../stages/geotiff-file.ts';
import { statedProjection } from '../stages/stated-projection.ts';
import type { StatedProjection } from '../stages/stated-projection.ts';
import { buildTerrain, planTerrain, SAMPLES_PER_SIDE } from '../stages/terrain-tiles.ts';
import type { TerrainRun } from '../stages/terrain-tiles.ts';

const ARCHIVE_NAME = 'terrain.pmtiles';

function entryOf(run: TerrainRun, file: GeoTiffFile, out: string, finished: FinishedArchive): TerrainLayer {
  return {
    id: 'terrain',
    // The out folder lies inside the district folder, whose manifest names it by its last part.
    archive: `${basename(resolve(out))}/${ARCHIVE_NAME}`,
    bounds: run.plan.bounds,
    minZoom: 0,
    maxZoom: run.plan.maxLevel,
    samplesPerSide: SAMPLES_PER_SIDE,
    outsideEllipsoidalHeightM: run.plan.outsideEllipsoidalHeightM,
    sha256: finished.sha256,
    name: { zh: '地形', en: 'Terrain' },
    crs: 'EPSG:4490',
    verticalDatum: 'ellipsoid',
    ...(file.info.capturedOn === null ? {} : { capturedOn: file.info.capturedOn }),
    groundSampleDistanceM: run.dtm.groundSampleDistanceM,
    source: `${basename(file.path)} (${run.georeference.crsName}), N = ${run.geoidUndulationM} m`,
    licence: 'not stated',
  };
}

async function importDtm(
  file: GeoTiffFile,
  input: { out: string; geoidUndulation: number },
  context: CommandContext,
  stated: StatedProjection | null,
) {
  const startedAtMs = Date.now();
  if (/ellips/i.test(file.info.crs?.vertical ?? '')) {
    return err({
      code: 'ellipsoidal-heights',
      message: `${file.path}: its heights are ellipsoidal by its own word; N must not be added to them`,
    });
  }
  const georeference = georeferenceOf(file.path, file.info, stated);
  if (!georeference.ok) return georeference;
  const dtm = await loadDtm(file, georeference.value);
  if (!dtm.ok) return dtm;
  const run: TerrainRun = {
    dtm: dtm.value,
    georeference: georeference.value,
    geoidUndulationM: input.geoidUndulation,
    plan: planTerrain(dtm.value, georeference.value, input.geoidUndulation),
  };
  const archive = await ArchiveFile.create(join(input.out, ARCHIVE_NAME));
  try {
    const built = await buildTerrain(run, archive, context);
    if (!built.ok) return built;
    const finished = await archive.finish(
      { tileType: 0, tileCompression: 2, bounds: run.plan.bounds },
      {
        name: 'terrain',
        encoding: 'float32',
        samplesPerSide: SAMPLES_PER_SIDE,
        tiling: 'geographic, z = level + 1',
      },
    );
    return ok({
      entry: entryOf(run, file, input.out, finished),
      tiles: finished.tiles,
      outputBytes: finished.outputBytes,
      seconds: (Date.now() - startedAtMs) / 1000,
    });
  } finally {
    await archive.close();
  }
}

/** Errors: `ellipsoidal-heights`, `raster-too-large`, `empty-raster`, `cancelled`, and those of opening and georeferencing. */
export const terrainImportCommand = defineCommand(terrainImportContract, async (input, context) => {
  const stated = await statedProjection(input);
  if (!stated.ok) return stated;
  const opened = await openGeoTiffFile(input.source);
  if (!opened.ok) return opened;
  try {
    return await importDtm(opened.value, input, context, stated.value);
  } finally {
    await opened.value.close();
  }
});
