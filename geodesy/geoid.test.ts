import { expect, test } from 'vitest';
import { ellipsoidalFromOrthometric, orthometricFromEllipsoidal } from './geoid.ts';

test('reference: h = H + N', () => {
  expect(ellipsoidalFromOrthometric(3.2, 11.6)).toBeCloseTo(14.8, 12);
  expect(orthometricFromEllipsoidal(14.8, 11.6)).toBeCloseTo(3.2, 12);
});
