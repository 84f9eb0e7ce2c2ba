import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cityGrid } from './city-grid.ts';
import type { CityGrid } from './city-grid.ts';
import { fitSimilarity, similarFrom, similarTo } from './plane-similarity.ts';

interface Reference {
  readonly placesDeg: [number, number][];
  readonly grids: { name: string; definition: object; positionsM: [number, number][] }[];
}
const stored: Reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/city-grids.json'), 'utf8'),
);

function gridOf(definition: unknown): CityGrid {
  const grid = cityGrid(definition);
  if (!grid.ok) throw new Error(grid.error.message);
  return grid.value;
}

const plain = {
  version: 1,
  name: 'test',
  centralMeridianDeg: 121.55,
  falseEastingM: 500000,
  falseNorthingM: 0,
};
const similarity = fc.record({
  eastM: fc.double({ min: -5e6, max: 5e6, noNaN: true }),
  northM: fc.double({ min: -5e6, max: 5e6, noNaN: true }),
  rotationArcsec: fc.double({ min: -6e5, max: 6e5, noNaN: true }),
  scalePpm: fc.double({ min: -300, max: 300, noNaN: true }),
});
const plane = fc.tuple(
  fc.double({ min: 4e5, max: 6e5, noNaN: true }),
  fc.double({ min: 3.2e6, max: 3.4e6, noNaN: true }),
);

describe('city grid', () => {
  test.each(stored.grids)('reference: PROJ gives the same for a grid that is $name, to 0.1 mm', (grid) => {
    const { projection } = gridOf(grid.definition);
    stored.placesDeg.forEach(([longitudeDeg, latitudeDeg], i) => {
      const [e, n] = projection.forward(longitudeDeg, latitudeDeg);
      expect(Math.hypot(e - grid.positionsM[i]![0], n - grid.positionsM[i]![1])).toBeLessThan(1e-4);
      const [lon, lat] = projection.inverse(...grid.positionsM[i]!);
      expect([lon, lat]).toEqual([expect.closeTo(longitudeDeg, 8), expect.closeTo(latitudeDeg, 8)]);
    });
  });

  test('property: fitted to control points it gives what the grid they are from gives, and says how well', () => {
    const whole = gridOf(stored.grids[1]!.definition).projection;
    const places = [
      [121.5, 29.8],
      [121.6, 29.82],
      [121.62, 29.95],
      [121.48, 29.93],
    ] as const;
    const controlPoints = places.map(([longitudeDeg, latitudeDeg], index) => {
      const [eastingM, northingM] = whole.forward(longitudeDeg, latitudeDeg);
      return { id: `K${index}`, longitudeDeg, latitudeDeg, eastingM, northingM };
    });
    const raised = { ...stored.grids[1]!.definition, similarity: undefined };
    const fitted = gridOf({ ...raised, controlPoints });
    expect(fitted.fit?.standardDeviationM).toBeLessThan(1e-6);
    const [e, n] = fitted.projection.forward(121.55, 29.87);
    const [e0, n0] = whole.forward(121.55, 29.87);
    expect(Math.hypot(e - e0, n - n0)).toBeLessThan(1e-5);
    const off = controlPoints.map((point, index) =>
      index === 2 ? { ...point, eastingM: point.eastingM + 0.1 } : point,
    );
    const worse = gridOf({ ...raised, controlPoints: off }).fit!;
    expect(worse.standardDeviationM).toBeGreaterThan(0.02);
    const sizes = worse.residualsM.map(([v, w]) => Math.hypot(v, w));
    expect(sizes.indexOf(Math.max(...sizes))).toBe(2);
  });

  test('property: the parameters are not in what a projection says of itself', () => {
    const { definition } = gridOf(stored.grids[3]!.definition).projection;
    expect(definition).toBe('made up');
  });

  test('errors: what is wrong is named', () => {
    const without = { ...plain, centralMeridianDeg: undefined };
    expect(cityGrid(without)).toMatchObject({
      error: { code: 'bad-grid', message: expect.stringContaining('centralMeridianDeg') },
    });
    expect(cityGrid({ ...plain, scaleFactor: 1 })).toMatchObject({ error: { code: 'bad-grid' } });
    const point = { id: 'K1', longitudeDeg: 121.5, latitudeDeg: 29.8, eastingM: 1, northingM: 2 };
    expect(cityGrid({ ...plain, controlPoints: [point] })).toMatchObject({
      error: { code: 'too-few-points' },
    });
    expect(cityGrid({ ...plain, controlPoints: [point, point] })).toMatchObject({
      error: { code: 'points-coincide' },
    });
  });
});

describe('plane similarity', () => {
  test('property: there and back', () => {
    fc.assert(
      fc.property(similarity, plane, (four, point) => {
        const [e, n] = similarFrom(four, similarTo(four, point));
        expect(Math.hypot(e - point[0], n - point[1])).toBeLessThan(1e-5);
      }),
    );
  });

  test('property: a fit gives the points back, and no small change of it fits noisy points better', () => {
    const points = fc.array(plane, { minLength: 4, maxLength: 9 });
    const noise = fc.array(
      fc.tuple(
        fc.double({ min: -0.1, max: 0.1, noNaN: true }),
        fc.double({ min: -0.1, max: 0.1, noNaN: true }),
      ),
      { minLength: 9, maxLength: 9 },
    );
    fc.assert(
      fc.property(similarity, points, noise, (four, from, offM) => {
        fc.pre(from.some(([e, n]) => Math.hypot(e - from[0]![0], n - from[0]![1]) > 5000));
        const to = from.map((point, i): [number, number] => {
          const [e, n] = similarTo(four, point);
          return [e + offM[i]![0], n + offM[i]![1]];
        });
        const fit = fitSimilarity(from, to);
        if (!fit.ok) throw new Error(fit.error.message);
        const squares = (trial: typeof four): number =>
          from.reduce((sum, point, i) => {
            const [e, n] = similarTo(trial, point);
            return sum + (e - to[i]![0]) ** 2 + (n - to[i]![1]) ** 2;
          }, 0);
        const best = fit.value.residualsM.reduce((sum, [v, w]) => sum + v * v + w * w, 0);
        expect(squares(fit.value.similarity)).toBeCloseTo(best, 6);
        for (const step of [1e-3, -1e-3]) {
          expect(
            squares({ ...fit.value.similarity, eastM: fit.value.similarity.eastM + step }),
          ).toBeGreaterThan(best - 1e-7);
          expect(
            squares({ ...fit.value.similarity, scalePpm: fit.value.similarity.scalePpm + step }),
          ).toBeGreaterThan(best - 1e-7);
        }
      }),
      { numRuns: 50 },
    );
  });
});
