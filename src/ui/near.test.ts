import { describe, expect, test } from 'vitest';
import { bearingDeg, compassOf, distanceM, inSight, isInside, nearest, ringAreaM2 } from './near.ts';

const here = { longitudeDeg: 121.553, latitudeDeg: 29.879 };
const at = (eastM: number, northM: number) => ({
  longitudeDeg: here.longitudeDeg + eastM / (111_320 * Math.cos((here.latitudeDeg * Math.PI) / 180)),
  latitudeDeg: here.latitudeDeg + northM / 111_320,
});

describe('near', () => {
  test('golden: distance and bearing on the compass', () => {
    expect(distanceM(here, at(30, 40))).toBeCloseTo(50, 2);
    expect(bearingDeg(here, at(10, 0))).toBeCloseTo(90, 6);
    expect(['n', 'se', 'w', 'n']).toEqual([2, 130, 271, 359].map(compassOf));
  });

  test('golden: sight across north', () => {
    const camera = { ...here, headingDeg: 350, horizontalFieldOfViewDeg: 60, rangeM: 100 };
    expect(inSight(camera, at(10, 50))).toBe(true);
    expect(inSight(camera, at(50, 10))).toBe(false);
    expect(inSight(camera, at(0, 101))).toBe(false);
  });

  test('golden: the nearest within reach', () => {
    const found = nearest([at(100, 0), at(5, 0), at(20, 0), at(900, 0)], here, 300, 2);
    expect(found.map((each) => Math.round(each.distanceM))).toEqual([5, 20]);
  });

  test('golden: inside a ring, and its area', () => {
    const ring = [at(0, 0), at(20, 0), at(20, 10), at(0, 10)].map((p): [number, number] => [
      p.longitudeDeg,
      p.latitudeDeg,
    ]);
    expect(isInside(ring, at(5, 5))).toBe(true);
    expect(isInside(ring, at(25, 5))).toBe(false);
    expect(ringAreaM2(ring)).toBeCloseTo(200, 1);
  });
});
