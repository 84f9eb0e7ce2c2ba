/** The 120 covers, on streets and in yards, at exactly the height of the ground. */
import { Sequence } from '../random.ts';
import { BRIDGES, onBridge } from './bridges.ts';
import type { BuildingIndex } from './building-index.ts';
import { HALF_M, placeOf } from './frame.ts';
import { STREETS, crossingsOf } from './streets.ts';
import type { Street } from './streets.ts';
import { landHeightM } from './terrain.ts';
import { riverDistance } from './water.ts';

export interface Cover {
  readonly number: number;
  readonly e: number;
  readonly n: number;
  readonly orthometricHeightM: number;
  readonly network: 'sewage' | 'rain' | 'water' | 'gas' | 'power' | 'telecom';
  readonly place: 'carriageway' | 'footway';
  readonly road: { readonly zh: string; readonly en: string };
  readonly chamberDepthM: number;
  readonly diameterM: number;
}

const COVER_COUNT = 120;
const NETWORKS = ['sewage', 'rain', 'sewage', 'rain', 'water', 'gas', 'power', 'telecom'] as const;

/** The Old Bund and its neighbourhood hold most of them; the rest lie all over the town. */
function streetFor(random: Sequence, number: number): Street {
  const near = STREETS.filter((street) =>
    ['zhongma', 'waima', 'renmin', 'xinjie', 'deji', 'baochang', 'chezhan', 'yangshan'].includes(street.id),
  );
  const list = number % 5 < 3 ? near : STREETS;
  const street = list[random.integer(0, list.length - 1)];
  if (!street) throw new Error('there are no streets');
  return street;
}

export function layCovers(seed: number, index: BuildingIndex): Cover[] {
  const random = new Sequence(seed + 311);
  const covers: Cover[] = [];
  while (covers.length < COVER_COUNT) {
    const number = covers.length + 1;
    const street = streetFor(random, number);
    const s = random.between(Math.max(street.from, -470), Math.min(street.to, 770));
    const network = NETWORKS[number % NETWORKS.length] ?? 'rain';
    const place =
      network === 'gas' || network === 'power' || network === 'telecom' ? 'footway' : 'carriageway';
    const side = random.chance(0.5) ? 1 : -1;
    const d =
      side *
      (place === 'footway' ? street.half + street.footway * 0.6 : street.half * random.between(0.2, 0.75));
    const [u, v] = street.axis === 'ns' ? [street.at + d, s] : [s, street.at + d];
    const { e, n } = placeOf(u, v);
    const onFootwayOfCrossing =
      place === 'footway' &&
      crossingsOf(street).some((crossing) => Math.abs(s - crossing.at) < crossing.half + 4);
    const taken = covers.some((other) => (other.e - e) ** 2 + (other.n - n) ** 2 < 49);
    const out = Math.abs(e) > HALF_M - 10 || Math.abs(n) > HALF_M - 10 || riverDistance(u, v) < 3;
    const bridged = BRIDGES.some((bridge) => onBridge(bridge, u, v));
    if (taken || out || bridged || onFootwayOfCrossing || index.clearanceM(e, n, 0.6) <= 0) continue;
    covers.push({
      number,
      e,
      n,
      orthometricHeightM: landHeightM(e, n),
      network,
      place,
      road: street.name,
      chamberDepthM: Math.round(random.between(1.4, 4.2) * 10) / 10,
      diameterM: network === 'power' || network === 'telecom' ? 0.8 : 0.7,
    });
  }
  return covers;
}
