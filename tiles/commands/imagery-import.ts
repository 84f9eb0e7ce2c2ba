import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { defineCommand } from '../../contracts/cli/command.ts';
import type { CommandContext } from '../../contracts/cli/command.ts';
import { imageryImportContract } from '../../contracts/cli/imagery-import.ts';
import type { ImageryLayer } from '../../contracts/district.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { ArchiveFile } from '../stages/archive-file.ts';
import type { FinishedArchive } from '../stages/archive-file.ts';
import { buildPyramid, planPyramid } from '../stages/imagery-pyramid.ts';
import type { PyramidPlan } from '../stages/imagery-pyramid.ts';
import { openImageSource } from '../stages/image-source.ts';
import type { ImageSource } from '../stages/image-source.ts';
import { statedProjection } from '../stages/stated-projection.ts';
import type { StatedProjection } from '../stages/stated-projection.ts';

/** A folder gives all its GeoTIFFs by name; where they overlap, the first one shows. */
async function pathsOf(source: string): Promise<Result<string[], CodedError>> {
  const found = await stat(source).catch(() => null);
  if (found?.isDirectory() !== true) return ok([source]);
  const names = (await readdir(source)).filter((name) => /\.tiff?$/i.test(name)).sort();
  if (names.length === 0) return err({ code: 'no-images', message: `${source}: holds no .tif` });
  return ok(names.map((name) => join(source, name)));
}

async function openAll(
  paths: readonly string[],
  stated: StatedProjection | null,
): Promise<Result<ImageSource[], CodedError>> {
  const sources: ImageSource[] = [];
  for (const path of paths) {
    const opened = await openImageSource(path, stated);
    if (!opened.ok) {
      await Promise.all(sources.map(({ file }) => file.close()));
      return opened;
    }
    sources.push(opened.value);
  }
  return ok(sources);
}

interface Naming {
  readonly id: string;
  readonly archive: string;
  readonly epoch: string | null;
}

function entryOf(
  naming: Naming,
  sources: readonly ImageSource[],
  plan: PyramidPlan,
  finished: FinishedArchive,
): ImageryLayer {
  const first = sources[0];
  const files = sources.map(({ file }) => basename(file.path)).join(', ');
  return {
    id: naming.id,
    archive: naming.archive,
    epoch: naming.epoch,
    bounds: plan.bounds,
    minZoom: plan.minZoom,
    maxZoom: plan.maxZoom,
    sha256: finished.sha256,
    name: { zh: `影像 ${naming.epoch ?? naming.id}`, en: `Imagery ${naming.epoch ?? naming.id}` },
    crs: 'EPSG:3857',
    ...(naming.epoch === null ? {} : { capturedOn: naming.epoch }),
    groundSampleDistanceM: plan.groundSampleDistanceM,
    source: `${files} (${first?.georeference.crsName ?? ''})`,
    licence: 'not stated',
  };
}

async function importImages(
  sources: readonly ImageSource[],
  input: { out: string; epoch?: string | undefined },
  context: CommandContext,
  found: readonly Finding[],
) {
  const startedAtMs = Date.now();
  const first = sources[0];
  if (first === undefined) throw new Error('no source was opened');
  const epoch = input.epoch ?? first.file.info.capturedOn;
  const stem = basename(first.file.path, extname(first.file.path)).replaceAll(/[^A-Za-z0-9_-]/g, '-');
  const name = epoch ?? stem;
  const path = join(input.out, `${name}.pmtiles`);
  const plan = planPyramid(sources);
  const archive = await ArchiveFile.create(path);
  try {
    const built = await buildPyramid({
      sources,
      plan,
      archive,
      progress: context.progress,
      signal: context.signal,
    });
    if (!built.ok) return built;
    if (archive.tileCount === 0) {
      return err({ code: 'empty-image', message: `${first.file.path}: no pixel holds data` });
    }
    const finished = await archive.finish(
      { tileType: 4, tileCompression: 1, bounds: plan.bounds },
      { name, format: 'webp', type: 'baselayer' },
    );
    // The out folder lies inside the district folder, whose manifest names it by its last part.
    const naming = {
      id: `imagery-${name}`,
      archive: `${basename(resolve(input.out))}/${name}.pmtiles`,
      epoch,
    };
    const residual = built.value.residualPx;
    return ok({
      entry: entryOf(naming, sources, plan, finished),
      tiles: finished.tiles,
      sourcePixels: sources.reduce((sum, { file }) => sum + file.info.widthPx * file.info.heightPx, 0),
      outputBytes: finished.outputBytes,
      seconds: (Date.now() - startedAtMs) / 1000,
      findings: [
        ...found,
        ...sources.flatMap(({ findings }) => findings),
        {
          code: 'REPROJECTION_RESIDUAL',
          path: first.file.path,
          severity: residual > 0.1 ? ('warning' as const) : ('info' as const),
          message: `the control grid misses the projection by at most ${residual.toExponential(1)} source pixels`,
        },
      ],
    });
  } finally {
    await archive.close();
  }
}

/** Errors: `no-images`, `empty-image`, `cancelled`, and those of opening, georeferencing and reading a file. */
export const imageryImportCommand = defineCommand(imageryImportContract, async (input, context) => {
  const paths = await pathsOf(input.source);
  if (!paths.ok) return paths;
  const stated = await statedProjection(input);
  if (!stated.ok) return stated;
  const opened = await openAll(paths.value, stated.value);
  if (!opened.ok) return opened;
  try {
    return await importImages(opened.value, input, context, stated.value?.findings ?? []);
  } finally {
    await Promise.all(opened.value.map(({ file }) => file.close()));
  }
});
