import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { PMTiles } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TerrainLayerSchema } from '../../contracts/district.ts';
import type { TerrainLayer } from '../../contracts/district.ts';
import { writeGeoTiff } from '../../formats/geotiff/write-cog.ts';
import type { GeoTiffVerticalDatum } from '../../formats/geotiff/crs-keys.ts';
import { districtGrid } from '../../geodesy/district-grid.ts';
import { terrainImportCommand } from './terrain-import.ts';

const N_M = 11.6;
const context = { progress: () => undefined, signal: { aborted: false } };
const parameters = {
  latitudeOfOriginDeg: 29.879,
  centralMeridianDeg: 121.553,
  falseEastingM: 50000,
  falseNorthingM: 50000,
};
const grid = districtGrid(parameters);
const SIZE_PX = 800;
const [WEST, NORTH] = [49800, 50200];

/** Streets of 90 m and more in wavelength, and a quay: the land falls by 2.5 m in 3 m along E = 50100. */
function groundM(e: number, n: number): number {
  const land = 3 + 0.7 * Math.sin(e / 40) + 0.4 * Math.cos(n / 30);
  const t = Math.min(1, Math.max(0, (e - 50100) / 3));
  return land - 2.5 * t;
}

let folder = '';
let entry: TerrainLayer;
let archive: PMTiles;

