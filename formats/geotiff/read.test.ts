import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { boundsOf } from './affine.ts';
import { openGeoTiff } from './read.ts';
import type { ByteSource, SampleArray } from './read.ts';
import { writeGeoTiff } from './write-cog.ts';

const dataFolder = join(
  process.env['CHENGKAN_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data'),
  'geotiff',
);
const required = process.env['CHENGKAN_DATA_REQUIRED'] === '1';
const present = existsSync(join(dataFolder, 'expected.json'));

const memory = (name: string, bytes: Uint8Array): ByteSource => ({
  name,
  byteLength: bytes.length,
  read: (offset, length) => Promise.resolve(new Uint8Array(bytes.slice(offset, offset + length)).buffer),
});

interface Expected {
  size: [number, number];
  n_bands: number;
  bands: { type: string; checksum?: number; noDataValue?: number | string }[];
  geoTransform: number[] | null;
  epsg: number | null;
  stderr: string[] | null;
}

const DTYPE: Record<string, string> = {
  Byte: 'uint8',
  UInt16: 'uint16',
  Int16: 'int16',
  Int32: 'int32',
  Float32: 'float32',
  Float64: 'float64',
};

/** GDALChecksumImage: values, rounded, modulo eleven primes in turn. */
function checksum(samples: SampleArray, bands: number, band: number): number {
  const primes = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43];
  const isFloat = samples instanceof Float32Array || samples instanceof Float64Array;
  let sum = 0;
  for (let i = 0; i * bands < samples.length; i++) {
    const value = samples[i * bands + band]!;
    const whole = !Number.isFinite(value) ? -2147483648 : isFloat ? Math.floor(value + 0.5) : value;
    sum = (sum + (whole % primes[i % 11]!)) & 0xffff;
  }
  return sum;
}

/** geotiff.js has another inverse cosine transform than libjpeg and repeats chroma where libjpeg interpolates. */
const JPEG = [
  'gdal-gtiff-rgbsmall_JPEG_tiled.tif',
  'gdal-gtiff-rgbsmall_JPEG_ycbcr.tif',
  'rasterio-alpha.tif',
  'rasterio-cogeo.tif',
];
const BROKEN: Record<string, string> = {
  'gdal-byte_truncated.tif': 'truncated',
  'gdal-corrupted_deflate_singlestrip.tif': 'corrupted',
};
/** WebP needs a decoder of the platform: tiles/stages/geotiff-file.ts brings one, for the process it is loaded in. */
const UNDECODED: Record<string, string> = { 'gdal-gtiff-rgbsmall_WEBP.tif': 'unsupported-compression' };

if (required && !present) throw new Error(`${dataFolder} is required`);

describe.skipIf(!present)('reference: GDAL reads the same of every sample', () => {
  const expectedByName: Record<string, Expected> = present
    ? JSON.parse(readFileSync(join(dataFolder, 'expected.json'), 'utf8')).files
    : {};
  const names = present ? readdirSync(dataFolder).filter((name) => name.endsWith('.tif')) : [];
  test.each(names)('reference: %s', async (name) => {
    const expected = expectedByName[name]!;
    const opened = await openGeoTiff(memory(name, readFileSync(join(dataFolder, name))));
    if (!opened.ok) {
      expect(opened.error.code).toBe(BROKEN[name]);
      return;
    }
    const { info, read } = opened.value;
    expect([info.widthPx, info.heightPx]).toEqual(expected.size);
    expect(info.bands).toBe(expected.n_bands);
    expect(info.dtype).toBe(DTYPE[expected.bands[0]!.type]);
    expect(info.crs?.epsg ?? null).toBe(expected.epsg);
    const nodata = expected.bands[0]!.noDataValue ?? null;
    if (nodata === 'NaN') expect(info.nodata).toBeNaN();
    else expect(info.nodata).toBe(nodata);
    const { affine } = info;
    const transform =
      affine === null
        ? null
        : [affine.x0, affine.columnX, affine.rowX, affine.y0, affine.columnY, affine.rowY];
    expect(transform?.map((value) => Number(value.toPrecision(12))) ?? null).toEqual(
      expected.geoTransform?.map((value) => Number(value.toPrecision(12))) ?? null,
    );
    const samples = await read(0, { left: 0, top: 0, right: info.widthPx, bottom: info.heightPx });
    if (!samples.ok) {
      expect(samples.error.code).toBe(BROKEN[name] ?? UNDECODED[name]);
      return;
    }
    expect(BROKEN[name]).toBeUndefined();
    if (JPEG.includes(name)) return;
    const found = expected.bands.map((_, band) => checksum(samples.value, info.bands, band));
    expect(found).toEqual(expected.bands.map((band) => band.checksum));
  });
});

const gdal = spawnSync('gdal_translate', ['--version']).status === 0;

