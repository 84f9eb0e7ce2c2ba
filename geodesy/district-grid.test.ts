import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { districtGrid, projectionOfEpsg, projectionOfWkt } from './district-grid.ts';
import type { Projection } from './district-grid.ts';

function epsg(code: number): Projection {
  const projection = projectionOfEpsg(code);
  if (!projection.ok) throw new Error(projection.error.message);
  return projection.value;
}

const grid = districtGrid({
  latitudeOfOriginDeg: 29.879,
  centralMeridianDeg: 121.553,
  falseEastingM: 50000,
  falseNorthingM: 50000,
});

test('reference: EPSG:4549 of 121.55 E, 29.87 N (PROJ 9.1)', () => {
  const [eastingM, northingM] = epsg(4549).forward(121.55, 29.87);
  expect(eastingM).toBeCloseTo(649757.548, 3);
  expect(northingM).toBeCloseTo(3306711.728, 3);
});

test('reference: EPSG:4550 of Ningbo has a scale error beyond what a survey allows, the district grid none', () => {
  // (E − 500 km)² / 2R²: +275 ppm on CM 120° E, the reason for a grid of its own
  const [eastingM] = epsg(4549).forward(121.55, 29.87);
  expect(((eastingM - 500000) / 6.37e6) ** 2 / 2).toBeCloseTo(275e-6, 5);
  const [e0, n0] = grid.forward(121.553, 29.879);
  expect([e0, n0]).toEqual([expect.closeTo(50000, 6), expect.closeTo(50000, 6)]);
});

test('property: codes with and without the zone number differ by the zone alone', () => {
  const [e, n] = epsg(4549).forward(121.55, 29.87);
  const [zoneE, zoneN] = epsg(4528).forward(121.55, 29.87);
  expect([zoneE - e, zoneN - n]).toEqual([expect.closeTo(40e6, 6), expect.closeTo(0, 6)]);
});

const codes = [4490, 4499, 4508, 4528, 4548, 4549, 4550, 32651, 3857];

test('property: forward and inverse return, to a tenth of a millimetre, for every kind of code', () => {
  const place = fc.tuple(
    fc.double({ min: 117, max: 125, noNaN: true }),
    fc.double({ min: 20, max: 45, noNaN: true }),
  );
  for (const projection of [grid, ...codes.map(epsg)]) {
    fc.assert(
      fc.property(place, ([longitudeDeg, latitudeDeg]) => {
        const [lon, lat] = projection.inverse(...projection.forward(longitudeDeg, latitudeDeg));
        expect(lon).toBeCloseTo(longitudeDeg, 8);
        expect(lat).toBeCloseTo(latitudeDeg, 8);
      }),
      { numRuns: 50 },
    );
  }
});

const stored: { placesDeg: [number, number][]; codes: Record<string, [number, number][]> } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/gdaltransform.json'), 'utf8'),
);

test('reference: every projected code is in the stored answers of PROJ', () => {
  expect(Object.keys(stored.codes).map(Number).sort()).toEqual(codes.filter((code) => code !== 4490).sort());
});

test.each(Object.entries(stored.codes))(
  'reference: PROJ projects to EPSG:%s within a millimetre',
  (code, theirs) => {
    stored.placesDeg.forEach(([longitudeDeg, latitudeDeg], i) => {
      const [eastingM, northingM] = epsg(Number(code)).forward(longitudeDeg, latitudeDeg);
      expect(Math.abs(eastingM - theirs[i]![0])).toBeLessThan(1e-3);
      expect(Math.abs(northingM - theirs[i]![1])).toBeLessThan(1e-3);
    });
  },
);

test('reference: the WKT of EPSG:4549 projects like its code', () => {
  const wkt =
    'PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 120E",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",120],PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]';
  const projection = projectionOfWkt(wkt);
  if (!projection.ok) throw new Error(projection.error.message);
  const [eastingM, northingM] = projection.value.forward(121.55, 29.87);
  expect(eastingM).toBeCloseTo(649757.548, 3);
  expect(northingM).toBeCloseTo(3306711.728, 3);
});

test('errors: a code that is not on board, and text that is no WKT', () => {
  expect(projectionOfEpsg(26711)).toMatchObject({ ok: false, error: { code: 'unknown-epsg' } });
  expect(projectionOfWkt('PROJCS[nonsense')).toMatchObject({ ok: false, error: { code: 'bad-wkt' } });
});
