/** OSGB reading beside OpenSceneGraph on the same real files, file reading included. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchCases } from '../contracts/bench.ts';
import { readOsgb } from '../formats/osgb/read.ts';

const OSGCONV = '/usr/bin/osgconv';
const ROUNDS = 5;

function readAll(files: readonly string[]): number {
  let triangles = 0;
  for (const file of files) {
    const tile = readOsgb(readFileSync(file));
    if (!tile.ok) throw new Error(`${file}: ${tile.error.message}`);
    for (const node of tile.value.nodes) {
      for (const geometry of node.geometries) triangles += geometry.indices.length / 3;
    }
  }
  return triangles;
}

/** Best of the rounds, s. */
async function bestOf(rounds: number, work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    await work();
    best = Math.min(best, (performance.now() - startedMs) / 1000);
  }
  return best;
}

export const cases: BenchCases = async ({ sharedData, progress }) => {
  const folder = path.join(sharedData ?? '', 'osgb', 'Production_5', 'Data');
  if (sharedData === null || !existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.osgb'))
    .map((name) => path.join(folder, name));
  const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0);
  progress(`reading ${files.length} OSGB files ${ROUNDS + 1} times`);
  if (readAll(files) === 0) throw new Error('no triangle read');
  const ours = bytes / 1e6 / (await bestOf(ROUNDS, () => readAll(files)));
  let peer: number | null = null;
  if (existsSync(OSGCONV)) {
    progress('the same files through osgconv, one process for all');
    const out = await mkdtemp(path.join(tmpdir(), 'chengkan-bench-'));
    // nothing else of OpenSceneGraph's tools ends after reading; without optimising, its writing is the least there is
    const args = ['OSG_OPTIMIZER=OFF', OSGCONV, ...files, path.join(out, 'all.osgb')];
    const run = (): Promise<unknown> => promisify(execFile)('/usr/bin/env', args, { maxBuffer: 1 << 26 });
    peer = bytes / 1e6 / (await bestOf(2, run));
    await rm(out, { recursive: true });
  }
  return [
    {
      name: 'OSGB read rate',
      size: `${files.length} real ContextCapture files, ${(bytes / 1e6).toFixed(1)} MB`,
      ours,
      peer,
      peerName: peer === null ? null : 'osgconv 3.6.5, which also decodes the JPEGs and writes one .osgb',
      ratio: peer === null ? null : ours / peer,
      unit: 'MB/s',
      must: null,
      goal: null,
    },
  ];
};
