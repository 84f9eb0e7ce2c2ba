/**
 * Pins that would cover each other on the screen become one symbol, at the place and with the state of the worst of
 * them. Greedy by severity over a hash grid: O(n) for spread pins. Pixels, y down. Pure.
 */
import type { PinState } from '../globe-port.ts';

export interface ScreenPin {
  readonly id: string;
  readonly state: PinState;
  readonly xPx: number;
  readonly yPx: number;
}

export interface PinCluster {
  /** the worst pin: the cluster stands at its place */
  readonly leader: ScreenPin;
  /** leader included */
  readonly members: readonly ScreenPin[];
}

const SEVERITY: Readonly<Record<PinState, number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
  offline: 4,
  normal: 5,
};

interface OpenCluster {
  readonly leader: ScreenPin;
  readonly members: ScreenPin[];
}

function cellsAround(xPx: number, yPx: number, cellPx: number): string[] {
  const column = Math.floor(xPx / cellPx);
  const row = Math.floor(yPx / cellPx);
  return [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => `${column + dx},${row + dy}`));
}

/** The nearest leader within the radius, or null. */
function leaderNear(
  pin: ScreenPin,
  leaders: ReadonlyMap<string, readonly OpenCluster[]>,
  radiusPx: number,
): OpenCluster | null {
  let nearest: OpenCluster | null = null;
  let nearestPx = radiusPx;
  for (const cell of cellsAround(pin.xPx, pin.yPx, radiusPx)) {
    for (const cluster of leaders.get(cell) ?? []) {
      const distancePx = Math.hypot(cluster.leader.xPx - pin.xPx, cluster.leader.yPx - pin.yPx);
      if (distancePx < nearestPx) {
        nearest = cluster;
        nearestPx = distancePx;
      }
    }
  }
  return nearest;
}

/** @param aloneIds pins that stay by themselves (the selected one) */
export function clusterPins(
  pins: readonly ScreenPin[],
  radiusPx: number,
  aloneIds: ReadonlySet<string>,
): PinCluster[] {
  // ties by id: the same picture for the same pins, in whatever order they came
  const worstFirst = pins.toSorted(
    (a, b) => SEVERITY[a.state] - SEVERITY[b.state] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const leaders = new Map<string, OpenCluster[]>();
  const clusters: OpenCluster[] = [];
  for (const pin of worstFirst) {
    const alone = aloneIds.has(pin.id);
    const near = alone ? null : leaderNear(pin, leaders, radiusPx);
    if (near !== null) {
      near.members.push(pin);
      continue;
    }
    const cluster: OpenCluster = { leader: pin, members: [pin] };
    clusters.push(cluster);
    if (alone) continue;
    const cell = `${Math.floor(pin.xPx / radiusPx)},${Math.floor(pin.yPx / radiusPx)}`;
    const there = leaders.get(cell);
    if (there === undefined) leaders.set(cell, [cluster]);
    else there.push(cluster);
  }
  return clusters;
}
