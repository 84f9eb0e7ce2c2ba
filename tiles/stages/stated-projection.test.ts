import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cityGrid } from '../../geodesy/city-grid.ts';
import type { Projection } from '../../geodesy/district-grid.ts';
import { radToDeg } from '../../geodesy/frames.ts';
import { georeference } from './georeference.ts';
import { statedProjection } from './stated-projection.ts';
import type { StatedProjection } from './stated-projection.ts';

/** Made up. */
const grid = {
  version: 1,
  name: 'Test city',
  centralMeridianDeg: 121.55,
  falseEastingM: 500000,
  falseNorthingM: 0,
  projectionHeightM: 20,
  similarity: { eastM: -400000, northM: -3200000, rotationArcsec: 900, scalePpm: 5 },
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stated-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function stated(definition: unknown): Promise<StatedProjection> {
  const found = await statedProjection({ grid: write('grid.json', definition) });
  if (!found.ok || found.value === null) throw new Error('no projection');
  return found.value;
}

function projectionOf(definition: unknown): Projection {
  const made = cityGrid(definition);
  if (!made.ok) throw new Error(made.error.message);
  return made.value.projection;
}

describe('stated projection', () => {
  test('property: a production in the city grid lies there by each vertex, 20 km away from its origin too', async () => {
    const origin = [101234.5, 105678.25, 3] as const;
    const metadata = `<ModelMetadata><SRS>EPSG:4549</SRS><SRSOrigin>${origin.join(',')}</SRSOrigin></ModelMetadata>`;
    const placed = georeference(
      metadata,
      { grid: await stated(grid), geoidUndulationM: 11.6 },
      'metadata.xml',
    );
    if (!placed.ok) throw new Error(placed.error.message);
    const projection = projectionOf(grid);
    for (const [e, n, u] of [
      [0, 0, 0],
      [12.345, -98.765, 40],
      [20000, -20000, 5],
    ] as const) {
      const lla = placed.value.toLla(e, n, u);
      const [east, north] = projection.forward(radToDeg(lla.longitudeRad), radToDeg(lla.latitudeRad));
      expect(Math.hypot(east - origin[0] - e, north - origin[1] - n)).toBeLessThan(1e-4);
      expect(lla.ellipsoidalHeightM).toBeCloseTo(origin[2] + u + 11.6, 6);
    }
  });

  test('golden: fitted to control points it says how well and which is worst, without a coordinate', async () => {
    const raised = { ...grid, similarity: undefined };
    const whole = projectionOf(grid);
    const controlPoints = [
      [121.5, 29.8],
      [121.6, 29.82],
      [121.62, 29.95],
    ].map(([longitudeDeg = 0, latitudeDeg = 0], index) => {
      const [eastingM, northingM] = whole.forward(longitudeDeg, latitudeDeg);
      return {
        id: `K${index}`,
        longitudeDeg,
        latitudeDeg,
        eastingM: eastingM + (index === 1 ? 0.09 : 0),
        northingM,
      };
    });
    const [finding] = (await stated({ ...raised, controlPoints })).findings;
    expect(finding).toMatchObject({ code: 'grid-fitted', severity: 'info' });
    expect(finding?.message).toMatch(
      /^fitted to 3 control points: standard deviation 0\.\d{3} m, largest residual 0\.\d{3} m at K[012]$/,
    );
  });

  test('errors: two statements, files that are not there or not right', async () => {
    const codeOf = async (words: Parameters<typeof statedProjection>[0]): Promise<string | null> => {
      const found = await statedProjection(words);
      return found.ok ? null : found.error.code;
    };
    expect(await codeOf({})).toBe(null);
    expect(await codeOf({ crs: 'EPSG:4549', grid: 'x' })).toBe('crs-stated-twice');
    expect(await codeOf({ crs: 'EPSG:26711' })).toBe('unknown-epsg');
    expect(await codeOf({ grid: join(folder, 'none.json') })).toBe('no-grid');
    expect(await codeOf({ grid: write('text.json', 'not json') })).toBe('bad-grid');
    expect(await codeOf({ grid: write('half.json', { ...grid, scale: -1 }) })).toBe('bad-grid');
    expect(await codeOf({ wkt: join(folder, 'none.prj') })).toBe('no-wkt');
    expect(await codeOf({ wkt: write('bad.prj', 'PROJCS[nonsense') })).toBe('bad-wkt');
  });
});
