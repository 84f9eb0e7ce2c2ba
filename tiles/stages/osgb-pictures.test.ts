import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Finding } from '../../contracts/finding.ts';
import type { ConversionContext } from './convert-tile.ts';
import { withPictures } from './osgb-pictures.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pictures-'));
  mkdirSync(path.join(folder, 'production/Data/Tile'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const tileFile = (): string => path.join(folder, 'production/Data/Tile/Tile.osgb');

async function read(names: readonly string[]) {
  const findings: Finding[] = [];
  const context: Pick<ConversionContext, 'folder' | 'findings' | 'onFile' | 'sourceBytes'> = {
    folder: path.join(folder, 'production'),
    findings,
    onFile: () => undefined,
    sourceBytes: 0,
  };
  const images = names.map((fileName) => ({ fileName, bytes: null }));
  const pictures = await withPictures(context, tileFile(), images);
  return { pictures: pictures.map(({ bytes }) => bytes), codes: findings.map(({ code }) => code), context };
}

/** Two rows of two pixels, BGRA: red first. */
function dds(): Uint8Array {
  const bytes = new Uint8Array(128 + 16);
  const view = new DataView(bytes.buffer);
  bytes.set([0x44, 0x44, 0x53, 0x20]);
  view.setUint32(12, 2, true);
  view.setUint32(16, 2, true);
  view.setUint32(80, 0x40, true);
  view.setUint32(88, 32, true);
  [0xff0000, 0xff00, 0xff].forEach((mask, k) => view.setUint32(92 + 4 * k, mask, true));
  bytes.set([0, 0, 255, 255, 0, 0, 255, 255, 255, 0, 0, 255, 255, 0, 0, 255], 128);
  return bytes;
}

test('property: a picture beside the tile is read, by either slash and in whatever case', async () => {
  const jpeg = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#852' } })
    .jpeg()
    .toBuffer();
  writeFileSync(path.join(folder, 'production/Data/Tile/tile.JPG'), jpeg);
  const { pictures, codes, context } = await read(['Tile.jpg', '..\\Tile\\tile.JPG']);
  expect(pictures.map((bytes) => bytes?.length)).toEqual([jpeg.length, jpeg.length]);
  expect(codes).toEqual([]);
  expect(context.sourceBytes).toBe(2 * jpeg.length);
});

test('reference: the first row of a DDS is the lowest, as osgconv turns it into a PNG', async () => {
  writeFileSync(path.join(folder, 'production/Data/Tile/a.dds'), dds());
  const { pictures } = await read(['a.dds']);
  const { data, info } = await sharp(pictures[0] ?? new Uint8Array())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 3)]).toEqual([0, 0, 255]);
  expect([...data.subarray(2 * info.channels, 2 * info.channels + 3)]).toEqual([255, 0, 0]);
});

test('errors: texture-outside, texture-broken, and a name without a file stays without a picture', async () => {
  writeFileSync(path.join(folder, 'secret.png'), 'x');
  writeFileSync(path.join(folder, 'production/Data/Tile/cut.dds'), dds().subarray(0, 130));
  const { pictures, codes } = await read(['../../../secret.png', 'C:\\maps\\a.png', 'cut.dds', 'none.jpg']);
  expect(pictures).toEqual([null, null, null, null]);
  expect(codes).toEqual(['texture-outside', 'texture-outside', 'texture-broken']);
});
