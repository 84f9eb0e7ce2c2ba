import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { validateBytes } from 'gltf-validator';
import { MeshoptDecoder } from 'meshoptimizer';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import type { ContentTriangles } from '../../formats/tiles3d/read-content.ts';
import { readContentTriangles } from '../../formats/tiles3d/read-content.ts';
import { meshImportCommand } from '../commands/mesh-import.ts';
import type { ContentEncoding } from './content-writer.ts';

const DATA = path.join(process.env['CHENGKAN_DATA'] ?? path.resolve('..', 'shared', 'data'), 'osgb');
const required = process.env['CHENGKAN_DATA_REQUIRED'] === '1';

const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-content-'));
afterAll(() => rmSync(folder, { recursive: true }));
const quiet = { progress: () => undefined, signal: { aborted: false } };

async function converted(geometry: ContentEncoding['geometry'], textures: ContentEncoding['textures']) {
  const out = path.join(folder, `${geometry}-${textures}`);
  const source = path.join(DATA, 'Production_5');
  const answer = await meshImportCommand.run({ source, out, geometry, textures, upperLevels: 'none' }, quiet);
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return { out, value: answer.value };
}

const glbsIn = (out: string): string[] =>
  readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.glb'))
    .map((name) => path.join(out, name));

/** Every triangle by its corners, in an order that does not depend on how they are stored. */
function cornersOf({ positionsM, indices }: ContentTriangles): string[] {
  const corner = (i: number): string => positionsM.slice(3 * indices[i]!, 3 * indices[i]! + 3).join(' ');
  const triangles = Array.from({ length: indices.length / 3 }, (_, t) => {
    const corners = [corner(3 * t), corner(3 * t + 1), corner(3 * t + 2)];
    const turned = [0, 1, 2].map((k) => [0, 1, 2].map((c) => corners[(c + k) % 3]).join(' | '));
    return turned.sort()[0]!;
  });
  return triangles.sort();
}

async function imagesOf(glb: Uint8Array): Promise<Uint8Array[]> {
  await MeshoptDecoder.ready;
  const io = new WebIO().registerExtensions(ALL_EXTENSIONS);
  const document = await io.registerDependencies({ 'meshopt.decoder': MeshoptDecoder }).readBinary(glb);
  return document
    .getRoot()
    .listTextures()
    .map((texture) => texture.getImage()!);
}

/** Peak signal-to-noise ratio of two pictures of one size, dB. */
async function likeness(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [one, other] = await Promise.all([a, b].map((bytes) => sharp(bytes).removeAlpha().raw().toBuffer()));
  let sum = 0;
  for (let i = 0; i < one!.length; i++) sum += (one![i]! - other![i]!) ** 2;
  return sum === 0 ? Infinity : 10 * Math.log10(255 ** 2 / (sum / one!.length));
}

test.skipIf(!required && !existsSync(DATA))(
  'peer: meshoptimizer and libwebp give back the same vertices and nearly the same pixels',
  async () => {
    const bare = await converted('plain', 'keep');
    const packed = await converted('meshopt', 'webp');
    expect(packed.value).toMatchObject({
      vertices: bare.value.vertices,
      triangles: bare.value.triangles,
      textures: bare.value.textures,
    });
    expect(packed.value.outputBytes / bare.value.outputBytes).toBeLessThan(0.7);
    const decibels: number[] = [];
    // every fourth: each is decoded four times
    const names = glbsIn(bare.out).map((file) => path.relative(bare.out, file));
    for (const name of names.filter((_, i) => i % 4 === 0)) {
      const [plain, small] = [bare.out, packed.out].map((out) => readFileSync(path.join(out, name)));
      const issues = (await validateBytes(new Uint8Array(small!))).issues;
      expect({ name, errors: issues.numErrors }).toEqual({ name, errors: 0 });
      const [before, after] = await Promise.all([readContentTriangles(plain!), readContentTriangles(small!)]);
      if (!before.ok || !after.ok) throw new Error(name);
      // vertices come in another order: the triangles, as sets of corners, are the same to the bit
      expect(after.value.map(cornersOf)).toEqual(before.value.map(cornersOf));
      const [was, is] = await Promise.all([imagesOf(plain!), imagesOf(small!)]);
      for (const [i, image] of was.entries()) decibels.push(await likeness(image, is[i]!));
    }
    expect(decibels.length).toBeGreaterThan(40);
    expect(Math.min(...decibels)).toBeGreaterThan(28);
  },
);
