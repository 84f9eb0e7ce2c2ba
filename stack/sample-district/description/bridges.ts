/** Two arched road bridges, as the continuation of a street over a river. */
import { placeOf } from './frame.ts';
import { landHeightM } from './terrain.ts';
import type { Street } from './streets.ts';
import { STREETS } from './streets.ts';

export interface Bridge {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly street: Street;
  /** ends of the ramps along the street */
  readonly from: number;
  readonly to: number;
  readonly riseM: number;
  readonly halfWidthM: number;
  readonly piersAt: readonly number[];
}

function streetOf(id: string): Street {
  const street = STREETS.find((candidate) => candidate.id === id);
  if (!street) throw new Error(`no street ${id}`);
  return street;
}

export const BRIDGES: readonly Bridge[] = [
  {
    id: 'xinjiang-bridge',
    name: { zh: '新江桥', en: 'Xinjiang Bridge' },
    street: streetOf('renmin'),
    from: -710,
    to: -500,
    riseM: 5.2,
    halfWidthM: 19,
    piersAt: [-640, -608, -576],
  },
  {
    id: 'yongjiang-bridge',
    name: { zh: '甬江大桥', en: 'Yongjiang Bridge' },
    street: streetOf('baisha'),
    from: 366,
    to: 626,
    riseM: 7.4,
    halfWidthM: 16,
    piersAt: [440, 497, 554],
  },
];

/** Town coordinates along and across a bridge. */
export function alongBridge(
  bridge: Bridge,
  u: number,
  v: number,
): { readonly s: number; readonly d: number } {
  return bridge.street.axis === 'ns' ? { s: v, d: u - bridge.street.at } : { s: u, d: v - bridge.street.at };
}

export function townOnBridge(
  bridge: Bridge,
  s: number,
  d: number,
): { readonly u: number; readonly v: number } {
  return bridge.street.axis === 'ns' ? { u: bridge.street.at + d, v: s } : { u: s, v: bridge.street.at + d };
}

const ENDS_M = new Map(
  BRIDGES.map((bridge) => {
    const ends = [bridge.from, bridge.to].map((end) => {
      const { u, v } = townOnBridge(bridge, end, 0);
      const { e, n } = placeOf(u, v);
      return landHeightM(e, n);
    });
    return [bridge.id, ends] as const;
  }),
);

/** Top of the deck, orthometric m. */
export function deckHeightM(bridge: Bridge, s: number): number {
  const t = (s - bridge.from) / (bridge.to - bridge.from);
  const [start = 0, finish = 0] = ENDS_M.get(bridge.id) ?? [];
  return start + (finish - start) * t + 0.05 + bridge.riseM * 4 * t * (1 - t);
}

export const onBridge = (bridge: Bridge, u: number, v: number): boolean => {
  const { s, d } = alongBridge(bridge, u, v);
  return s > bridge.from && s < bridge.to && Math.abs(d) < bridge.halfWidthM;
};
