import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaleBarLength, scaleBarText } from './scale-bar-length.ts';

describe('scale bar', () => {
  test('property: it fits and fills at least two fifths of its room', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (metresPerPx) => {
        const bar = scaleBarLength(metresPerPx, 100);
        expect(bar?.widthPx).toBeLessThanOrEqual(100 + 1e-9);
        expect(bar?.widthPx).toBeGreaterThan(39);
      }),
    );
  });

  test('golden: words', () => {
    expect(scaleBarLength(1.7, 100)).toMatchObject({ lengthM: 100 });
    expect(scaleBarLength(0, 100)).toBeNull();
    expect([2000, 50, 0.2].map((each) => Object.values(scaleBarText(each)).join(' '))).toEqual([
      '2 km',
      '50 m',
      '20 cm',
    ]);
  });
});
