import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScreenPin } from './pin-clusters.ts';
import { clusterPins } from './pin-clusters.ts';

const nobody: ReadonlySet<string> = new Set();
const pin = (id: string, xPx: number, yPx: number, state: ScreenPin['state'] = 'normal'): ScreenPin => ({
  id,
  state,
  xPx,
  yPx,
});
const pinsOf = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 300 }),
      fc.constantFrom('critical' as const, 'high' as const, 'medium' as const, 'normal' as const),
    ),
    { maxLength: 120 },
  )
  .map((list) => list.map(([x, y, state], index) => pin(`p-${index}`, x, y, state)));

describe('pin clusters', () => {
  test('property: every pin is in exactly one cluster, and no pin is worse than its leader', () => {
    const order = ['critical', 'high', 'medium', 'normal'];
    fc.assert(
      fc.property(pinsOf, (pins) => {
        const clusters = clusterPins(pins, 40, nobody);
        const ids = clusters.flatMap((each) => each.members.map((member) => member.id));
        expect(ids.toSorted()).toEqual(pins.map((each) => each.id).toSorted());
        for (const { leader, members } of clusters) {
          const worst = Math.min(...members.map((member) => order.indexOf(member.state)));
          expect(order.indexOf(leader.state)).toBe(worst);
        }
      }),
    );
  });

  test('property: leaders stay apart, members stay near, and the order of arrival is of no matter', () => {
    fc.assert(
      fc.property(pinsOf, (pins) => {
        const clusters = clusterPins(pins, 40, nobody);
        for (const [index, a] of clusters.entries()) {
          for (const b of clusters.slice(index + 1)) {
            expect(
              Math.hypot(a.leader.xPx - b.leader.xPx, a.leader.yPx - b.leader.yPx),
            ).toBeGreaterThanOrEqual(40);
          }
          for (const member of a.members) {
            expect(Math.hypot(a.leader.xPx - member.xPx, a.leader.yPx - member.yPx)).toBeLessThan(40);
          }
        }
        expect(clusterPins(pins.toReversed(), 40, nobody)).toEqual(clusters);
      }),
    );
  });

  test('reference: the selected pin is neither swallowed nor swallows', () => {
    const clusters = clusterPins(
      [pin('a', 0, 0, 'critical'), pin('b', 5, 0), pin('c', 6, 0)],
      40,
      new Set(['b']),
    );
    expect(clusters.map((each) => each.members.map((member) => member.id))).toEqual([['a', 'c'], ['b']]);
  });

  test('property: ten thousand pins are clustered within a quarter of a second', () => {
    const pins = Array.from({ length: 10_000 }, (_, index) =>
      pin(`p-${index}`, (index * 7919) % 1440, (index * 104_729) % 900),
    );
    clusterPins(pins, 40, nobody);
    const begin = performance.now();
    clusterPins(pins, 40, nobody);
    expect(performance.now() - begin).toBeLessThan(250);
  });
});
