import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { OsgbNode } from '../../formats/osgb/model.ts';
import { writeOsgb } from '../../formats/osgb/write.ts';
import { districtGrid } from '../../geodesy/district-grid.ts';
import { llaFromDeg, radToDeg, tangentPlane, ecefToLla } from '../../geodesy/frames.ts';
import { openGeoTiffFile } from '../stages/geotiff-file.ts';
import { meshImportCommand } from './mesh-import.ts';
import { meshSurfaceCommand } from './mesh-surface.ts';

const DATA = process.env['CHENGKAN_DATA'] ?? path.resolve('..', 'shared', 'data');
const required = process.env['CHENGKAN_DATA_REQUIRED'] === '1';
const withData = it.skipIf(!required && !existsSync(DATA));

const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-surface-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
const fresh = (): string => path.join(folder, `case-${++made}`);
const quiet = { progress: () => undefined, signal: { aborted: false } };

type Input = Parameters<typeof meshSurfaceCommand.run>[0];

async function surface(source: string, more: Partial<Input> = {}) {
  const out = `${fresh()}.tif`;
  const answer = await meshSurfaceCommand.run({ source, out, gsd: 0.5, ...more }, quiet);
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  const file = await openGeoTiffFile(out);
  if (!file.ok) throw new Error(file.error.message);
  const { widthPx, heightPx } = file.value.info;
  const heights = await file.value.read(0, { left: 0, top: 0, right: widthPx, bottom: heightPx });
  await file.value.close();
  if (!heights.ok) throw new Error(heights.error.message);
  return { out, value: answer.value, heightsM: heights.value };
}

async function refusal(source: string, more: Partial<Input> = {}): Promise<string> {
  const answer = await meshSurfaceCommand.run({ source, out: `${fresh()}.tif`, gsd: 0.5, ...more }, quiet);
  return answer.ok ? 'accepted' : answer.error.code;
}

/** A slope that rises to the east by `rise`, from (east, 0) over a square. */
function slope(eastM: number, sizeM: number, heightM: number, childFiles: string[] = [], rise = 0): OsgbNode {
  const positionsM = Float32Array.of(
    ...[eastM, 0, heightM],
    ...[eastM + sizeM, 0, heightM + rise],
    ...[eastM + sizeM, sizeM, heightM + rise],
    ...[eastM, sizeM, heightM],
  );
  const indices = Uint32Array.of(0, 1, 2, 0, 2, 3);
  const geometry = { positionsM, indices, normals: null, uvs: null, colours: null, image: null };
  const centreM = [eastM + sizeM / 2, sizeM / 2, heightM] as const;
  return { geometries: [geometry], childFiles, centreM, radiusM: sizeM, switchPixels: 200 };
}

function production(files: Readonly<Record<string, OsgbNode | Uint8Array>>): string {
  const at = fresh();
  mkdirSync(path.join(at, 'Data', 'A'), { recursive: true });
  const xml = '<ModelMetadata><SRS>ENU:29.8790,121.5530</SRS><SRSOrigin>0,0,0</SRSOrigin></ModelMetadata>';
  writeFileSync(path.join(at, 'metadata.xml'), xml);
  for (const [name, content] of Object.entries(files)) {
    const bytes = content instanceof Uint8Array ? content : writeOsgb({ images: [], nodes: [content] });
    writeFileSync(path.join(at, 'Data', 'A', name), bytes);
  }
  return at;
}

