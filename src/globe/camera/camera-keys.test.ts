import { expect, test } from 'vitest';
import type { CameraView } from '../globe-port.ts';
import { viewAfterKey } from './camera-keys.ts';

const view: CameraView = {
  longitudeDeg: 121.553,
  latitudeDeg: 29.879,
  ellipsoidalHeightM: 15,
  headingDeg: 0,
  pitchDeg: -40,
  rangeM: 1000,
};
const press = (key: string, shiftKey = false) => viewAfterKey(view, { key, shiftKey });

test('reference: each key does what the map says of it', () => {
  expect(press('ArrowRight')?.longitudeDeg).toBeGreaterThan(view.longitudeDeg);
  expect(press('ArrowUp')?.latitudeDeg).toBeGreaterThan(view.latitudeDeg);
  expect(press('ArrowRight', true)?.headingDeg).toBe(7.5);
  expect(press('ArrowLeft', true)?.headingDeg).toBe(352.5);
  expect(press('ArrowUp', true)?.pitchDeg).toBe(-35);
  expect(press('+')?.rangeM).toBeLessThan(1000);
  expect(press('-')?.rangeM).toBeGreaterThan(1000);
  expect(viewAfterKey({ ...view, headingDeg: 90 }, { key: 'n', shiftKey: false })?.headingDeg).toBe(0);
  expect(press('Tab')).toBeNull();
});

test('property: tilting stops at straight down and before the horizon', () => {
  let down: CameraView = view;
  let up: CameraView = view;
  for (let index = 0; index < 40; index++) {
    down = viewAfterKey(down, { key: 'ArrowDown', shiftKey: true }) ?? down;
    up = viewAfterKey(up, { key: 'ArrowUp', shiftKey: true }) ?? up;
  }
  expect([down.pitchDeg, up.pitchDeg]).toEqual([-90, -3]);
});
