import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import { PMTiles } from 'pmtiles';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ImageryLayerSchema } from '../../contracts/district.ts';
import { writeGeoTiff } from '../../formats/geotiff/write-cog.ts';
import type { GeoTiffCrs } from '../../formats/geotiff/crs-keys.ts';
import { districtGrid, projectionOfEpsg } from '../../geodesy/district-grid.ts';
import type { Projection } from '../../geodesy/district-grid.ts';
import { worldPxOf } from '../stages/web-mercator.ts';
import { imageryImportCommand } from './imagery-import.ts';
import { imageryInfoCommand } from './imagery-info.ts';

const data = process.env['CHENGKAN_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');
const samples = join(data, 'geotiff');
const present = existsSync(samples);
const context = { progress: () => undefined, signal: { aborted: false } };

const parameters = {
  latitudeOfOriginDeg: 29.879,
  centralMeridianDeg: 121.553,
  falseEastingM: 50000,
  falseNorthingM: 50000,
};
const districtCrs: GeoTiffCrs = { kind: 'transverse-mercator', name: 'Test grid', scale: 1, ...parameters };
const grid = districtGrid(parameters);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imagery-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Picture {
  readonly sizePx: number;
  readonly crs: GeoTiffCrs;
  readonly west: number;
  readonly north: number;
  readonly colourOf: (column: number, row: number) => readonly [number, number, number];
}

function writePicture(name: string, picture: Picture): string {
  const { sizePx, crs, west, north } = picture;
  const rgb = new Uint8Array(sizePx * sizePx * 3);
  for (let row = 0; row < sizePx; row++) {
    for (let column = 0; column < sizePx; column++) {
      rgb.set(picture.colourOf(column, row), (row * sizePx + column) * 3);
    }
  }
  const path = join(folder, name);
  const bytes = writeGeoTiff(
    {
      widthPx: sizePx,
      heightPx: sizePx,
      bands: 3,
      samples: rgb,
      crs,
      west,
      north,
      pixelWidth: 0.5,
      pixelHeight: 0.5,
    },
    { deflate: (raw) => deflateSync(raw) },
  );
  writeFileSync(path, bytes);
  return path;
}

function openArchive(path: string): PMTiles {
  const bytes = readFileSync(path);
  return new PMTiles({
    getKey: () => path,
    getBytes: (offset, length) =>
      Promise.resolve({ data: new Uint8Array(bytes.subarray(offset, offset + length)).buffer }),
  });
}

