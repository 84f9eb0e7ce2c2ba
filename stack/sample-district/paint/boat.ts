/** Boats from above as albedo, and the wake behind a moving one; x along the keel, y across, m. */
import type { Boat } from '../description/boats.ts';
import { cabinOf, halfBreadthM } from '../description/boats.ts';
import { cloud, hash, noise } from '../random.ts';
import type { Ink, Rgb } from './ink.ts';
import { blend, dim, lines, ramp, setInk, span } from './ink.ts';

export function paintBoat(ink: Ink, boat: Boat, at: { x: number; y: number; w: number }): void {
  const { x, y, w } = at;
  const edge = halfBreadthM(boat, x) - Math.abs(y);
  const tone = hash(boat.seed, 3, 231);
  const deck: Rgb =
    boat.kind === 'ferry' ? [0.66, 0.67, 0.66] : tone < 0.5 ? [0.42, 0.27, 0.22] : [0.33, 0.38, 0.4];
  setInk(ink, deck);
  dim(ink, 0.88 + 0.22 * cloud(x / 2 + boat.seed, y / 2, 232));
  const [from, to] = cabinOf(boat);
  if (boat.kind === 'barge') {
    // the hold: sand, or closed hatches
    const hold = span(x, to + 1, boat.lengthM * 0.34, w) * span(Math.abs(y), -1, boat.widthM / 2 - 1.1, w);
    if (tone < 0.6) {
      blend(ink, [0.58, 0.49, 0.37], hold);
      dim(ink, 1 + 0.25 * hold * (noise(x / 2.5, y / 2 + boat.seed, 233) - 0.5));
    } else {
      blend(ink, [0.45, 0.5, 0.5], hold);
      dim(ink, 1 - 0.3 * hold * lines(x, 3, 0.2, w));
    }
  }
  const cabin = span(x, from, to, w) * span(Math.abs(y), -1, boat.widthM * 0.38, w);
  blend(ink, [0.74, 0.74, 0.72], cabin);
  blend(ink, [0.3, 0.42, 0.5], cabin * span(x, to - 0.7, to - 0.2, w) * 0.8);
  blend(ink, [0.62, 0.6, 0.56], span(edge, -0.1, 0.3, w) * 0.7);
}

/** How much foam lies at a place behind a moving boat, 0..1. */
export function wakeAt(boat: Boat, x: number, y: number): number {
  const behind = -boat.lengthM / 2 - x;
  if (!boat.moving || behind < -boat.lengthM * 0.8 || behind > 90) return 0;
  const spread = boat.widthM * 0.5 + Math.max(0, behind + boat.lengthM * 0.8) * 0.16;
  const arms = ramp(1.6 + behind * 0.02, 0, Math.abs(Math.abs(y) - spread));
  const churn = behind > 0 ? ramp(boat.widthM * 0.6, 0, Math.abs(y)) * 0.8 : 0;
  return (
    Math.max(arms * 0.55, churn) * (1 - Math.max(0, behind) / 90) * (0.5 + 0.8 * noise(x * 0.7, y * 0.9, 235))
  );
}
