import { describe, expect, test } from 'vitest';
import type { SurfacePosition } from '../globe-port.ts';
import type { ToGrid } from './measure-state.ts';
import { measurementOf, measureStep } from './measure-state.ts';

/** One degree is one metre here: the machine does not care. */
const toGrid: ToGrid = (p) => [p.longitudeDeg, p.latitudeDeg, p.ellipsoidalHeightM - 11.6];
const at = (e: number, n: number, h = 11.6): SurfacePosition => ({
  longitudeDeg: e,
  latitudeDeg: n,
  ellipsoidalHeightM: h,
  surface: 'mesh',
});

describe('measure state', () => {
  test('property: Esc takes back one point at a time', () => {
    let points: readonly SurfacePosition[] = [at(0, 0), at(3, 4)];
    for (const left of [1, 0]) {
      const step = measureStep('measure-distance', points, { type: 'undo' }, toGrid);
      expect(step.points).toHaveLength(left);
      points = step.points;
    }
    expect(measureStep('measure-distance', points, { type: 'undo' }, toGrid).points).toEqual([]);
  });

  test('property: a height is finished by its second point', () => {
    const first = measureStep('measure-height', [], { type: 'point', position: at(0, 0) }, toGrid);
    expect(first.finished).toBe(false);
    const second = measureStep(
      'measure-height',
      first.points,
      { type: 'point', position: at(3, 4, 23.6) },
      toGrid,
    );
    expect(second.finished).toBe(true);
    expect(measurementOf('measure-height', 'm', second.points, toGrid)).toMatchObject({
      kind: 'height',
      horizontalM: 5,
      slopeM: expect.closeTo(13, 9),
      heightDifferenceM: expect.closeTo(12, 9),
    });
  });

  test('errors: too-few-points', () => {
    const finish = { type: 'finish' } as const;
    expect(measureStep('measure-distance', [at(0, 0)], finish, toGrid).refusal).toBe('too-few-points');
    expect(measureStep('measure-area', [at(0, 0), at(1, 0)], finish, toGrid).refusal).toBe('too-few-points');
  });

  test('errors: crosses-itself by a new corner and by closing', () => {
    const corners = [at(0, 0), at(10, 10), at(0, 10)];
    const next = measureStep('measure-area', corners, { type: 'point', position: at(10, 0) }, toGrid);
    expect(next.refusal).toBe('crosses-itself');
    expect(next.points).toHaveLength(3);
    const open = [at(0, 0), at(10, 0), at(10, 10), at(20, 10), at(20, 5)];
    expect(measureStep('measure-area', open, { type: 'finish' }, toGrid).refusal).toBe('crosses-itself');
  });

  test('reference: the distance of two legs is their sum', () => {
    const measured = measurementOf('measure-distance', 'm', [at(0, 0), at(3, 4), at(3, 4, 23.6)], toGrid);
    expect(measured).toMatchObject({ kind: 'distance', horizontalM: 5, slopeM: 17 });
  });
});