describe('a production of our own', () => {
  it('reference: a slope in the tangent plane is that slope in the district grid', async () => {
    const { value, heightsM } = await surface(production({ 'A.osgb': slope(20, 40, 10, [], 8) }));
    expect(value).toMatchObject({
      crs: 'district-grid',
      verticalDatum: 'ellipsoid',
      triangles: 2,
      findings: [],
    });
    const grid = districtGrid(
      value.grid ?? { latitudeOfOriginDeg: 0, centralMeridianDeg: 0, falseEastingM: 0, falseNorthingM: 0 },
    );
    const plane = tangentPlane(llaFromDeg(121.553, 29.879, 0));
    for (const [e, n] of [
      [21, 3],
      [40.3, 20],
      [58.9, 38.2],
    ] as const) {
      const lla = ecefToLla(plane.toEcef([e, n, 10 + ((e - 20) / 40) * 8]));
      const [eastingM, northingM] = grid.forward(radToDeg(lla.longitudeRad), radToDeg(lla.latitudeRad));
      const column = Math.floor((eastingM - value.bounds[0]) / 0.5);
      const row = Math.floor((value.bounds[3] - northingM) / 0.5);
      // the slope is 0.2 m a metre: half a cell is 5 cm
      expect(Math.abs((heightsM[row * value.width + column] ?? 0) - lla.ellipsoidalHeightM)).toBeLessThan(
        0.051,
      );
    }
    expect(value.cellsWithHeight).toBeGreaterThanOrEqual(80 * 80);
    expect(value.cellsWithHeight).toBeLessThanOrEqual(81 * 81);
  });

  it('property: finer files replace coarser geometry; a node whose finer files are missing is a leaf', async () => {
    const root = slope(0, 40, 10, ['fine-0.osgb', 'fine-1.osgb']);
    const whole = {
      'A.osgb': root,
      'fine-0.osgb': slope(0, 20, 3),
      'fine-1.osgb': slope(20, 20, 4, ['gone.osgb']),
    };
    const fine = await surface(production(whole));
    expect(Math.max(...fine.heightsM.filter((h) => h > -9000))).toBeCloseTo(4, 2);
    const partly = production(whole);
    rmSync(path.join(partly, 'Data', 'A', 'fine-1.osgb'));
    const coarse = await surface(partly);
    expect(Math.min(...coarse.heightsM.filter((h) => h > -9000))).toBeCloseTo(10, 2);
  });

  it('property: what is broken is reported by name and the coarser geometry stands in for it alone', async () => {
    const { value, heightsM } = await surface(
      production({
        'A.osgb': slope(0, 40, 10, ['fine-0.osgb', 'fine-1.osgb']),
        'fine-0.osgb': slope(0, 20, 3),
        'fine-1.osgb': new Uint8Array(100),
      }),
    );
    expect(value.findings).toMatchObject([
      { code: 'tile-broken', path: 'Data/A/fine-1.osgb', severity: 'error' },
    ]);
    const row = Math.floor((3 * value.height) / 4) * value.width;
    const heightAt = (share: number): number => heightsM[row + Math.floor(value.width * share)] ?? 0;
    expect(heightAt(0.25)).toBeCloseTo(3, 2);
    expect(heightAt(0.75)).toBeCloseTo(10, 2);
  });

  it('property: the undulation lowers ellipsoidal heights by itself and names the datum', async () => {
    const at = production({ 'A.osgb': slope(0, 40, 10) });
    const [plain, lowered] = [await surface(at), await surface(at, { geoidUndulation: 11.6 })];
    expect(lowered.value.verticalDatum).toBe('1985-national');
    const both = (plain.heightsM[4000] ?? 0) - (lowered.heightsM[4000] ?? 0);
    expect(both).toBeCloseTo(11.6, 4);
  });

  it('property: the tileset made of it has the same surface', async () => {
    const at = production({
      'A.osgb': slope(0, 40, 10, ['fine-0.osgb', 'fine-1.osgb']),
      'fine-0.osgb': slope(0, 20, 3, [], 6),
      'fine-1.osgb': slope(20, 20, 4),
    });
    const out = fresh();
    const imported = await meshImportCommand.run(
      { source: at, out, geometry: 'meshopt', textures: 'webp', upperLevels: 'rebuilt' },
      quiet,
    );
    expect(imported.ok).toBe(true);
    const [own, tiled] = [await surface(at), await surface(path.join(out, 'tileset.json'))];
    expect(tiled.value.bounds).toEqual(own.value.bounds);
    const apartM = own.heightsM.map((h, i) => Math.abs(h - (tiled.heightsM[i] ?? 0)));
    expect(Math.max(...apartM)).toBeLessThan(2e-3);
  });

  it('property: the same input gives the same bytes', async () => {
    const at = production({ 'A.osgb': slope(0, 40, 10, [], 3) });
    expect((await surface(at)).value.sha256).toBe((await surface(at)).value.sha256);
  });

  it('errors: each code once', async () => {
    const at = production({ 'A.osgb': slope(0, 40, 10) });
    expect(await refusal(path.join(folder, 'nowhere'))).toBe('no-source');
    expect(await refusal(path.join(folder, 'nowhere.json'))).toBe('no-source');
    expect(await refusal(at, { crs: 'EPSG:4490' })).toBe('geographic-crs');
    expect(await refusal(at, { crs: 'EPSG:1' })).toBe('unknown-epsg');
    expect(await refusal(production({ 'A.osgb': new Uint8Array(10) }))).toBe('empty-mesh');
    const json = (name: string, text: string): string => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    expect(await refusal(json('text.json', 'no'))).toBe('not-json');
    expect(await refusal(json('other.json', '{"asset":{"version":"1.0"}}'))).toBe('not-a-tileset');
    const root = { boundingVolume: { sphere: [0, 0, 0, 10] }, geometricError: 0 };
    expect(await refusal(json('adrift.json', JSON.stringify({ asset: { version: '1.1' }, root })))).toBe(
      'off-the-earth',
    );
    const stopped = { progress: () => undefined, signal: { aborted: true } };
    const out = path.join(fresh(), 'never.tif');
    const answer = await meshSurfaceCommand.run({ source: at, gsd: 0.5, out }, stopped);
    expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(readdirSync(path.dirname(out))).toEqual([]);
  });
});

