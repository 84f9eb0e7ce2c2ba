/**
 * OSGB reading beside OpenSceneGraph on the same real files, file reading included. osgconv also decodes every JPEG and
 * writes one file with all pixels plain; the second row does the same with our reader, sharp and our writer.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { BenchCases, BenchRow } from '../contracts/bench.ts';
import type { OsgbImage, OsgbNode, OsgbTile } from '../formats/osgb/model.ts';
import { readOsgb } from '../formats/osgb/read.ts';
import { writeOsgb } from '../formats/osgb/write.ts';

const OSGCONV = '/usr/bin/osgconv';
const ROUNDS = 5;
const WRITE_ROUNDS = 3;

function readTile(file: string): OsgbTile {
  const tile = readOsgb(readFileSync(file));
  if (!tile.ok) throw new Error(`${file}: ${tile.error.message}`);
  return tile.value;
}

function readAll(files: readonly string[]): number {
  let triangles = 0;
  for (const file of files) {
    for (const node of readTile(file).nodes) {
      for (const geometry of node.geometries) triangles += geometry.indices.length / 3;
    }
  }
  return triangles;
}

/** One image at a time, as osgconv does: JPEG to pixels, kept as a PNG without compression. */
async function decoded({ fileName, bytes }: OsgbImage): Promise<OsgbImage> {
  if (bytes === null) return { fileName, bytes };
  return { fileName, bytes: await sharp(bytes).png({ compressionLevel: 0 }).toBuffer() };
}

/** All tiles as one file with plain pixels. */
async function readDecodeWrite(files: readonly string[], out: string): Promise<void> {
  const images: OsgbImage[] = [];
  const nodes: OsgbNode[] = [];
  for (const file of files) {
    const tile = readTile(file);
    const firstImage = images.length;
    for (const image of tile.images) images.push(await decoded(image));
    for (const node of tile.nodes) {
      const geometries = node.geometries.map((geometry) => ({
        ...geometry,
        image: geometry.image === null ? null : geometry.image + firstImage,
      }));
      nodes.push({ ...node, geometries });
    }
  }
  await writeFile(out, writeOsgb({ images, nodes }));
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

const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function rateRow(name: string, size: string, ours: number, peer: number | null, peerName: string): BenchRow {
  return {
    name,
    size,
    ours,
    peer,
    peerName: peer === null ? null : peerName,
    ratio: peer === null ? null : ours / peer,
    unit: 'MB/s',
    must: null,
    goal: null,
  };
}

export const cases: BenchCases = async ({ sharedData, progress }) => {
  const folder = path.join(sharedData ?? '', 'osgb', 'Production_5', 'Data');
  if (sharedData === null || !existsSync(folder)) {
    progress('no survey production in the folder of test data (CHENGKAN_DATA): nothing is measured');
    return [];
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.osgb'))
    .map((name) => path.join(folder, name));
  const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0);
  const size = `${files.length} real ContextCapture files, ${inMegabytes(bytes)}`;
  const rate = (seconds: number): number => bytes / 1e6 / seconds;
  progress(`reading ${files.length} OSGB files ${ROUNDS + 1} times`);
  if (readAll(files) === 0) throw new Error('no triangle read');
  const read = rate(await bestOf(ROUNDS, () => readAll(files)));
  const out = await mkdtemp(path.join(tmpdir(), 'chengkan-bench-'));
  const [ourFile, peerFile] = [path.join(out, 'ours.osgb'), path.join(out, 'peer.osgb')];
  progress('the same files read, their JPEGs decoded, all written as one file');
  const converted = rate(await bestOf(WRITE_ROUNDS, () => readDecodeWrite(files, ourFile)));
  let peer: number | null = null;
  let written = `${inMegabytes((await stat(ourFile)).size)} written`;
  if (existsSync(OSGCONV)) {
    progress('the same files through osgconv, one process for all');
    // nothing else of OpenSceneGraph's tools ends after reading; without optimising, its writing is the least there is
    const args = ['OSG_OPTIMIZER=OFF', OSGCONV, ...files, peerFile];
    const run = (): Promise<unknown> => promisify(execFile)('/usr/bin/env', args, { maxBuffer: 1 << 26 });
    peer = rate(await bestOf(WRITE_ROUNDS, run));
    written += `, by osgconv ${inMegabytes((await stat(peerFile)).size)}`;
  }
  await rm(out, { recursive: true });
  const more = 'osgconv 3.6.5, which also decodes the JPEGs and writes one .osgb';
  return [
    rateRow('OSGB read rate', size, read, peer, more),
    rateRow(
      'OSGB read, JPEGs decoded, one OSGB with plain pixels written',
      `${size}, ${written}`,
      converted,
      peer,
      'osgconv 3.6.5, the same work, its start included',
    ),
  ];
};