function writeDtm(
  name: string,
  heightOf: (e: number, n: number) => number,
  datum: GeoTiffVerticalDatum,
): string {
  const samples = Float32Array.from({ length: SIZE_PX * SIZE_PX }, (_, i) =>
    heightOf(WEST + ((i % SIZE_PX) + 0.5) / 2, NORTH - (Math.floor(i / SIZE_PX) + 0.5) / 2),
  );
  const path = join(folder, name);
  const bytes = writeGeoTiff(
    {
      widthPx: SIZE_PX,
      heightPx: SIZE_PX,
      bands: 1,
      samples,
      crs: { kind: 'transverse-mercator', name: 'Test grid', scale: 1, ...parameters },
      west: WEST,
      north: NORTH,
      pixelWidth: 0.5,
      pixelHeight: 0.5,
      nodata: -9999,
      verticalDatum: datum,
    },
    { deflate: (raw) => deflateSync(raw) },
  );
  writeFileSync(path, bytes);
  return path;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'terrain-'));
  const source = writeDtm('dtm.tif', groundM, '1985-national');
  const result = await terrainImportCommand.run(
    { source, out: join(folder, 'terrain'), geoidUndulation: N_M },
    context,
  );
  if (!result.ok) throw new Error(result.error.message);
  entry = TerrainLayerSchema.parse(result.value.entry);
  const bytes = readFileSync(join(folder, entry.archive));
  archive = new PMTiles({
    getKey: () => 'terrain',
    getBytes: (offset, length) =>
      Promise.resolve({ data: new Uint8Array(bytes.subarray(offset, offset + length)).buffer }),
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function tileOf(level: number, x: number, y: number): Promise<Float32Array | undefined> {
  const tile = await archive.getZxy(level + 1, x, y);
  return tile === undefined ? undefined : new Float32Array(tile.data);
}

/** As a client reads it: the tile of the level, bilinear between its samples. */
async function heightAt(level: number, longitudeDeg: number, latitudeDeg: number): Promise<number> {
  const tileDeg = 180 / 2 ** level;
  const column = (longitudeDeg + 180) / tileDeg;
  const row = (90 - latitudeDeg) / tileDeg;
  const heightsM = await tileOf(level, Math.floor(column), Math.floor(row));
  if (heightsM === undefined) return entry.outsideEllipsoidalHeightM;
  const x = (column % 1) * 64;
  const y = (row % 1) * 64;
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const at = (dx: number, dy: number): number => heightsM[(y0 + dy) * 65 + x0 + dx]!;
  const [u, v] = [x - x0, y - y0];
  return (at(0, 0) * (1 - u) + at(1, 0) * u) * (1 - v) + (at(0, 1) * (1 - u) + at(1, 1) * u) * v;
}

test('property: the finest level samples at most 2 m apart and gives street points within 0.05 m, ellipsoidal', async () => {
  expect((180 / 2 ** entry.maxZoom / 64) * 111_320).toBeLessThanOrEqual(2);
  let worstM = 0;
  for (let i = 0; i < 400; i++) {
    // golden-ratio lattice: even and not aligned with any grid; west of the quay
    const e = WEST + 5 + ((i * 0.618033988749) % 1) * 290;
    const n = NORTH - 5 - ((i * 0.754877666247) % 1) * 390;
    const [lon, lat] = grid.inverse(e, n);
    worstM = Math.max(worstM, Math.abs((await heightAt(entry.maxZoom, lon, lat)) - groundM(e, n) - N_M));
  }
  expect(worstM).toBeLessThan(0.05);
});

test('property: neighbours share their edge to the bit, at the finest and at a middle level', async () => {
  for (const level of [entry.maxZoom, 15]) {
    const tileDeg = 180 / 2 ** level;
    const x = Math.floor((121.553 + 180) / tileDeg);
    const y = Math.floor((90 - 29.879) / tileDeg);
    const middle = (await tileOf(level, x, y))!;
    const east =
      (await tileOf(level, x + 1, y)) ?? new Float32Array(4225).fill(entry.outsideEllipsoidalHeightM);
    const south =
      (await tileOf(level, x, y + 1)) ?? new Float32Array(4225).fill(entry.outsideEllipsoidalHeightM);
    for (let i = 0; i < 65; i++) {
      expect(middle[i * 65 + 64]).toBe(east[i * 65]);
      expect(middle[64 * 65 + i]).toBe(south[i]);
    }
  }
});

test('property: every tile of the district has all its ancestors', async () => {
  for (let level = 0; level <= entry.maxZoom; level++) {
    const tileDeg = 180 / 2 ** level;
    const tile = await tileOf(
      level,
      Math.floor((121.553 + 180) / tileDeg),
      Math.floor((90 - 29.879) / tileDeg),
    );
    expect(tile, `level ${level}`).toHaveLength(65 * 65);
  }
});

test('property: beyond the DTM the ground runs without a step to the flat globe, which no tile contradicts', async () => {
  const outsideM = entry.outsideEllipsoidalHeightM;
  let last = await heightAt(entry.maxZoom, ...grid.inverse(WEST + 0.5, 50000));
  for (let beyondM = 0; beyondM <= 230; beyondM += 1) {
    const heightM = await heightAt(entry.maxZoom, ...grid.inverse(WEST - beyondM, 50000));
    expect(Math.abs(heightM - last)).toBeLessThan(0.05);
    last = heightM;
  }
  expect(last).toBeCloseTo(outsideM, 5);
  expect(
    await heightAt(entry.maxZoom, entry.bounds.eastDeg + 1e-4, entry.bounds.northDeg + 1e-4),
  ).toBeCloseTo(outsideM, 5);
  expect(await heightAt(3, 0, 0)).toBe(outsideM);
});

test('property: row 0 is northmost', async () => {
  const source = writeDtm('north.tif', (_, n) => (n - 49800) / 10, '1985-national');
  const result = await terrainImportCommand.run(
    { source, out: join(folder, 'north'), geoidUndulation: 0 },
    context,
  );
  if (!result.ok) throw new Error(result.error.message);
  const bytes = readFileSync(join(folder, 'north/terrain.pmtiles'));
  const north = new PMTiles({
    getKey: () => 'north',
    getBytes: (offset, length) =>
      Promise.resolve({ data: new Uint8Array(bytes.subarray(offset, offset + length)).buffer }),
  });
  const tileDeg = 180 / 2 ** 18;
  const tile = await north.getZxy(
    19,
    Math.floor((121.553 + 180) / tileDeg),
    Math.floor((90 - 29.879) / tileDeg),
  );
  const heightsM = new Float32Array(tile!.data);
  expect(heightsM[32]! - heightsM[64 * 65 + 32]!).toBeGreaterThan(5);
});

describe('errors', () => {
  const codeOf = async (source: string, aborted = false): Promise<string> => {
    const result = await terrainImportCommand.run(
      { source, out: join(folder, 'broken'), geoidUndulation: N_M },
      { ...context, signal: { aborted } },
    );
    return result.ok ? 'ok' : result.error.code;
  };

  test('errors: ellipsoidal heights, a raster without heights, no file, a cancelled run', async () => {
    expect(await codeOf(writeDtm('ellipsoidal.tif', () => 3, 'ellipsoid'))).toBe('ellipsoidal-heights');
    expect(await codeOf(writeDtm('empty.tif', () => -9999, '1985-national'))).toBe('empty-raster');
    expect(await codeOf(join(folder, 'absent.tif'))).toBe('no-such-file');
    expect(await codeOf(join(folder, 'dtm.tif'), true)).toBe('cancelled');
  });

  test('regression: a hole in the DTM is filled from its rim and not from the globe', async () => {
    const holed = writeDtm(
      'hole.tif',
      (e, n) => (Math.hypot(e - 50000, n - 50000) < 20 ? -9999 : 5),
      '1985-national',
    );
    const result = await terrainImportCommand.run(
      { source: holed, out: join(folder, 'hole'), geoidUndulation: N_M },
      context,
    );
    if (!result.ok) throw new Error(result.error.message);
    const bytes = readFileSync(join(folder, 'hole/terrain.pmtiles'));
    const hole = new PMTiles({
      getKey: () => 'hole',
      getBytes: (offset, length) =>
        Promise.resolve({ data: new Uint8Array(bytes.subarray(offset, offset + length)).buffer }),
    });
    const tileDeg = 180 / 2 ** 18;
    const tile = await hole.getZxy(
      19,
      Math.floor((121.553 + 180) / tileDeg),
      Math.floor((90 - 29.879) / tileDeg),
    );
    expect([...new Float32Array(tile!.data)].every((heightM) => Math.abs(heightM - 16.6) < 1e-4)).toBe(true);
  });
});
