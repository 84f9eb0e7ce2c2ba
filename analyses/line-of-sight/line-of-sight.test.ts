import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeightField, ScenePoint } from '../scene/height-field.ts';
import type { LineOfSight } from './line-of-sight.ts';
import { lineOfSight } from './line-of-sight.ts';

const CC = 0.85714;

function fieldOf(
  rows: number,
  cols: number,
  height: (row: number, col: number) => number,
  cellM = 1,
): HeightField {
  const heightsM = Float32Array.from({ length: rows * cols }, (_, i) =>
    height(Math.floor(i / cols), i % cols),
  );
  return { rows, cols, heightsM, westM: 1000, northM: 5000, cellWidthM: cellM, cellHeightM: cellM };
}
const at = (field: HeightField, row: number, col: number, heightM: number): ScenePoint => ({
  eastingM: field.westM + (col + 0.5) * field.cellWidthM,
  northingM: field.northM - (row + 0.5) * field.cellHeightM,
  heightM,
});
function sight(field: HeightField, from: ScenePoint, to: ScenePoint, cc = CC): LineOfSight {
  const result = lineOfSight(field, from, to, cc);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/**
 * The definition again, without any cleverness: every grid line of both families, its crossing by the two-point form,
 * the height by bilinear interpolation there, and blocking by elevation angle from the observer with atan2.
 */
function oracle(field: HeightField, from: ScenePoint, to: ScenePoint, cc: number) {
  const x0 = (from.eastingM - field.westM) / field.cellWidthM - 0.5;
  const y0 = (field.northM - from.northingM) / field.cellHeightM - 0.5;
  const x1 = (to.eastingM - field.westM) / field.cellWidthM - 0.5;
  const y1 = (field.northM - to.northingM) / field.cellHeightM - 0.5;
  const places: { x: number; y: number; t: number }[] = [];
  for (let k = 0; k < field.cols; k++) {
    const t = (k - x0) / (x1 - x0);
    if (t > 0 && t < 1) places.push({ x: k, y: (y0 * (x1 - k) + y1 * (k - x0)) / (x1 - x0), t });
  }
  for (let k = 0; k < field.rows; k++) {
    const t = (k - y0) / (y1 - y0);
    if (t > 0 && t < 1) places.push({ x: (x0 * (y1 - k) + x1 * (k - y0)) / (y1 - y0), y: k, t });
  }
  const cell = (r: number, c: number): number =>
    field.heightsM[Math.min(field.rows - 1, r) * field.cols + Math.min(field.cols - 1, c)]!;
  const rangeM = Math.hypot(to.eastingM - from.eastingM, to.northingM - from.northingM);
  const dropM = (d: number): number => (cc * d * d) / 2 / 6_371_009;
  const targetAngle = Math.atan2(to.heightM - dropM(rangeM) - from.heightM, rangeM);
  let worst = -Infinity;
  let clearanceM = Infinity;
  for (const { x, y, t } of places) {
    const [c, r] = [Math.floor(x), Math.floor(y)];
    const [wx, wy] = [x - c, y - r];
    const heightM =
      cell(r, c) * (1 - wx) * (1 - wy) +
      cell(r, c + 1) * wx * (1 - wy) +
      cell(r + 1, c) * (1 - wx) * wy +
      cell(r + 1, c + 1) * wx * wy;
    const d = t * rangeM;
    worst = Math.max(worst, Math.atan2(heightM - dropM(d) - from.heightM, d));
    const lineM = from.heightM + t * (to.heightM - dropM(rangeM) - from.heightM) + dropM(d);
    clearanceM = Math.min(clearanceM, lineM - heightM);
  }
  return { visible: targetAngle >= worst, clearanceM, margin: Math.abs(targetAngle - worst) };
}

const scenario = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  from: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  to: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  heights: fc.tuple(fc.double({ min: 5, max: 40, noNaN: true }), fc.double({ min: 5, max: 40, noNaN: true })),
  snap: fc.boolean(),
});

/** A rough surface from a seed, and two ends in it, on cell centres when `snap`. */
function sceneOf({
  seed,
  from,
  to,
  heights,
  snap,
}: typeof scenario extends fc.Arbitrary<infer T> ? T : never) {
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) / 2147483647;
  const field = fieldOf(23, 31, () => (random() < 0.1 ? 30 * random() : 4 * random()), 2);
  const place = ([u, v]: readonly [number, number], heightM: number): ScenePoint => {
    const [row, col] = [v * 22, u * 30];
    return at(field, snap ? Math.round(row) : row, snap ? Math.round(col) : col, heightM);
  };
  return { field, observer: place(from, heights[0]), target: place(to, heights[1]) };
}
const apart = (a: ScenePoint, b: ScenePoint): boolean =>
  Math.hypot(a.eastingM - b.eastingM, a.northingM - b.northingM) > 0.5;

