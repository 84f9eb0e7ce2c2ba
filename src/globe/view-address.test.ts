import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ViewAddress } from './view-address.ts';
import { readViewAddress, writeViewAddress } from './view-address.ts';

const nothing: ViewAddress = { view: null, projection: '3d', layers: null, swipe: null, underground: false };
const layerId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,11}$/).filter((id) => id !== 'constructor');
const tenths = (min: number, max: number) => fc.integer({ min: min * 10, max: max * 10 }).map((n) => n / 10);

describe('view address', () => {
  test('property: what is written is read back', () => {
    const address: fc.Arbitrary<ViewAddress> = fc.record({
      view: fc.option(
        fc.record({
          longitudeDeg: fc.integer({ min: -180e6, max: 180e6 }).map((n) => n / 1e6),
          latitudeDeg: fc.integer({ min: -90e6, max: 90e6 }).map((n) => n / 1e6),
          ellipsoidalHeightM: tenths(-100, 3000),
          headingDeg: tenths(0, 359),
          pitchDeg: tenths(-90, 0),
          rangeM: tenths(1, 100000),
        }),
      ),
      projection: fc.constantFrom('2d' as const, '3d' as const),
      layers: fc.option(
        fc.dictionary(
          layerId,
          fc.record({
            visible: fc.constant(true),
            opacity: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
          }),
        ),
      ),
      swipe: fc.option(
        fc.record({
          leftLayerId: layerId,
          rightLayerId: layerId,
          fraction: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
        }),
      ),
      underground: fc.boolean(),
    });
    fc.assert(
      fc.property(address, (each) => {
        const back = readViewAddress(writeViewAddress('', each));
        expect(JSON.stringify(back)).toBe(JSON.stringify(each));
      }),
    );
  });

  test('property: any text opens the district', () => {
    fc.assert(fc.property(fc.string(), (text) => void readViewAddress(text)));
    for (const hash of ['#view=%', '#layers=%E0%A4%A', '#swipe=a', '#view=1,2,3', '#view=999,0,0,0,0,1']) {
      expect(readViewAddress(hash).view).toBeNull();
    }
  });

  test('property: keys of others stay', () => {
    const hash = writeViewAddress('#workspace=duty&mode=2d&alarm=a-1', nothing);
    expect(hash).toBe('#workspace=duty&alarm=a-1');
  });

  test('golden: the form of a link', () => {
    const hash = writeViewAddress('', {
      view: {
        longitudeDeg: 121.553,
        latitudeDeg: 29.879,
        ellipsoidalHeightM: 14.24,
        headingDeg: 30,
        pitchDeg: -45.04,
        rangeM: 900,
      },
      projection: '2d',
      layers: {
        mesh: { visible: true, opacity: 1 },
        off: { visible: false, opacity: 1 },
        o: { visible: true, opacity: 0.5 },
      },
      swipe: { leftLayerId: 'a', rightLayerId: 'b', fraction: 0.5 },
      underground: true,
    });
    expect(hash).toBe('#view=121.553,29.879,14.2,30,-45,900&mode=2d&layers=mesh,o:0.5&swipe=a,b,0.5&below=1');
  });
});
