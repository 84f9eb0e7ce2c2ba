import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DistrictSchema } from '../../contracts/district.ts';
import { writeGeoTiff } from '../../formats/geotiff/write-cog.ts';
import { districtCheckCommand } from './district-check.ts';
import { imageryImportCommand } from './imagery-import.ts';
import { terrainImportCommand } from './terrain-import.ts';

const quiet = { progress: () => undefined, signal: { aborted: false } };
const both = (text: string) => ({ zh: text, en: text });
const grid = {
  latitudeOfOriginDeg: 29.879,
  centralMeridianDeg: 121.553,
  falseEastingM: 50000,
  falseNorthingM: 50000,
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'district-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const writeJson = (path: string, value: unknown): void =>
  writeFileSync(join(folder, path), JSON.stringify(value));

const coverOf = (id: string, phone: string) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [121.553, 29.879] },
  properties: {
    id,
    phone,
    deviceProfile: 'generic',
    ownerOrganisation: 'drainage-company',
    area: 'waitan',
    network: 'rain',
    place: 'carriageway',
    road: both('人民路'),
    orthometricHeightM: 3.1,
    chamberDepthM: 2,
    diameterM: 0.7,
  },
});

/** A small district that is right in every part. */
async function writeDistrict() {
  for (const name of ['mesh', 'surfaces', 'vectors']) mkdirSync(join(folder, name));
  const raster = {
    widthPx: 128,
    heightPx: 128,
    crs: { kind: 'transverse-mercator', name: 'Test grid', scale: 1, ...grid },
    west: 49936,
    north: 50064,
    pixelWidth: 1,
    pixelHeight: 1,
  } as const;
  const options = { deflate: (bytes: Uint8Array) => new Uint8Array(deflateSync(bytes)) };
  const dtm = writeGeoTiff(
    { ...raster, bands: 1, samples: new Float32Array(128 * 128).fill(3), verticalDatum: '1985-national' },
    options,
  );
  writeFileSync(join(folder, 'surfaces/dtm.tif'), dtm);
  const photo = join(folder, 'photo.tif');
  writeFileSync(
    photo,
    writeGeoTiff({ ...raster, bands: 3, samples: new Uint8Array(128 * 128 * 3).fill(90) }, options),
  );
  const image = await imageryImportCommand.run(
    { source: photo, out: join(folder, 'imagery'), epoch: '2024-05-01' },
    quiet,
  );
  const terrain = await terrainImportCommand.run(
    { source: join(folder, 'surfaces/dtm.tif'), out: join(folder, 'terrain'), geoidUndulation: 11.6 },
    quiet,
  );
  if (!image.ok || !terrain.ok) throw new Error('import failed');
  writeJson('mesh/tileset.json', { asset: { version: '1.1' }, geometricError: 1, root: {} });
  const area = {
    type: 'Feature',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [121.55, 29.87],
          [121.56, 29.87],
          [121.55, 29.88],
          [121.55, 29.87],
        ],
      ],
    },
    properties: { id: 'waitan', name: both('外滩'), level: 'street' },
  };
  writeJson('vectors/areas.geojson', { type: 'FeatureCollection', features: [area] });
  writeJson('vectors/covers.geojson', {
    type: 'FeatureCollection',
    features: [coverOf('cover-001', '013900000001'), coverOf('cover-002', '013900000002')],
  });
  const provenance = { name: both('层'), crs: 'EPSG:4490', source: 'test', licence: 'CC0-1.0' };
  const bounds = { westDeg: 121.54, southDeg: 29.87, eastDeg: 121.57, northDeg: 29.89 };
  const district = {
    version: 1,
    id: 'test-district',
    name: both('测试区'),
    synthetic: true,
    bounds,
    grid,
    geoid: { kind: 'constant', geoidUndulationM: 11.6, source: 'test' },
    home: {
      longitudeDeg: 121.553,
      latitudeDeg: 29.879,
      ellipsoidalHeightM: 15,
      headingDeg: 0,
      pitchDeg: -30,
      rangeM: 900,
    },
    meshes: [
      {
        id: 'mesh',
        tileset: 'mesh/tileset.json',
        footprint: [
          [121.55, 29.87],
          [121.56, 29.87],
          [121.56, 29.88],
        ],
        ...provenance,
      },
    ],
    imagery: [image.value.entry],
    terrain: terrain.value.entry,
    surfaces: [
      {
        id: 'dtm',
        kind: 'dtm',
        raster: 'surfaces/dtm.tif',
        sha256: createHash('sha256').update(dtm).digest('hex'),
        ...provenance,
      },
    ],
    vectors: [
      { id: 'areas', kind: 'areas', geojson: 'vectors/areas.geojson', ...provenance },
      { id: 'covers', kind: 'covers', geojson: 'vectors/covers.geojson', ...provenance },
    ],
    organisations: [{ id: 'drainage-company', name: both('排水公司'), kind: 'owner-unit' }],
  };
  writeJson('district.json', district);
  return district;
}

