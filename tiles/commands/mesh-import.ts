import { readFile } from 'node:fs/promises';
import { defineCommand } from '../../contracts/cli/command.ts';
import { meshImportContract } from '../../contracts/cli/mesh-import.ts';
import { err, ok } from '../../contracts/result.ts';
import { radToDeg } from '../../geodesy/frames.ts';
import { runMeshPipeline } from '../mesh-pipeline.ts';
import { georeference } from '../stages/georeference.ts';
import { openMeshSource } from '../stages/open-mesh-source.ts';
import { statedProjection } from '../stages/stated-projection.ts';
import { importTileset } from './tileset-import.ts';

export const meshImportCommand = defineCommand(meshImportContract, async (input, context) => {
  const startedMs = performance.now();
  if (input.source.endsWith('.json')) return await importTileset(input, context);
  const wkt = input.wkt === undefined ? undefined : await readFile(input.wkt, 'utf8').catch(() => null);
  if (wkt === null) return err({ code: 'no-wkt', message: `--wkt ${input.wkt}: no such file` });
  const grid = await statedProjection(input);
  if (!grid.ok) return grid;
  const source = await openMeshSource(input.source, input.up ?? 'z');
  if (!source.ok) return source;
  const { metadata, roots, near } = source.value;
  const [latitudeDeg = 0, longitudeDeg = 0, heightM = 0] = input.origin?.split(',').map(Number) ?? [];
  const stated = {
    epsg: input.crs === undefined ? undefined : Number(input.crs.slice('EPSG:'.length)),
    wkt,
    grid: input.grid === undefined ? undefined : (grid.value ?? undefined),
    origin: input.origin === undefined ? undefined : ([latitudeDeg, longitudeDeg, heightM] as const),
    geoidUndulationM: input.geoidUndulation,
    near,
  };
  const reference = georeference(metadata, stated, 'metadata.xml');
  if (!reference.ok) return reference;
  context.progress(`${roots.length} root tiles`);
  const answer = await runMeshPipeline({
    source: source.value,
    reference: reference.value,
    out: input.out,
    encoding: { geometry: input.geometry, textures: input.textures },
    upperLevels: input.upperLevels,
    progress: context.progress,
    signal: context.signal,
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
});
