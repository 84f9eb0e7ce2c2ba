import { expect, test } from 'vitest';
import { formatAreaM2, formatLengthM, formatRiseM } from './measure-format.ts';

test('golden: lengths, rises and areas have the digits of a survey mesh', () => {
  expect([23.38291, 1234.56, 25_004, -0.01].map(formatLengthM)).toEqual([
    '23.4 m',
    '1234.6 m',
    '25.00 km',
    '0.0 m',
  ]);
  expect([3.04, -3.04, 0.01].map(formatRiseM)).toEqual(['+3.0 m', '−3.0 m', '0.0 m']);
  expect([12.34, 128.4, 12_840, 2_560_000].map(formatAreaM2)).toEqual([
    '12.3 m²',
    '128 m²',
    '12840 m² (1.28 ha)',
    '2.560 km²',
  ]);
});
