import { describe, expect, it } from 'vitest';
import { districtGrid } from '../../../geodesy/district-grid.ts';
import { llaFromDeg, llaToEcef, tangentPlane } from '../../../geodesy/frames.ts';
import { GRID } from '../features.ts';
import {
  EPOCHS,
  FALSE_M,
  GEOID_UNDULATION_M,
  LATITUDE_DEG,
  LONGITUDE_DEG,
  placeOf,
  sunDirectionEnu,
  toTangentPlane,
  townOf,
} from './frame.ts';

describe('frames of the sample district', () => {
  it('peer: the short way to the tangent plane agrees with grid, ellipsoid and ECEF within 1 mm', () => {
    const grid = districtGrid(GRID);
    const plane = tangentPlane(llaFromDeg(LONGITUDE_DEG, LATITUDE_DEG, 0));
    let worstM = 0;
    for (let e = -800; e <= 800; e += 200) {
      for (let n = -800; n <= 800; n += 200) {
        for (const heightM of [1, 3.4, 120]) {
          const [longitudeDeg, latitudeDeg] = grid.inverse(e + FALSE_M, n + FALSE_M);
          const exact = plane.toEnu(
            llaToEcef(llaFromDeg(longitudeDeg, latitudeDeg, heightM + GEOID_UNDULATION_M)),
          );
          toTangentPlane(e, n, heightM).forEach((value, axis) => {
            worstM = Math.max(worstM, Math.abs(value - (exact[axis] ?? Infinity)));
          });
        }
      }
    }
    expect(worstM).toBeLessThan(0.001);
  });

  it('property: town coordinates and the district grid are inverses', () => {
    for (let u = -850; u <= 850; u += 170) {
      for (let v = -850; v <= 850; v += 170) {
        const { e, n } = placeOf(u, v);
        const back = townOf(e, n);
        expect(back.u).toBeCloseTo(u, 9);
        expect(back.v).toBeCloseTo(v, 9);
      }
    }
  });

  it('property: the sun is a unit vector, above the horizon and in the south at every flight', () => {
    for (const epoch of EPOCHS) {
      const [east, north, up] = sunDirectionEnu(epoch);
      expect(Math.hypot(east, north, up)).toBeCloseTo(1, 9);
      expect(up).toBeGreaterThan(0.6);
      expect(north).toBeLessThan(0);
    }
  });
});
