import { describe, expect, test } from 'vitest';
import { coordinateReader, formatDeg, formatGridM, formatHeightM, gcj02Of } from './coordinate-readout.ts';

const read = coordinateReader({
  grid: {
    latitudeOfOriginDeg: 29.879,
    centralMeridianDeg: 121.553,
    falseEastingM: 50000,
    falseNorthingM: 50000,
  },
  geoid: { kind: 'constant', geoidUndulationM: 11.6, source: 'test' },
});
const origin = { longitudeDeg: 121.553, latitudeDeg: 29.879, ellipsoidalHeightM: 15 };

describe('coordinate read-out', () => {
  test('reference: the origin of the grid is E 50000 N 50000, and H = h − N', () => {
    const at = read(origin);
    expect(at.districtGrid.eastingM).toBeCloseTo(50000, 6);
    expect(at.districtGrid.northingM).toBeCloseTo(50000, 6);
    expect(at.orthometricHeightM).toBeCloseTo(3.4, 9);
  });

  test('reference: EPSG:4549 and 4550 at 121.553 E 29.879 N by gdaltransform (GDAL 3.6.2)', () => {
    const at = read(origin);
    expect(at.epsg4549.eastingM).toBeCloseTo(650033.962, 2);
    expect(at.epsg4549.northingM).toBeCloseTo(3307713.478, 2);
    expect(at.epsg4550.eastingM).toBeCloseTo(360207.75, 2);
    expect(at.epsg4550.northingM).toBeCloseTo(3307579.874, 2);
  });

  test('reference: GCJ-02 lies some 493 m off at Ningbo', () => {
    const shifted = gcj02Of(origin);
    const { districtGrid } = read({ ...shifted, ellipsoidalHeightM: 0 });
    const offsetM = Math.hypot(districtGrid.eastingM - 50000, districtGrid.northingM - 50000);
    expect(offsetM).toBeGreaterThan(480);
    expect(offsetM).toBeLessThan(510);
  });

  test('golden: digits', () => {
    expect(formatDeg(121.5530004)).toBe('121.553000');
    expect(formatGridM(3306824.46)).toBe('3\u202f306\u202f824.5');
    expect(formatGridM(-12.04)).toBe('−12.0');
    expect(formatHeightM(-0.04)).toBe('0.0');
    expect(formatHeightM(-2.26)).toBe('−2.3');
  });
});
