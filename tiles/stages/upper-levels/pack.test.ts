import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_SHEET_PX, packed } from './pack.ts';

const side = fc.integer({ min: 1, max: 300 });

test('property: no two rectangles share a texel, all lie in the sheet, and most of the sheet is used', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 60 }), (sides) => {
      const sheet = packed(sides.map(([widthPx, heightPx]) => ({ widthPx, heightPx })));
      if (sheet === null) throw new Error('does not fit');
      expect(Math.max(sheet.widthPx, sheet.heightPx)).toBeLessThanOrEqual(MAX_SHEET_PX);
      const taken = new Uint8Array(sheet.widthPx * sheet.heightPx);
      sides.forEach(([widthPx, heightPx], i) => {
        const [left, top] = sheet.corners[i]!;
        expect(left + widthPx).toBeLessThanOrEqual(sheet.widthPx);
        expect(top + heightPx).toBeLessThanOrEqual(sheet.heightPx);
        for (let row = top; row < top + heightPx; row++) {
          const from = row * sheet.widthPx + left;
          expect(taken.subarray(from, from + widthPx).indexOf(1)).toBe(-1);
          taken.fill(1, from, from + widthPx);
        }
      });
      if (sides.length > 40) expect(taken.filter(Boolean).length / taken.length).toBeGreaterThan(0.6);
    }),
    { seed: 20261124, numRuns: 40 },
  );
});

test('errors: what does not fit is null', () => {
  expect(packed([{ widthPx: 2049, heightPx: 1 }])).toBeNull();
  expect(packed(Array.from({ length: 5 }, () => ({ widthPx: 1024, heightPx: 1024 })))).toBeNull();
  expect(packed(Array.from({ length: 4 }, () => ({ widthPx: 1024, heightPx: 1024 })))).not.toBeNull();
});
