import { expect, test } from 'vitest';
import { curvatureDropM } from './earth-curvature.ts';

// Drop (1 − k) d² / 2R with R = 6 371 009 m, by hand, for no refraction, k = 0.13 and k = 1/7.
const TABLE = [
  [500, 0.02, 0.017, 0.017, 3],
  [1000, 0.078, 0.068, 0.067, 3],
  [2000, 0.314, 0.273, 0.269, 3],
  [5000, 1.96, 1.71, 1.68, 2],
  [10_000, 7.85, 6.83, 6.73, 2],
] as const;

test('reference: the drop by curvature and refraction, to the last digit of the table', () => {
  for (const [rangeM, noRefraction, survey, light, digits] of TABLE) {
    const halfDigit = 0.5 * 10 ** -digits + 1e-9;
    expect(Math.abs(curvatureDropM(rangeM, 1) - noRefraction)).toBeLessThanOrEqual(halfDigit);
    expect(Math.abs(curvatureDropM(rangeM, 0.87) - survey)).toBeLessThanOrEqual(halfDigit);
    expect(Math.abs(curvatureDropM(rangeM, 1 - 1 / 7) - light)).toBeLessThanOrEqual(halfDigit);
  }
});
