/** `mesh import` of a tileset.json. */
import type { z } from 'zod';
import type { CommandContext } from '../../contracts/cli/command.ts';
import type { meshImportContract } from '../../contracts/cli/mesh-import.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { llaFromDeg, radToDeg } from '../../geodesy/frames.ts';
import { runTilesetPipeline } from '../tileset-pipeline.ts';

type Input = z.output<typeof meshImportContract.input>;
type Answer = z.input<typeof meshImportContract.output>;

/** A tileset lies in ECEF, or in a tangent plane: nothing else can be stated about it. */
function notForTilesets({ source, crs, wkt, grid, geoidUndulation }: Input): CodedError | null {
  const stated = Object.entries({
    '--crs': crs,
    '--wkt': wkt,
    '--grid': grid,
    '--geoid-undulation': geoidUndulation,
  });
  const [option] = stated.find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return null;
  const message = `${option}: ${source} is a tileset and lies in ECEF, or where --origin says`;
  return { code: 'not-for-tilesets', message };
}

/** Errors: `not-for-tilesets`, and those of `runTilesetPipeline`. */
export async function importTileset(
  input: Input,
  { progress, signal }: CommandContext,
): Promise<Result<Answer, CodedError>> {
  const startedMs = performance.now();
  const refusal = notForTilesets(input);
  if (refusal !== null) return err(refusal);
  const [latitudeDeg = 0, longitudeDeg = 0, heightM = 0] = input.origin?.split(',').map(Number) ?? [];
  const answer = await runTilesetPipeline({
    source: input.source,
    out: input.out,
    contents: input.contents ?? 'rewrite',
    encoding: { geometry: input.geometry, textures: input.textures },
    origin: input.origin === undefined ? undefined : llaFromDeg(longitudeDeg, latitudeDeg, heightM),
    progress,
    signal,
  });
  if (!answer.ok) return answer;
  const { origin, findings, ...counts } = answer.value;
  return ok({
    ...counts,
    seconds: (performance.now() - startedMs) / 1000,
    origin: {
      latitudeDeg: radToDeg(origin.latitudeRad),
      longitudeDeg: radToDeg(origin.longitudeRad),
      heightM: origin.ellipsoidalHeightM,
    },
    findings: [...findings],
  });
}