test.skipIf(!present || !gdal).each(JPEG)('peer: GDAL decodes %s to nearly the same bytes', async (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'geotiff-'));
  try {
    const raw = join(folder, 'raw');
    spawnSync('gdal_translate', ['-q', '-of', 'ENVI', '-co', 'INTERLEAVE=BIP', join(dataFolder, name), raw]);
    const theirs = readFileSync(raw);
    const opened = await openGeoTiff(memory(name, readFileSync(join(dataFolder, name))));
    if (!opened.ok) throw new Error(opened.error.message);
    const { info, read } = opened.value;
    const ours = await read(0, { left: 0, top: 0, right: info.widthPx, bottom: info.heightPx });
    if (!ours.ok) throw new Error(ours.error.message);
    expect(ours.value.length).toBe(theirs.length);
    const errors = Uint8Array.from(ours.value, (value, i) => Math.abs(value - theirs[i]!)).sort();
    const mean = errors.reduce((sum, value) => sum + value, 0) / errors.length;
    const p99 = errors[Math.floor(errors.length * 0.99)]!;
    expect(
      { name, mean: mean < 2, p99: p99 <= 16 },
      `mean ${mean}, p99 ${p99}, max ${errors.at(-1)}`,
    ).toEqual({
      name,
      mean: true,
      p99: true,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const crs = {
  kind: 'transverse-mercator',
  name: 'Test grid',
  latitudeOfOriginDeg: 29.879,
  centralMeridianDeg: 121.553,
  falseEastingM: 50000,
  falseNorthingM: 50000,
  scale: 1,
} as const;
const deflate = (bytes: Uint8Array): Uint8Array => deflateSync(bytes);

test('property: what write-cog writes is read back, with overviews, grid, datum, nodata and date', async () => {
  const heights = Float32Array.from({ length: 300 * 280 }, (_, i) => Math.sin(i / 50) * 20);
  heights[7] = -9999;
  const bytes = writeGeoTiff(
    {
      widthPx: 300,
      heightPx: 280,
      bands: 1,
      samples: heights,
      crs,
      west: 49200,
      north: 50800,
      pixelWidth: 0.5,
      pixelHeight: 0.5,
      nodata: -9999,
      verticalDatum: '1985-national',
      capturedOn: '2024-05-01',
    },
    { deflate, tileSizePx: 256 },
  );
  const opened = await openGeoTiff(memory('own.tif', bytes));
  if (!opened.ok) throw new Error(opened.error.message);
  const { info, read } = opened.value;
  expect(info).toMatchObject({ dtype: 'float32', nodata: -9999, capturedOn: '2024-05-01' });
  expect(info.crs).toMatchObject({ epsg: null, vertical: 'EPSG:5737' });
  expect(info.crs?.definition).toContain('+lat_0=29.879 +lon_0=121.553 +k=1 +x_0=50000 +y_0=50000');
  expect(boundsOf(info.affine!, 300, 280)).toEqual([49200, 50660, 49350, 50800]);
  expect(info.levels.map(({ widthPx }) => widthPx)).toEqual([300, 150]);
  const window = await read(0, { left: 250, top: 5, right: 260, bottom: 7 });
  if (!window.ok) throw new Error(window.error.message);
  expect([...window.value]).toEqual([...heights.slice(1750, 1760), ...heights.slice(2050, 2060)]);
  const overview = await read(1, { left: 3, top: 0, right: 4, bottom: 1 });
  // 2 × 2 samples, one of them nodata
  const mean = (heights[6]! + heights[306]! + heights[307]!) / 3;
  expect(overview.ok && overview.value[0]).toBeCloseTo(mean, 5);
});

test('regression: geotiff-fuzz seed 161340010, round 14859: three numbers where the count of bands belongs', async () => {
  const bytes = writeGeoTiff(
    {
      widthPx: 64,
      heightPx: 64,
      bands: 1,
      samples: new Uint8Array(64 * 64),
      crs,
      west: 0,
      north: 0,
      pixelWidth: 1,
      pixelHeight: 1,
    },
    { deflate, tileSizePx: 256 },
  );
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(4, true);
  const entries = Array.from({ length: view.getUint16(directory, true) }, (_, i) => directory + 2 + 12 * i);
  const samplesPerPixel = entries.find((at) => view.getUint16(at, true) === 277);
  view.setUint32(samplesPerPixel! + 4, 3, true);
  const opened = await openGeoTiff(memory('broken.tif', bytes));
  expect(opened).toMatchObject({ ok: false, error: { code: 'corrupted' } });
});

test('errors: no TIFF, a directory that ends early, a block beyond the end', async () => {
  const code = async (bytes: Uint8Array): Promise<string> => {
    const opened = await openGeoTiff(memory('broken.tif', bytes));
    return opened.ok ? 'ok' : opened.error.code;
  };
  const whole = writeGeoTiff(
    {
      widthPx: 64,
      heightPx: 64,
      bands: 3,
      samples: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 37) % 251),
      crs,
      west: 0,
      north: 0,
      pixelWidth: 1,
      pixelHeight: 1,
    },
    { deflate, tileSizePx: 256 },
  );
  expect(await code(whole)).toBe('ok');
  expect(await code(new Uint8Array(0))).toBe('not-a-tiff');
  expect(await code(new TextEncoder().encode('not a tiff at all'))).toBe('not-a-tiff');
  expect(await code(whole.slice(0, whole.length - 40))).toBe('truncated');
  expect(await code(whole.slice(0, 400))).not.toBe('ok');
});
