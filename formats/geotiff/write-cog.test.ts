import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGeoTiff } from './write-cog.ts';
import type { GeoTiffRaster } from './write-cog.ts';

const districtGrid = {
  kind: 'transverse-mercator',
  name: 'Test grid',
  latitudeOfOriginDeg: 29.879,
  centralMeridianDeg: 121.553,
  falseEastingM: 50000,
  falseNorthingM: 50000,
  scale: 1,
} as const;
const place = { west: 49200, north: 50800, pixelWidth: 0.5, pixelHeight: 0.25 };

const bytesOf = (bands: 1 | 3 | 4): GeoTiffRaster => ({
  widthPx: 700,
  heightPx: 530,
  bands,
  samples: Uint8Array.from({ length: 700 * 530 * bands }, (_, i) => (i * 31 + (i >> 9) * 7) % 256),
  crs: districtGrid,
  ...place,
  capturedOn: '2024-05-01',
});
const heights: GeoTiffRaster = {
  widthPx: 700,
  heightPx: 530,
  bands: 1,
  samples: Float32Array.from({ length: 700 * 530 }, (_, i) =>
    i % 1000 === 0 ? -9999 : Math.sin(i / 777) * 300,
  ),
  crs: { kind: 'projected', epsg: 4549 },
  ...place,
  nodata: -9999,
  verticalDatum: '1985-national',
};
const deflate = (bytes: Uint8Array): Uint8Array => deflateSync(bytes);

interface GdalInfo {
  size: [number, number];
  geoTransform: number[];
  coordinateSystem: { wkt: string };
  metadata: Record<string, Record<string, string>>;
  bands: {
    type: string;
    colorInterpretation: string;
    checksum: number;
    noDataValue?: number;
    block: [number, number];
    overviews?: { size: [number, number] }[];
  }[];
}

const present = spawnSync('gdalinfo', ['--version']).status === 0;