/** Codes of the findings, with their paths. */
async function check(): Promise<{ code: string; findings: string[] }> {
  const findings: string[] = [];
  const result = await districtCheckCommand.run(
    { manifest: join(folder, 'district.json') },
    { ...quiet, progress: (line) => findings.push(line.split(': ').slice(1, 3).join(' ')) },
  );
  return { code: result.ok ? 'ok' : result.error.code, findings };
}

test('property: a right district passes, and the command counts what it looked into', async () => {
  const district = await writeDistrict();
  expect(DistrictSchema.safeParse(district).success).toBe(true);
  const result = await districtCheckCommand.run({ manifest: join(folder, 'district.json') }, quiet);
  expect(result).toEqual({ ok: true, value: { id: 'test-district', files: 6, features: 3, findings: [] } });
});

describe('errors: one fault, one finding', () => {
  test('errors: schema faults name their path', async () => {
    const district = await writeDistrict();
    writeJson('district.json', { ...district, home: { ...district.home, rangeM: 'far' } });
    expect(await check()).toEqual({
      code: 'district-broken',
      findings: ['SCHEMA district.json#/home/rangeM'],
    });
  });

  test('errors: missing files and changed files', async () => {
    await writeDistrict();
    rmSync(join(folder, 'mesh/tileset.json'));
    const path = join(folder, 'imagery/2024-05-01.pmtiles');
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    expect(await check()).toEqual({
      code: 'district-broken',
      findings: ['FILE_MISSING mesh/tileset.json', 'DIGEST_MISMATCH imagery/2024-05-01.pmtiles'],
    });
  });

  test('errors: an archive that lies elsewhere or has other zooms than the manifest says', async () => {
    const district = await writeDistrict();
    const [image] = district.imagery;
    writeJson('district.json', {
      ...district,
      imagery: [
        { ...image!, maxZoom: 20, bounds: { ...image!.bounds, westDeg: image!.bounds.westDeg - 0.001 } },
      ],
    });
    expect((await check()).findings).toEqual([
      'BOUNDS_MISMATCH imagery/2024-05-01.pmtiles',
      'ZOOM_MISMATCH imagery/2024-05-01.pmtiles',
    ]);
  });

  test('errors: features that break their register, unknown organisations and areas, ids used twice', async () => {
    await writeDistrict();
    const broken = coverOf('cover-001', '013900000001');
    const { network, ...withoutNetwork } = broken.properties;
    expect(network).toBe('rain');
    writeJson('vectors/covers.geojson', {
      type: 'FeatureCollection',
      features: [
        broken,
        { ...broken, properties: { ...withoutNetwork, id: 'cover-003', phone: '013900000003' } },
        {
          ...broken,
          geometry: { type: 'Point', coordinates: [29.879, 121.553] },
          properties: { ...broken.properties, ownerOrganisation: 'nobody', area: 'atlantis' },
        },
      ],
    });
    const at = 'vectors/covers.geojson#/features';
    expect((await check()).findings).toEqual([
      `FEATURE_INVALID ${at}/1/properties/network`,
      `OUTSIDE_DISTRICT ${at}/2/geometry`,
      `ORGANISATION_UNKNOWN ${at}/2/properties`,
      `AREA_UNKNOWN ${at}/2/properties`,
      `DUPLICATE_ID ${at}/2/properties`,
      `DUPLICATE_ID ${at}/2/properties`,
    ]);
  });

  test('errors: files of another kind than the manifest says', async () => {
    const district = await writeDistrict();
    const text = Buffer.from('no raster');
    const sha256 = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(folder, 'surfaces/dtm.tif'), text);
    writeFileSync(join(folder, 'imagery/2024-05-01.pmtiles'), text);
    writeFileSync(join(folder, 'vectors/areas.geojson'), '{');
    writeJson('mesh/tileset.json', { asset: {} });
    writeJson('district.json', {
      ...district,
      imagery: [{ ...district.imagery[0]!, sha256 }],
      surfaces: [{ ...district.surfaces[0]!, sha256 }],
    });
    expect((await check()).findings).toEqual([
      'NOT_A_TILESET mesh/tileset.json',
      'NOT_PMTILES imagery/2024-05-01.pmtiles',
      'NOT_GEOTIFF surfaces/dtm.tif',
      'NOT_JSON vectors/areas.geojson',
    ]);
  });

  test('errors: no manifest, and one that is no JSON', async () => {
    expect((await check()).code).toBe('no-such-file');
    writeFileSync(join(folder, 'district.json'), '{"version": 1');
    expect((await check()).code).toBe('not-json');
  });
});
