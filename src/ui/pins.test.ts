import { expect, test } from 'vitest';
import type { CameraEntry } from '../services/registers.store.ts';
import { pinsOf, type PinSources } from './pins.ts';

const camera: CameraEntry = {
  id: 'camera-1',
  name: { zh: '路口', en: 'Crossing' },
  ownerOrganisation: 'urban-management',
  area: 'area-1',
  longitudeDeg: 121.55,
  latitudeDeg: 29.89,
  orthometricHeightM: 8,
  headingDeg: 90,
  pitchDeg: -10,
  rollDeg: 0,
  horizontalFieldOfViewDeg: 60,
  verticalFieldOfViewDeg: 35,
  rangeM: 80,
  rings: [],
};
const sources: PinSources = {
  registers: { cameras: [camera, { ...camera, id: 'camera-2' }] },
  alarms: {},
  devices: {},
  cases: {},
  nowUtcMs: 0,
  kinds: new Set(),
  selectedId: null,
};

test('property: what is selected has its pin in a workspace that hides its kind', () => {
  expect(pinsOf(sources, [])).toEqual([]);
  expect(pinsOf({ ...sources, selectedId: 'camera-2' }, []).map(({ id }) => id)).toEqual(['camera-2']);
  expect(pinsOf({ ...sources, kinds: new Set(['camera']) }, [])).toHaveLength(2);
});

test('property: the array stays the same while no pin changes', () => {
  const shown = pinsOf({ ...sources, kinds: new Set(['camera']) }, []);
  expect(pinsOf({ ...sources, kinds: new Set(['camera']), nowUtcMs: 1 }, shown)).toBe(shown);
});