describe('real surveys', () => {
  withData('peer: GDAL finds no fault with the surface of a ContextCapture production', async () => {
    const { out, value } = await surface(path.join(DATA, 'osgb', 'Production_5'), { gsd: 0.2 });
    expect(value).toMatchObject({ width: 502, height: 2001, verticalDatum: null });
    expect(value.cellsWithHeight / value.cells).toBeGreaterThan(0.99);
    if (spawnSync('gdalinfo', ['--version']).status !== 0) return;
    const { stdout, stderr } = spawnSync('gdalinfo', ['-json', '-stats', out], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      size: [502, 2001],
      metadata: { IMAGE_STRUCTURE: { LAYOUT: 'COG' } },
    });
  });

  withData(
    'property: nested external tilesets with GLB content are read; a missing tile is stood in for',
    async () => {
      const source = path.join(DATA, 'tiles3d', 'dayanta');
      const whole = await surface(path.join(source, 'tileset.json'), { crs: 'EPSG:4545' });
      expect(whole.value.findings).toEqual([]);
      // the pagoda: 64 m above the square around it
      const known = whole.heightsM.filter((h) => h > -9000).toSorted((a, b) => a - b);
      expect((known.at(-1) ?? 0) - (known[known.length >> 1] ?? 0)).toBeGreaterThan(55);

      const copy = fresh();
      cpSync(source, copy, { recursive: true });
      const leaf = readdirSync(copy, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.glb'))
        .sort((a, b) => b.length - a.length || a.localeCompare(b))[0];
      rmSync(path.join(copy, leaf ?? ''));
      const patched = await surface(path.join(copy, 'tileset.json'), { crs: 'EPSG:4545' });
      expect(patched.value.findings).toMatchObject([{ code: 'content-missing', severity: 'error' }]);
      expect(patched.value.cellsWithHeight).toBeGreaterThan(0.999 * whole.value.cellsWithHeight);
    },
  );

  withData('property: b3dm content of 3D Tiles 1.0 is read, points are left out by name', async () => {
    const source = path.join(
      DATA,
      'tiles3d',
      'cesium-samples',
      '1.0',
      'TilesetWithRequestVolume',
      'tileset.json',
    );
    const { value } = await surface(source, { gsd: 1 });
    expect(value.triangles).toBeGreaterThan(100);
    expect(value.findings.some(({ code }) => code === 'content-unsupported')).toBe(true);
    expect(readFileSync(source, 'utf8')).toContain('points');
  });
});