async function importPicture(source: string, epoch?: string) {
  const result = await imageryImportCommand.run({ source, out: join(folder, 'imagery'), epoch }, context);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function rgbaOf(archive: PMTiles, z: number, x: number, y: number): Promise<Buffer> {
  const tile = await archive.getZxy(z, x, y);
  if (tile === undefined) throw new Error(`no tile ${z}/${x}/${y}`);
  return sharp(new Uint8Array(tile.data)).ensureAlpha().raw().toBuffer();
}

/** Centre of a bright disc in world pixels of a zoom, by the mass of its brightness around a first guess. */
async function centroid(archive: PMTiles, z: number, near: [number, number]): Promise<[number, number]> {
  const reach = 14;
  let [mass, sumX, sumY] = [0, 0, 0];
  const cache = new Map<string, Buffer>();
  for (let y = Math.round(near[1]) - reach; y < Math.round(near[1]) + reach; y++) {
    for (let x = Math.round(near[0]) - reach; x < Math.round(near[0]) + reach; x++) {
      const [tx, ty] = [Math.floor(x / 256), Math.floor(y / 256)];
      const key = `${tx}/${ty}`;
      const rgba = cache.get(key) ?? (await rgbaOf(archive, z, tx, ty));
      cache.set(key, rgba);
      const brightness = Math.max(0, rgba[((y - ty * 256) * 256 + x - tx * 256) * 4]! - 30);
      mass += brightness;
      sumX += brightness * (x + 0.5);
      sumY += brightness * (y + 0.5);
    }
  }
  return [sumX / mass, sumY / mass];
}

describe('property: a place comes back in the right pixel', () => {
  const gaussKruger = projectionOfEpsg(4549);
  if (!gaussKruger.ok) throw new Error(gaussKruger.error.message);
  const [e0, n0] = gaussKruger.value.forward(121.553, 29.879).map(Math.round);
  const cases: [string, GeoTiffCrs, Projection, number, number][] = [
    ['the district grid', districtCrs, grid, 49850, 50150],
    [
      'EPSG:4549, turned by 0.8 degrees',
      { kind: 'projected', epsg: 4549 },
      gaussKruger.value,
      e0! - 150,
      n0! + 150,
    ],
  ];
  test.each(cases)(
    'property: discs in %s lie within 0.25 px at every zoom that shows them',
    async (...row) => {
      const [, crs, projection, west, north] = row;
      const sizePx = 600;
      const centres = [100.3, 300.7, 500.1];
      const source = writePicture('discs.tif', {
        sizePx,
        crs,
        west,
        north,
        colourOf: (column, line) => {
          const disc = centres.some((c) =>
            centres.some((r) => Math.hypot(column + 0.5 - c, line + 0.5 - r) < 8),
          );
          return disc ? [255, 255, 255] : [20, 20, 20];
        },
      });
      const { entry } = await importPicture(source, '2024-05-01');
      expect(entry.maxZoom).toBe(18);
      const archive = openArchive(join(folder, entry.archive));
      let worstPx = 0;
      for (const c of centres) {
        for (const r of centres) {
          const [lon, lat] = projection.inverse(west + c * 0.5, north - r * 0.5);
          for (const z of [18, 17]) {
            const expected = worldPxOf(lon, lat).map((px) => px * 2 ** z) as [number, number];
            const found = await centroid(archive, z, expected);
            worstPx = Math.max(worstPx, Math.hypot(found[0] - expected[0], found[1] - expected[1]));
          }
        }
      }
      expect(worstPx).toBeLessThan(0.25);
    },
  );
});

const gdal = spawnSync('gdalwarp', ['--version']).status === 0;

test.skipIf(!gdal)('peer: gdalwarp puts a checker within 0.25 px of ours', async () => {
  const source = writePicture('checker.tif', {
    sizePx: 700,
    crs: districtCrs,
    west: 49825,
    north: 50175,
    colourOf: (column, row) => (((column >> 4) + (row >> 4)) % 2 === 0 ? [230, 230, 230] : [20, 20, 20]),
  });
  const { entry } = await importPicture(source);
  const archive = openArchive(join(folder, entry.archive));
  const z = 18;
  const [px, py] = worldPxOf(121.553, 29.879).map((value) => Math.floor((value * 2 ** z) / 256));
  const half = Math.PI * 6378137;
  const tileM = (2 * half) / 2 ** z;
  const [left, top] = [px! * tileM - half, half - py! * tileM];
  const theirs = join(folder, 'warped');
  const { status, stderr } = spawnSync('gdalwarp', [
    ...['-q', '-t_srs', 'EPSG:3857', '-r', 'cubic', '-et', '0', '-ts', '256', '256', '-of', 'ENVI'],
    ...['-te', left, top - tileM, left + tileM, top].map(String),
    ...['-co', 'INTERLEAVE=BIP', source, theirs],
  ]);
  expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
  const warped = readFileSync(theirs);
  const ours = await rgbaOf(archive, z, px!, py!);
  // An edge of 210 steps per source pixel that lies d px off adds 210 d on its pixels: the mean difference along edges
  // divided by the mean slope is the displacement.
  const at = (bytes: Buffer, bands: number, x: number, y: number): number => bytes[(y * 256 + x) * bands]!;
  let [numerator, denominator] = [0, 0];
  const displacement = [0, 0].map((_, axis) => {
    [numerator, denominator] = [0, 0];
    for (let y = 8; y < 248; y++) {
      for (let x = 8; x < 248; x++) {
        const [dx, dy] = axis === 0 ? [1, 0] : [0, 1];
        const slope = (at(warped, 3, x + dx, y + dy) - at(warped, 3, x - dx, y - dy)) / 2;
        numerator += slope * (at(warped, 3, x, y) - at(ours, 4, x, y));
        denominator += slope * slope;
      }
    }
    return Math.abs(numerator / denominator);
  });
  expect(Math.max(...displacement)).toBeLessThan(0.05);
  const errors = Array.from({ length: 256 * 256 }, (_, i) => Math.abs(warped[i * 3]! - ours[i * 4]!)).sort(
    (a, b) => a - b,
  );
  expect(errors[Math.floor(errors.length * 0.9)]!).toBeLessThan(20);
});

test('property: the entry is what the manifest wants, levels end in one tile, and the same input makes the same bytes', async () => {
  const source = writePicture('ramp.tif', {
    sizePx: 400,
    crs: districtCrs,
    west: 49900,
    north: 50100,
    colourOf: (column, row) => [column >> 1, row >> 1, 90],
  });
  const first = await importPicture(source, '2024-05-01');
  expect(ImageryLayerSchema.parse(first.entry)).toEqual(first.entry);
  expect(first.entry).toMatchObject({ archive: 'imagery/2024-05-01.pmtiles', epoch: '2024-05-01' });
  expect(first.entry.groundSampleDistanceM).toBeCloseTo(0.5, 2);
  // the proj string of a city grid is not to spread
  expect(JSON.stringify(first)).not.toMatch(/lat_0|29\.879[^0-9]/);
  const archive = openArchive(join(folder, first.entry.archive));
  const header = await archive.getHeader();
  expect([header.minZoom, header.maxZoom]).toEqual([first.entry.minZoom, 18]);
  const [x, y] = worldPxOf(121.553, 29.879).map((px) => Math.floor((px * 2 ** header.minZoom) / 256));
  const coarsest = await rgbaOf(archive, header.minZoom, x!, y!);
  const alphas = new Set(coarsest.filter((_, i) => i % 4 === 3));
  expect(alphas.has(0)).toBe(true);
  const again = await importPicture(source, '2024-05-01');
  expect(again.entry.sha256).toBe(first.entry.sha256);
  expect(readdirSync(join(folder, 'imagery'))).toEqual(['2024-05-01.pmtiles']);
});

describe.skipIf(!present)('reference: public samples', () => {
  test.each([
    'rasterio-RGB.byte.tif',
    'rasterio-shade.tif',
    'riotiler-cog_nodata.tif',
    'riotiler-cog_scale.tif',
    'gdal-gtiff-rgbsmall_WEBP.tif',
    'gdal-gtiff-rgbsmall_LZW_separate.tif',
    'gdal-geomatrix.tif',
    'gdal-WGS_1984_Web_Mercator.tif',
    'gtd-utm.tif',
    'gdal-rgba.tif',
  ])('reference: %s becomes an archive', async (name) => {
    const { entry, tiles } = await importPicture(join(samples, name));
    expect(tiles).toBeGreaterThan(0);
    const header = await openArchive(join(folder, entry.archive)).getHeader();
    expect(header.numAddressedTiles).toBe(tiles);
  });

  test('reference: info of a WebP GeoTIFF, NaN as nodata, no CRS', async () => {
    const infoOf = async (name: string) => {
      const result = await imageryInfoCommand.run({ source: join(samples, name) }, context);
      if (!result.ok) throw new Error(result.error.message);
      return imageryInfoCommand.contract.output.parse(result.value);
    };
    expect(await infoOf('gdal-gtiff-rgbsmall_WEBP.tif')).toMatchObject({
      width: 50,
      bands: 3,
      crs: 'EPSG:4326',
    });
    expect(await infoOf('rasterio-float_nan.tif')).toMatchObject({
      nodata: 'NaN',
      crs: null,
      bounds: [0, 0, 300, 200],
    });
  });
});

test('property: what is stated stands in place of what the file says', async () => {
  const found = projectionOfEpsg(4528);
  if (!found.ok) throw new Error(found.error.message);
  const zone = found.value;
  const [west, north] = zone.forward(121.55, 29.87);
  const colourOf = (): [number, number, number] => [90, 120, 60];
  const wrong = writePicture('wrong.tif', {
    sizePx: 64,
    crs: { kind: 'projected', epsg: 4549 },
    west,
    north,
    colourOf,
  });
  const out = join(folder, 'imagery');
  const result = await imageryImportCommand.run({ source: wrong, out, crs: 'EPSG:4528' }, context);
  if (!result.ok) throw new Error(result.error.message);
  const { entry } = result.value;
  const [eastDeg, southDeg] = zone.inverse(west + 32, north - 32);
  expect(entry.bounds.westDeg).toBeCloseTo(121.55, 5);
  expect(entry.bounds.northDeg).toBeCloseTo(29.87, 5);
  expect(entry.bounds.eastDeg).toBeCloseTo(eastDeg, 5);
  expect(entry.bounds.southDeg).toBeCloseTo(southDeg, 5);
  expect(entry.source).toContain('EPSG:4528');
});

describe('errors', () => {
  const codeOf = async (source: string): Promise<string> => {
    const result = await imageryImportCommand.run({ source, out: join(folder, 'imagery') }, context);
    return result.ok ? 'ok' : result.error.code;
  };

  test.skipIf(!present)(
    'errors: each way in which a file cannot be placed or read has its code',
    async () => {
      expect(await codeOf(join(samples, 'gdal-byte_gcp.tif'))).toBe('no-georeference');
      expect(await codeOf(join(samples, 'gdal-gtiff-non_square_pixels.tif'))).toBe('no-crs');
      expect(await codeOf(join(samples, 'gdal-byte.tif'))).toBe('unknown-epsg');
      expect(await codeOf(join(samples, 'gtd-GeogToWGS84GeoKey5.tif'))).toBe('unknown-crs');
      expect(await codeOf(join(samples, 'gdal-byte_truncated.tif'))).toBe('truncated');
      expect(await codeOf(join(samples, 'gdal-corrupted_deflate_singlestrip.tif'))).toBe('corrupted');
      expect(existsSync(join(folder, 'imagery'))).toBe(false);
    },
  );

  test('errors: no file, an empty folder, and a cancelled import that leaves nothing', async () => {
    expect(await codeOf(join(folder, 'absent.tif'))).toBe('no-such-file');
    expect(await codeOf(folder)).toBe('no-images');
    const source = writePicture('grey.tif', {
      sizePx: 64,
      crs: districtCrs,
      west: 50000,
      north: 50000,
      colourOf: () => [9, 9, 9],
    });
    const out = join(folder, 'imagery');
    const cancelled = await imageryImportCommand.run(
      { source, out },
      { ...context, signal: { aborted: true } },
    );
    expect(cancelled).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(readdirSync(out)).toEqual([]);
  });
});
