import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  degToRad,
  ecefToLla,
  llaFromDeg,
  llaToEcef,
  radToDeg,
  SEMI_MAJOR_M,
  tangentPlane,
} from './frames.ts';
import type { Vector3 } from './frames.ts';

const distanceM = (a: Vector3, b: Vector3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

const anyLla = fc
  .tuple(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: -89.5, max: 89.5, noNaN: true }),
    fc.double({ min: -10_000, max: 100_000, noNaN: true }),
  )
  .map(([longitudeDeg, latitudeDeg, heightM]) => llaFromDeg(longitudeDeg, latitudeDeg, heightM));

test('reference: points on the axes of the ellipsoid (b = 6 356 752.3141 m, GRS 80)', () => {
  expect(llaToEcef(llaFromDeg(0, 0, 0))).toEqual([SEMI_MAJOR_M, 0, 0]);
  expect(llaToEcef(llaFromDeg(0, 90, 0))[2]).toBeCloseTo(6356752.3141, 4);
});

test('property: LLA to ECEF to LLA returns within a micrometre', () => {
  fc.assert(
    fc.property(anyLla, (lla) => {
      const back = ecefToLla(llaToEcef(lla));
      expect(distanceM(llaToEcef(back), llaToEcef(lla))).toBeLessThan(1e-6);
      expect(back.ellipsoidalHeightM).toBeCloseTo(lla.ellipsoidalHeightM, 6);
    }),
  );
});

test('property: the tangent plane turns without stretching, and back', () => {
  const offset = fc.double({ min: -20_000, max: 20_000, noNaN: true });
  fc.assert(
    fc.property(anyLla, offset, offset, offset, (origin, e, n, u) => {
      const plane = tangentPlane(origin);
      const positionEcef = plane.toEcef([e, n, u]);
      expect(distanceM(plane.toEnu(positionEcef), [e, n, u])).toBeLessThan(1e-6);
      expect(distanceM(positionEcef, llaToEcef(origin))).toBeCloseTo(Math.hypot(e, n, u), 6);
    }),
  );
});

test('property: the matrix of a tangent plane is its toEcef', () => {
  const plane = tangentPlane(llaFromDeg(121.553, 29.879, 11.6));
  const [e, n, u] = [120, -340, 25];
  const m = plane.matrix;
  const row = (i: number): number => m[i]! * e + m[i + 4]! * n + m[i + 8]! * u + m[i + 12]!;
  expect(distanceM([row(0), row(1), row(2)], plane.toEcef([e, n, u]))).toBeLessThan(1e-9);
});

test.each([
  [800, -0.05],
  [5000, -1.96],
  [10_000, -7.85],
])('reference: a point of height 0 at %i m lies %f m from the tangent plane', (rangeM, expectedUpM) => {
  // Source: the drop is s²/2R, R = 6 366 km at 29.88° N
  const plane = tangentPlane(llaFromDeg(121.553, 29.879, 0));
  const aside = ecefToLla(plane.toEcef([rangeM * Math.SQRT1_2, rangeM * Math.SQRT1_2, 0]));
  const onEllipsoid = llaToEcef({ ...aside, ellipsoidalHeightM: 0 });
  expect(plane.toEnu(onEllipsoid)[2]).toBeCloseTo(expectedUpM, 1.9);
});

test('property: degrees to radians returns', () => {
  expect(degToRad(180)).toBe(Math.PI);
  expect(radToDeg(degToRad(29.879))).toBeCloseTo(29.879, 12);
});
