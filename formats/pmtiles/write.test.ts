import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { PMTiles, zxyToTileId } from 'pmtiles';
import { expect, test } from 'vitest';
import { tileIdOf } from './tile-id.ts';
import { planArchive } from './write.ts';
import type { TileRecord } from './write.ts';

function archiveOf(tiles: TileRecord[], contents: Uint8Array[]): Uint8Array {
  const plan = planArchive(
    tiles,
    contents.map((content) => content.length),
    {
      tileType: 4,
      tileCompression: 1,
      bounds: { westDeg: 121.5, southDeg: 29.8, eastDeg: 121.6, northDeg: 29.9 },
      metadataJson: new TextEncoder().encode('{"name":"test"}'),
      gzip: (bytes) => gzipSync(bytes),
    },
  );
  return Buffer.concat([plan.head, ...plan.contentOrder.map((index) => contents[index]!)]);
}

function openArchive(bytes: Uint8Array): PMTiles {
  return new PMTiles({
    getKey: () => 'memory',
    getBytes: (offset, length) =>
      Promise.resolve({ data: new Uint8Array(bytes.slice(offset, offset + length)).buffer }),
  });
}

test('peer: tile ids equal those of the pmtiles package at every zoom', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 25 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (z, u, v) => {
        const last = 2 ** z - 1;
        const x = Math.min(last, Math.floor(u * 2 ** z));
        const y = Math.min(last, Math.floor(v * 2 ** z));
        expect(tileIdOf(z, x, y)).toBe(zxyToTileId(z, x, y));
      },
    ),
  );
});

test('peer: the pmtiles package reads header, metadata and every tile; equal tiles are stored once', async () => {
  const contents = [1, 2, 3].map((fill) => new Uint8Array(100 + fill).fill(fill));
  const tiles: TileRecord[] = [{ z: 0, x: 0, y: 0, content: 2 }];
  for (let x = 0; x < 16; x++) for (let y = 0; y < 16; y++) tiles.push({ z: 4, x, y, content: (x >> 3) % 2 });
  const bytes = archiveOf(tiles, contents);
  const archive = openArchive(bytes);
  const header = await archive.getHeader();
  expect(header).toMatchObject({
    clustered: true,
    numAddressedTiles: 257,
    numTileContents: 3,
    minZoom: 0,
    maxZoom: 4,
    minLon: 121.5,
    maxLat: 29.9,
    tileType: 4,
  });
  expect(header.numTileEntries).toBeLessThan(10);
  expect(bytes.length).toBe(header.tileDataOffset + 101 + 102 + 103);
  expect(await archive.getMetadata()).toEqual({ name: 'test' });
  for (const { z, x, y, content } of tiles) {
    const tile = await archive.getZxy(z, x, y);
    expect(new Uint8Array(tile!.data)).toEqual(contents[content]);
  }
  expect(await archive.getZxy(3, 0, 0)).toBeUndefined();
});

test('peer: beyond 16 384 entries the directory has leaves and the root stays in the first 16 KiB', async () => {
  const tiles: TileRecord[] = [];
  const contents: Uint8Array[] = [];
  for (let x = 0; x < 200; x++) {
    for (let y = 0; y < 100; y++) {
      tiles.push({ z: 8, x, y, content: contents.length });
      contents.push(Uint8Array.of(x, y, ...new Array<number>(1 + ((x * 7 + y * 13) % 50)).fill(7)));
    }
  }
  const archive = openArchive(archiveOf(tiles, contents));
  const header = await archive.getHeader();
  expect(header.leafDirectoryLength).toBeGreaterThan(0);
  expect(header.rootDirectoryLength).toBeLessThanOrEqual(16384 - 127);
  for (const { z, x, y, content } of tiles.filter((_, i) => i % 97 === 0)) {
    expect(new Uint8Array((await archive.getZxy(z, x, y))!.data)).toEqual(contents[content]);
  }
});

test('errors: a tile given twice and a tile without bytes are broken invariants', () => {
  const one = { z: 1, x: 0, y: 0, content: 0 };
  expect(() => archiveOf([one, one], [Uint8Array.of(1)])).toThrow(/twice/);
  expect(() => archiveOf([one], [])).toThrow(/no content/);
});