describe('line of sight', () => {
  test('property: agrees with the brute-force profile on rough surfaces, clearance to 1e-9 m', () => {
    fc.assert(
      fc.property(scenario, (drawn) => {
        const { field, observer, target } = sceneOf(drawn);
        fc.pre(apart(observer, target));
        const expected = oracle(field, observer, target, CC);
        const found = sight(field, observer, target);
        if (expected.margin > 1e-9) expect(found.visible).toBe(expected.visible);
        if (found.clearanceM === null) expect(expected.clearanceM).toBe(Infinity);
        else expect(Math.abs(found.clearanceM - expected.clearanceM)).toBeLessThan(1e-9);
      }),
      { numRuns: 500 },
    );
  });

  test('property: sight is the same from the other end', () => {
    fc.assert(
      fc.property(scenario, (drawn) => {
        const { field, observer, target } = sceneOf(drawn);
        fc.pre(apart(observer, target));
        const there = sight(field, observer, target);
        const back = sight(field, target, observer);
        expect(back.clearanceM ?? 0).toBeCloseTo(there.clearanceM ?? 0, 9);
        if (Math.abs(there.clearanceM ?? 1) > 1e-9) expect(back.visible).toBe(there.visible);
      }),
      { numRuns: 300 },
    );
  });

  test('property: a target at the height to see is just seen, and 1 mm lower is not', () => {
    fc.assert(
      fc.property(scenario, (drawn) => {
        const { field, observer, target } = sceneOf(drawn);
        fc.pre(apart(observer, target));
        const { targetHeightToSeeM } = sight(field, observer, target);
        fc.pre(targetHeightToSeeM !== null);
        const raised = (heightM: number): boolean => sight(field, observer, { ...target, heightM }).visible;
        expect(raised((targetHeightToSeeM ?? 0) + 1e-3)).toBe(true);
        expect(raised((targetHeightToSeeM ?? 0) - 1e-3)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('property: raising the surface never clears a blocked line', () => {
    fc.assert(
      fc.property(scenario, fc.nat({ max: 23 * 31 - 1 }), (drawn, cell) => {
        const { field, observer, target } = sceneOf(drawn);
        fc.pre(apart(observer, target));
        const before = sight(field, observer, target);
        const heightsM = Float32Array.from(field.heightsM);
        heightsM[cell]! += 10;
        const after = sight({ ...field, heightsM }, observer, target);
        expect(after.clearanceM ?? 0).toBeLessThanOrEqual(before.clearanceM ?? 0);
        if (!before.visible) expect(after.visible).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('reference: a wall on a plane, by similar triangles', () => {
    const field = fieldOf(11, 101, (_, col) => (col === 20 ? 10 : 0));
    const eye = at(field, 5, 0, 2);
    const blocked = sight(field, eye, at(field, 5, 100, 1), 0);
    // The eye at 2 m looks over a 10 m wall at 20 m: (10 − 2) · 100/20 + 2.
    expect(blocked.targetHeightToSeeM).toBeCloseTo(42, 9);
    expect(blocked.clearanceM).toBeCloseTo(2 - 1 * 0.2 - 10, 9);
    expect(blocked.obstructions).toHaveLength(1);
    expect(blocked.obstructions[0]).toMatchObject({
      distanceM: 20,
      endDistanceM: 20,
      point: { heightM: 10 },
    });
    expect(blocked.obstructions[0]?.cutM).toBeCloseTo(8.2, 9);
    // Seen at equality: at or above counts.
    expect(sight(field, eye, at(field, 5, 100, 42), 0).visible).toBe(true);
    expect(sight(field, eye, at(field, 5, 100, 41.999), 0).visible).toBe(false);
  });

  test('reference: over 5 km the earth itself stands 0.42 m into a line along the ground, k = 1/7', () => {
    const field = fieldOf(3, 501, () => 0, 10);
    const seen = sight(field, at(field, 1, 0, 0.001), at(field, 1, 500, 0), 1 - 1 / 7);
    expect(seen.visible).toBe(false);
    expect(sight(field, at(field, 1, 0, 0.001), at(field, 1, 500, 0), 0).visible).toBe(true);
    // Mid-way the chord is below the ground by a quarter of the drop at the end: 1.68 m / 4.
    expect(seen.clearanceM).toBeCloseTo(-1.6817 / 4, 3);
  });

  test('property: no data neither blocks nor clears, and two stretches are two obstructions', () => {
    const heights = (col: number): number =>
      col === 5 ? Number.NaN : col === 8 || col === 9 || col === 14 ? 6 : 0;
    const field = fieldOf(3, 20, (_, col) => heights(col));
    const found = sight(field, at(field, 1, 0, 2), at(field, 1, 19, 2), 0);
    expect(found.obstructions.map(({ distanceM, endDistanceM }) => [distanceM, endDistanceM])).toEqual([
      [8, 9],
      [14, 14],
    ]);
    const empty = fieldOf(3, 20, () => Number.NaN);
    expect(sight(empty, at(empty, 1, 0, 2), at(empty, 1, 19, 2))).toEqual({
      visible: true,
      clearanceM: null,
      obstructions: [],
      targetHeightToSeeM: null,
    });
  });

  test('property: neighbours see each other: the ends are not samples', () => {
    const field = fieldOf(3, 3, () => 50);
    expect(sight(field, at(field, 1, 0, 0), at(field, 1, 1, 0)).visible).toBe(true);
    expect(sight(field, at(field, 0, 0, 0), at(field, 1, 1, 0)).visible).toBe(true);
  });

  test('errors: outside-field, same-point, not-finite', () => {
    const field = fieldOf(3, 3, () => 0);
    const inside = at(field, 1, 1, 1);
    const codeOf = (from: ScenePoint, to: ScenePoint) => {
      const result = lineOfSight(field, from, to, CC);
      return result.ok ? null : [result.error.code, result.error.point];
    };
    expect(codeOf(at(field, -0.1, 1, 1), inside)).toEqual(['outside-field', 'observer']);
    expect(codeOf(inside, at(field, 1, 2.1, 1))).toEqual(['outside-field', 'target']);
    expect(codeOf(inside, { ...inside, heightM: 9 })).toEqual(['same-point', 'target']);
    expect(codeOf(inside, at(field, 0, 0, Number.NaN))).toEqual(['not-finite', 'target']);
  });
});
