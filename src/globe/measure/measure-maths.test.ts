import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GridPoint } from './measure-maths.ts';
import {
  closingCrosses,
  crossesItself,
  leg,
  legsOf,
  perimeterM,
  planimetricAreaM2,
  slopedAreaM2,
  triangulate,
} from './measure-maths.ts';

const square: GridPoint[] = [
  [50000, 50000, 3],
  [50010, 50000, 3],
  [50010, 50010, 3],
  [50000, 50010, 3],
];

describe('measure maths', () => {
  test('reference: a 3-4-12-13 leg', () => {
    expect(leg([0, 0, 0], [3, 4, -12])).toEqual({ horizontalM: 5, slopeM: 13, heightDifferenceM: -12 });
    expect(legsOf([[0, 0, 0]])).toEqual([]);
  });

  test('reference: a square of ten metres, flat and on a 45° slope', () => {
    expect(planimetricAreaM2(square)).toBe(100);
    expect(perimeterM(square)).toBe(40);
    expect(slopedAreaM2(square)).toBeCloseTo(100, 9);
    const slope = square.map(([e, n]): GridPoint => [e, n, e - 50000]);
    expect(slopedAreaM2(slope)).toBeCloseTo(100 * Math.SQRT2, 9);
  });

  test('property: triangles of a star-shaped ring cover it once, whichever way it runs', () => {
    const radii = fc.array(fc.double({ min: 1, max: 80, noNaN: true }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(radii, fc.boolean(), (lengths, clockwise) => {
        const corners = lengths.map((radius, index): GridPoint => {
          const angle = (2 * Math.PI * index) / lengths.length;
          return [50000 + radius * Math.cos(angle), 50000 + radius * Math.sin(angle), 0];
        });
        const ring = clockwise ? corners.toReversed() : corners;
        const plane = planimetricAreaM2(ring);
        expect(triangulate(ring)).toHaveLength(ring.length - 2);
        expect(Math.abs(slopedAreaM2(ring) - plane)).toBeLessThan(1e-6 * plane + 1e-6);
      }),
    );
  });

  test('property: area does not depend on where the ring begins', () => {
    const ring: GridPoint[] = [...square, [49995, 50005, 4]];
    const turned = [...ring.slice(2), ...ring.slice(0, 2)];
    expect(planimetricAreaM2(turned)).toBeCloseTo(planimetricAreaM2(ring), 9);
  });

  test('reference: a bow tie is noticed, a square is not', () => {
    const [a, b, c, d] = square as [GridPoint, GridPoint, GridPoint, GridPoint];
    expect(crossesItself([a, c, d], b)).toBe(true);
    expect(crossesItself([a, b, c], d)).toBe(false);
    expect(closingCrosses([a, b, c, d])).toBe(false);
    expect(closingCrosses([a, b, c, [50020, 50010, 0], [50020, 50005, 0]])).toBe(true);
  });
});
