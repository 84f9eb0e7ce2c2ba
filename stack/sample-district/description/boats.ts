/** Barges and a ferry on the Yong and the Yao, in other places at each epoch; x along the keel, bow positive, m. */
import { Sequence } from '../random.ts';
import { columnAngleRad, placeOf, rowAngleRad } from './frame.ts';

export interface Boat {
  readonly e: number;
  readonly n: number;
  readonly cos: number;
  readonly sin: number;
  readonly lengthM: number;
  readonly widthM: number;
  readonly kind: 'barge' | 'ferry';
  readonly seed: number;
  /** a moving boat draws a wake */
  readonly moving: boolean;
}

export const FREEBOARD_M = 1.7;
export const CABIN_TOP_M = 5.2;

/** Half of the breadth at x; the bow tapers over the first fifth. */
export function halfBreadthM(boat: Boat, x: number): number {
  const half = boat.lengthM / 2;
  if (x > half || x < -half) return 0;
  const bow = half - boat.lengthM * 0.2;
  if (x <= bow) return boat.widthM / 2;
  return (boat.widthM / 2) * (1 - ((x - bow) / (half - bow)) ** 2 * 0.85);
}

/** Ends of the cabin along the keel. */
export const cabinOf = (boat: Boat): readonly [number, number] =>
  boat.kind === 'barge'
    ? [-boat.lengthM * 0.46, -boat.lengthM * 0.3]
    : [-boat.lengthM * 0.38, boat.lengthM * 0.22];

export function boatsOf(epoch: number): Boat[] {
  const random = new Sequence(4241 + epoch * 97);
  const boats: Boat[] = [];
  const put = (u: number, v: number, upriver: boolean, river: 'yong' | 'yao', moving: boolean): void => {
    const place = placeOf(u, v);
    const along = river === 'yong' ? columnAngleRad(place.n) + Math.PI / 2 : rowAngleRad(u);
    const angleRad = upriver ? along + Math.PI : along;
    const ferry = random.chance(0.25);
    boats.push({
      ...place,
      cos: Math.cos(angleRad),
      sin: Math.sin(angleRad),
      lengthM: ferry ? 22 : random.between(32, 44),
      widthM: ferry ? 6 : random.between(7, 8.4),
      kind: ferry ? 'ferry' : 'barge',
      seed: random.integer(1, 1e6),
      moving,
    });
  };
  for (let v = -430; v < 720; v += 190) {
    const atV = v + random.between(-60, 60);
    if (Math.abs(atV - 250) < 45) continue;
    put(random.between(455, 545), atV, random.chance(0.5), 'yong', true);
  }
  // moored at the far quay, two abreast
  for (const v of [-330, -286, 60, 104, 420]) put(577, v + random.between(-3, 3), false, 'yong', false);
  for (const u of [-600, -260])
    put(u + random.between(-80, 80), random.between(-630, -590), random.chance(0.5), 'yao', true);
  return boats;
}
