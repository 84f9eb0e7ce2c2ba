import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heightSpan, ticksOf } from './profile-scale.ts';

test('golden: ticks are round and inside', () => {
  expect(ticksOf(0, 437, 5)).toEqual([0, 100, 200, 300, 400]);
  expect(ticksOf(-1.2, 18.9, 4)).toEqual([0, 10]);
  expect(ticksOf(3, 3, 4)).toEqual([]);
});

test('property: never more than about twice what was wanted, all within the span', () => {
  const number = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(number, fc.double({ min: 0.1, max: 1e4, noNaN: true }), (from, length) => {
      const ticks = ticksOf(from, from + length, 5);
      expect(ticks.length).toBeLessThanOrEqual(6);
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(from - 1e-6);
        expect(tick).toBeLessThanOrEqual(from + length + 1e-6);
      }
    }),
  );
});

test('property: a flat street keeps a span of 5 m, a tower has room above', () => {
  expect(heightSpan([3, 3])).toEqual({ from: 0.5, to: 5.5 });
  expect(heightSpan([0, 100])).toEqual({ from: -10, to: 110 });
});
