/** Trees along the streets and on the river banks. */
import type { Sequence } from '../random.ts';
import { hash } from '../random.ts';
import { BRIDGES, onBridge } from './bridges.ts';
import { placeOf } from './frame.ts';
import type { Tree, TreeKind } from './site.ts';
import type { Street } from './streets.ts';
import { STREETS, crossingsOf } from './streets.ts';
import {
  YAO_NORTH_BANK_V,
  YAO_SOUTH_BANK_V,
  YONG_EAST_BANK_U,
  YONG_WEST_BANK_U,
  riverDistance,
} from './water.ts';

const SIZE: Readonly<Record<string, readonly [number, number]>> = {
  camphor: [3.2, 8.5],
  plane: [3.9, 10.5],
  ginkgo: [2.1, 8.5],
  willow: [3, 7.5],
};

function makeTree(u: number, v: number, kind: TreeKind): Tree {
  const { e, n } = placeOf(u, v);
  const seed = Math.floor(hash(Math.round(e * 7), Math.round(n * 7), 29) * 1e6);
  const grow = 0.78 + 0.4 * hash(seed, 1, 3);
  const [radiusM, heightM] = SIZE[kind] ?? [3, 8];
  return { e, n, kind, radiusM: radiusM * grow, heightM: heightM * grow, seed };
}

function alongStreet(street: Street): Tree[] {
  if (street.rank === 'minor') return [];
  const crossings = crossingsOf(street);
  const kind: TreeKind =
    hash(street.at, 5, 7) < 0.5 ? 'plane' : hash(street.at, 6, 7) < 0.6 ? 'camphor' : 'ginkgo';
  const trees: Tree[] = [];
  for (let s = Math.ceil(street.from / 7) * 7 + 3.5; s < street.to; s += 7) {
    if (crossings.some((crossing) => Math.abs(s - crossing.at) < crossing.half + 9)) continue;
    for (const side of [-1, 1]) {
      const d = street.at + side * (street.half + 0.9);
      const [u, v] = street.axis === 'ns' ? [d, s] : [s, d];
      if (hash(s, d, 11) < 0.1 || riverDistance(u, v) < 4) continue;
      if (BRIDGES.some((bridge) => onBridge(bridge, u, v))) continue;
      trees.push(makeTree(u, v, kind));
    }
  }
  return trees;
}

/** Free ground between a bank and the first street: rows of trees with gaps. */
function alongBanks(random: Sequence): Tree[] {
  const trees: Tree[] = [];
  const put = (u: number, v: number, kind: TreeKind): void => {
    if (random.chance(0.16) || riverDistance(u, v) < 3.5) return;
    if (BRIDGES.some((bridge) => onBridge(bridge, u, v))) return;
    const inStreet = STREETS.some((street) => {
      const [across, along] = street.axis === 'ns' ? [u, v] : [v, u];
      const reach = street.half + street.footway + 1;
      return Math.abs(across - street.at) < reach && along > street.from - 8 && along < street.to + 8;
    });
    if (!inStreet) trees.push(makeTree(u, v, kind));
  };
  for (let t = -880; t < 880; t += 6.5) {
    if (t > -470) {
      put(YONG_WEST_BANK_U - 14 + random.between(-0.6, 0.6), t, 'camphor');
      put(YONG_WEST_BANK_U - 24 + random.between(-0.6, 0.6), t + 3, 'plane');
    }
    for (let row = 0; row < 6; row++) {
      put(YONG_EAST_BANK_U + 13 + row * 10 + random.between(-3, 3), t, row % 2 ? 'camphor' : 'willow');
    }
    if (t < 400) {
      put(t, YAO_NORTH_BANK_V + 12 + random.between(-1, 1), 'willow');
      for (let row = 0; row < 4; row++) {
        put(t, YAO_SOUTH_BANK_V - 12 - row * 9 + random.between(-2, 2), row % 2 ? 'camphor' : 'ginkgo');
      }
    }
  }
  return trees;
}

export function streetAndBankTrees(random: Sequence): Tree[] {
  return [...STREETS.flatMap(alongStreet), ...alongBanks(random)];
}
