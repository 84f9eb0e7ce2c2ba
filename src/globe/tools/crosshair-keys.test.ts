import { expect, test } from 'vitest';
import { crosshairAfterKey } from './crosshair-keys.ts';

const size = { widthPx: 400, heightPx: 300 };
const stroke = (key: string, keys: { ctrlKey?: boolean; shiftKey?: boolean } = {}) => ({
  key,
  ctrlKey: false,
  shiftKey: false,
  ...keys,
});

test('golden: arrows move it, with Ctrl by one pixel; up is up', () => {
  const at = { xPx: 200, yPx: 150 };
  expect(crosshairAfterKey(at, size, stroke('ArrowUp'))).toEqual({ xPx: 200, yPx: 138 });
  expect(crosshairAfterKey(at, size, stroke('ArrowRight', { ctrlKey: true }))).toEqual({
    xPx: 201,
    yPx: 150,
  });
});

test('property: at the edge and with Shift the key is left to the map', () => {
  expect(crosshairAfterKey({ xPx: 50, yPx: 150 }, size, stroke('ArrowLeft'))).toBeNull();
  expect(crosshairAfterKey({ xPx: 200, yPx: 250 }, size, stroke('ArrowDown'))).toBeNull();
  expect(crosshairAfterKey({ xPx: 200, yPx: 150 }, size, stroke('ArrowLeft', { shiftKey: true }))).toBeNull();
  expect(crosshairAfterKey({ xPx: 200, yPx: 150 }, size, stroke('n'))).toBeNull();
});