describe.skipIf(!present)('peer: GDAL', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cog-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function gdalInfoOf(raster: GeoTiffRaster, tileSizePx: 256 | 512): GdalInfo {
    const path = join(folder, 'own.tif');
    writeFileSync(path, writeGeoTiff(raster, { deflate, tileSizePx }));
    const { stdout, stderr } = spawnSync('gdalinfo', ['-json', '-checksum', path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  }

  /** The same samples as a bare file that only GDAL has touched. */
  function checksumsOf(raster: GeoTiffRaster): number[] {
    const raw = join(folder, 'raw.bin');
    const { samples, widthPx, heightPx, bands } = raster;
    writeFileSync(raw, new Uint8Array(samples.buffer));
    const isFloat = samples instanceof Float32Array;
    writeFileSync(
      `${raw.replace('.bin', '')}.hdr`,
      `ENVI\nsamples = ${widthPx}\nlines = ${heightPx}\nbands = ${bands}\nheader offset = 0\n` +
        `data type = ${isFloat ? 4 : 1}\ninterleave = bip\nbyte order = 0\n`,
    );
    const { stdout } = spawnSync('gdalinfo', ['-json', '-checksum', raw], { encoding: 'utf8' });
    const info: GdalInfo = JSON.parse(stdout);
    return info.bands.map(({ checksum }) => checksum);
  }

  test.each([1, 3, 4] as const)('peer: reads %i bands of bytes, pixel for pixel, as a COG', (bands) => {
    const raster = bytesOf(bands);
    const info = gdalInfoOf(raster, 256);
    expect(info.size).toEqual([700, 530]);
    expect(info.geoTransform).toEqual([49200, 0.5, 0, 50800, 0, -0.25]);
    expect(info.metadata['IMAGE_STRUCTURE']).toMatchObject({ LAYOUT: 'COG', COMPRESSION: 'DEFLATE' });
    expect(info.metadata['']).toMatchObject({ TIFFTAG_DATETIME: '2024:05:01 00:00:00' });
    expect(info.bands.map(({ checksum }) => checksum)).toEqual(checksumsOf(raster));
    expect(info.bands.map(({ colorInterpretation }) => colorInterpretation)).toEqual(
      bands === 1 ? ['Gray'] : ['Red', 'Green', 'Blue', 'Alpha'].slice(0, bands),
    );
    expect(info.bands[0]?.block).toEqual([256, 256]);
    expect(info.bands[0]?.overviews?.map(({ size }) => size)).toEqual([
      [350, 265],
      [175, 133],
    ]);
    expect(info.coordinateSystem.wkt).toMatch(/natural origin",29.879,/);
    expect(info.coordinateSystem.wkt).toMatch(/ELLIPSOID\["CGCS2000"/);
  });

  test('peer: reads float heights with their datum and nodata', () => {
    const info = gdalInfoOf(heights, 512);
    expect(info.metadata['IMAGE_STRUCTURE']).toMatchObject({ LAYOUT: 'COG', PREDICTOR: '3' });
    expect(info.bands.map(({ checksum }) => checksum)).toEqual(checksumsOf(heights));
    expect(info.bands[0]?.noDataValue).toBe(-9999);
    expect(info.coordinateSystem.wkt).toMatch(/ID\["EPSG",4549\]/);
    expect(info.coordinateSystem.wkt).toMatch(/VERTCRS\["Yellow Sea 1985 height"/);
  });

  test('peer: reads a BigTIFF as the same raster', () => {
    const path = join(folder, 'big.tif');
    writeFileSync(path, writeGeoTiff(heights, { deflate, tileSizePx: 256, bigTiff: true }));
    const { stdout, stderr } = spawnSync('gdalinfo', ['-json', '-checksum', path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const info: GdalInfo = JSON.parse(stdout);
    expect(info.metadata['IMAGE_STRUCTURE']).toMatchObject({ LAYOUT: 'COG' });
    expect(info.bands.map(({ checksum }) => checksum)).toEqual(checksumsOf(heights));
    expect(info.bands[0]?.overviews).toHaveLength(2);
  });

  test('peer: every overview and every block reads without complaint', () => {
    const path = join(folder, 'all.tif');
    writeFileSync(path, writeGeoTiff(bytesOf(4), { deflate, tileSizePx: 256 }));
    for (const level of ['0', '1']) {
      const out = join(folder, 'overview.tif');
      const { status, stderr } = spawnSync(
        'gdal_translate',
        ['-q', '-oo', `OVERVIEW_LEVEL=${level}`, path, out],
        {
          encoding: 'utf8',
        },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });
});

test('property: the bytes depend on the raster alone, and directories lie before all data, coarsest data first', () => {
  const bytes = writeGeoTiff(bytesOf(3), { deflate, tileSizePx: 256 });
  expect(writeGeoTiff(bytesOf(3), { deflate, tileSizePx: 256 })).toEqual(bytes);
  const view = new DataView(bytes.buffer);
  const firstTiles: number[] = [];
  let lastDirectoryEnd = 0;
  for (let at = view.getUint32(4, true); at !== 0;) {
    const count = view.getUint16(at, true);
    for (let entry = 0; entry < count; entry++) {
      const entryAt = at + 2 + 12 * entry;
      if (view.getUint16(entryAt, true) !== 324) continue;
      const many = view.getUint32(entryAt + 4, true) > 1;
      const value = view.getUint32(entryAt + 8, true);
      firstTiles.push(many ? view.getUint32(value, true) : value);
    }
    lastDirectoryEnd = at + 2 + 12 * count + 4;
    at = view.getUint32(lastDirectoryEnd - 4, true);
  }
  expect(firstTiles).toHaveLength(3);
  expect([...firstTiles].sort((a, b) => b - a)).toEqual(firstTiles);
  expect(Math.min(...firstTiles)).toBeGreaterThan(lastDirectoryEnd);
});

test('errors: a wrong number of samples and colours in float are broken invariants', () => {
  expect(() => writeGeoTiff({ ...bytesOf(3), widthPx: 701 }, { deflate })).toThrow(/samples/);
  expect(() =>
    writeGeoTiff(
      { ...heights, bands: 3, widthPx: 100, heightPx: 1, samples: new Float32Array(300) },
      { deflate },
    ),
  ).toThrow(/1 band/);
});
