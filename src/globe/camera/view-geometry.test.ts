import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ecefToLla, radToDeg } from '../../../geodesy/frames.ts';
import type { CameraView } from '../globe-port.ts';
import { pannedView, poseOfView, viewOfPose } from './view-geometry.ts';

const home: CameraView = {
  longitudeDeg: 121.553,
  latitudeDeg: 29.879,
  ellipsoidalHeightM: 15,
  headingDeg: 30,
  pitchDeg: -40,
  rangeM: 900,
};

describe('view geometry', () => {
  test('property: view → pose → view returns, for views that see the ground', () => {
    const view = fc.record({
      longitudeDeg: fc.double({ min: 121, max: 122, noNaN: true }),
      latitudeDeg: fc.double({ min: 29, max: 30, noNaN: true }),
      ellipsoidalHeightM: fc.constant(15),
      headingDeg: fc.double({ min: 0, max: 359, noNaN: true }),
      pitchDeg: fc.double({ min: -90, max: -5, noNaN: true }),
      rangeM: fc.double({ min: 2, max: 8000, noNaN: true }),
    });
    fc.assert(
      fc.property(view, (each) => {
        const back = viewOfPose(poseOfView(each), 15);
        expect(Math.abs(back.longitudeDeg - each.longitudeDeg)).toBeLessThan(1e-6);
        expect(Math.abs(back.latitudeDeg - each.latitudeDeg)).toBeLessThan(1e-6);
        expect(Math.abs(back.rangeM - each.rangeM)).toBeLessThan(0.1);
        expect(Math.abs(back.pitchDeg - each.pitchDeg)).toBeLessThan(0.01);
        expect(Math.abs(((back.headingDeg - each.headingDeg + 540) % 360) - 180)).toBeLessThan(0.5);
      }),
    );
  });

  test('reference: straight down from 900 m stands 900 m above the point', () => {
    const camera = ecefToLla(poseOfView({ ...home, pitchDeg: -90 }).positionEcef);
    expect(camera.ellipsoidalHeightM).toBeCloseTo(915, 3);
    expect(radToDeg(camera.longitudeRad)).toBeCloseTo(121.553, 9);
  });

  test('reference: a level look points at something ahead', () => {
    const pose = poseOfView({ ...home, ellipsoidalHeightM: 40, pitchDeg: 0, rangeM: 500 });
    const view = viewOfPose(pose, 15);
    expect(view.rangeM).toBe(500);
    expect(view.pitchDeg).toBeCloseTo(0, 6);
    expect(view.ellipsoidalHeightM).toBeCloseTo(40, 6);
  });

  test('reference: looking north, right is east', () => {
    const moved = pannedView({ ...home, headingDeg: 0 }, 100, 0);
    expect((moved.longitudeDeg - 121.553) * 96_500).toBeCloseTo(100, 0);
    expect(moved.latitudeDeg).toBeCloseTo(29.879, 6);
  });
});
