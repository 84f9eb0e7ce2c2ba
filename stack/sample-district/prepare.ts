/**
 * Prepares the sample district: sources by the generator, then the same commands a user would call, then the manifest.
 * Everything is built in a sibling folder and renamed last; a second call with the same generator returns at once.
 *
 * Threads are started from `workerFile`, by default the bundle of `tile.worker.ts` at
 * `<root>/dist/node/stack/sample-district/tile.worker.js`, since a bundled module cannot know its neighbours by
 * `import.meta.url`. Where that file does not exist the work is done in this thread, with the same bytes.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from '../../contracts/cli/command.ts';
import { imageryImportContract } from '../../contracts/cli/imagery-import.ts';
import { terrainImportContract } from '../../contracts/cli/terrain-import.ts';
import type { ImageryLayer } from '../../contracts/district.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { imageryImportCommand } from '../../tiles/commands/imagery-import.ts';
import { meshImportCommand } from '../../tiles/commands/mesh-import.ts';
import { terrainImportCommand } from '../../tiles/commands/terrain-import.ts';
import { EPOCHS, GEOID_UNDULATION_M } from './description/frame.ts';
import { manifestOf } from './manifest.ts';
import { TaskPool } from './pool.ts';
import { generateSources } from './sources.ts';

const GENERATOR_VERSION = 'sample-district-1';
const SEED = 20260408;
const MAX_THREADS = 4;

export interface PrepareOptions {
  /** where the district is to be; replaced as a whole */
  readonly districtDir: string;
  /** where the folder under construction is put; on the same file system as `districtDir` */
  readonly cacheDir: string;
  readonly progress: (line: string) => void;
  readonly signal: { readonly aborted: boolean };
  readonly workerFile?: string;
}

export interface PreparedDistrict {
  readonly directory: string;
  readonly fromCache: boolean;
  readonly seconds: number;
}

function defaultWorkerFile(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package-lock.json')) && path.dirname(folder) !== folder) {
    folder = path.dirname(folder);
  }
  return path.join(folder, 'dist/node/stack/sample-district/tile.worker.js');
}

/** Changes with the version, the seed and every source that has a part in it: the build leaves a digest of those. */
async function digestOf(workerFile: string): Promise<string> {
  const hash = createHash('sha256').update(`${GENERATOR_VERSION} ${SEED}`);
  const sources = path.join(path.dirname(workerFile), 'generator.sha256');
  if (existsSync(sources)) hash.update(await readFile(sources));
  return hash.digest('hex');
}

async function isPrepared(districtDir: string, digest: string): Promise<boolean> {
  if (!existsSync(path.join(districtDir, 'district.json'))) return false;
  const known = await readFile(path.join(districtDir, 'source', 'generator.txt'), 'utf8').catch(() => '');
  return known.trim() === digest;
}

async function importSources(folder: string, context: CommandContext): Promise<Result<void, CodedError>> {
  const mesh = await meshImportCommand.run(
    {
      source: path.join(folder, 'source/osgb'),
      out: path.join(folder, 'mesh'),
      geometry: 'meshopt',
      textures: 'webp',
      upperLevels: 'rebuilt',
    },
    context,
  );
  if (!mesh.ok) return mesh;
  const imagery: ImageryLayer[] = [];
  for (const epoch of EPOCHS) {
    const made = await imageryImportCommand.run(
      {
        source: path.join(folder, 'source/imagery', `${epoch.date}.tif`),
        out: path.join(folder, 'imagery'),
        epoch: epoch.date,
      },
      context,
    );
    if (!made.ok) return made;
    imagery.push(imageryImportContract.output.parse(made.value).entry);
  }
  const terrain = await terrainImportCommand.run(
    {
      source: path.join(folder, 'surfaces/dtm.tif'),
      out: path.join(folder, 'terrain'),
      geoidUndulation: GEOID_UNDULATION_M,
    },
    context,
  );
  if (!terrain.ok) return terrain;
  const entry = terrainImportContract.output.parse(terrain.value).entry;
  const manifest = await manifestOf(folder, imagery, entry);
  await writeFile(path.join(folder, 'district.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return ok(undefined);
}

async function build(
  folder: string,
  options: PrepareOptions,
  workerFile: string,
): Promise<Result<void, CodedError>> {
  const pool = new TaskPool(SEED, {
    workerFile: existsSync(workerFile) ? workerFile : null,
    threads: Math.max(1, Math.min(MAX_THREADS, availableParallelism())),
    signal: options.signal,
  });
  try {
    await generateSources(pool, { seed: SEED, folder, progress: options.progress });
  } catch (cause) {
    if (options.signal.aborted)
      return err({ code: 'cancelled', message: 'the sample district was not finished' });
    throw cause;
  } finally {
    await pool.close();
  }
  return importSources(folder, { progress: options.progress, signal: options.signal });
}

/** Errors: `cancelled`, and those of the import commands. */
export async function prepareSampleDistrict(
  options: PrepareOptions,
): Promise<Result<PreparedDistrict, CodedError>> {
  const startedAtMs = Date.now();
  const done = (fromCache: boolean): Result<PreparedDistrict, CodedError> =>
    ok({ directory: options.districtDir, fromCache, seconds: (Date.now() - startedAtMs) / 1000 });
  const workerFile = options.workerFile ?? defaultWorkerFile();
  const digest = await digestOf(workerFile);
  if (await isPrepared(options.districtDir, digest)) return done(true);
  options.progress('sample district: preparing, about a minute or two');
  const folder = path.join(options.cacheDir, 'sample-district.building');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const built = await build(folder, options, workerFile);
  if (!built.ok) {
    await rm(folder, { recursive: true, force: true });
    return built;
  }
  await writeFile(path.join(folder, 'source', 'generator.txt'), `${digest}\n`);
  await rm(options.districtDir, { recursive: true, force: true });
  await mkdir(path.dirname(options.districtDir), { recursive: true });
  await rename(folder, options.districtDir);
  return done(false);
}
