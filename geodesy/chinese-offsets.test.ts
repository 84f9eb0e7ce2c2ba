import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convertChinese } from './chinese-offsets.ts';
import { degToRad, SEMI_MAJOR_M } from './frames.ts';

type Place = readonly [number, number];

function metresBetween(a: Place, b: Place): number {
  const northM = degToRad(b[1] - a[1]) * SEMI_MAJOR_M;
  const eastM = degToRad(b[0] - a[0]) * SEMI_MAJOR_M * Math.cos(degToRad(a[1]));
  return Math.hypot(eastM, northM);
}

test('reference: GCJ-02 lies 493 m and BD-09 1 101 m away at Ningbo', () => {
  const ningbo: Place = [121.55, 29.87];
  expect(metresBetween(ningbo, convertChinese(ningbo, 'cgcs2000', 'gcj02'))).toBeCloseTo(493, -1);
  expect(metresBetween(ningbo, convertChinese(ningbo, 'cgcs2000', 'bd09'))).toBeCloseTo(1101, -1.3);
});

test('property: there and back closes to a millimetre in all of China', () => {
  const china = fc.tuple(
    fc.double({ min: 80, max: 130, noNaN: true }),
    fc.double({ min: 20, max: 50, noNaN: true }),
  );
  fc.assert(
    fc.property(china, fc.constantFrom('gcj02' as const, 'bd09' as const), (place, crs) => {
      const back = convertChinese(convertChinese(place, 'cgcs2000', crs), crs, 'cgcs2000');
      expect(metresBetween(place, back)).toBeLessThan(0.001);
    }),
  );
});

test('property: CGCS2000 and WGS 84 are the same place', () => {
  expect(convertChinese([121.55, 29.87], 'cgcs2000', 'wgs84')).toEqual([121.55, 29.87]);
});
