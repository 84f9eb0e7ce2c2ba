/** Carriageways with their markings, kerbs and footways. Distances m, along and across one street. */
import { ramp } from './ink.ts';
import type { Street } from '../description/streets.ts';
import { crossingsOf } from '../description/streets.ts';
import { cloud, hash, noise } from '../random.ts';
import type { Ink, Rgb } from './ink.ts';
import { blend, dim, fract, lines, setInk, span } from './ink.ts';
import type { GroundPoint } from './paving.ts';
import { paintAsphalt } from './paving.ts';

const WHITE: Rgb = [0.86, 0.86, 0.84];
const YELLOW: Rgb = [0.8, 0.62, 0.22];

export interface StreetView {
  readonly street: Street;
  readonly crossings: readonly { readonly at: number; readonly half: number }[];
}

export const viewOf = (street: Street): StreetView => ({ street, crossings: crossingsOf(street) });

/** Distance along the street from `s` to the nearest crossing's carriageway; negative inside it. */
function crossingDistance(view: StreetView, s: number): number {
  let best = Infinity;
  for (const crossing of view.crossings) {
    const away = Math.abs(s - crossing.at) - crossing.half;
    if (away < best) best = away;
  }
  return best;
}

function isBefore(view: StreetView, s: number): boolean {
  let best = Infinity;
  let before = false;
  for (const crossing of view.crossings) {
    const away = Math.abs(s - crossing.at);
    if (away < best) {
      best = away;
      before = s < crossing.at;
    }
  }
  return before;
}

function arrowCover(across: number, ahead: number, w: number): number {
  // a straight arrow: shaft of 3 m, head of 1.6 m, pointing to falling `ahead`
  if (ahead < 0 || ahead > 5) return 0;
  if (ahead > 1.8) return span(across, -0.09, 0.09, w);
  const half = 0.42 * (ahead / 1.8);
  return span(across, -half, half, w);
}

/** d across from the middle (signed), s along, `away` from the next crossing's carriageway. */
interface StreetSpot {
  readonly d: number;
  readonly s: number;
  readonly away: number;
}

function paintMainMarks(ink: Ink, p: GroundPoint, view: StreetView, spot: StreetSpot): void {
  const { d, s, away } = spot;
  const { half } = view.street;
  const a = Math.abs(d);
  const wear = 0.5 + 0.45 * noise(p.e / 2.4, p.n / 2.4, 91);
  // wheel tracks darken the lanes
  const lane = fract((a - 0.4) / 3.4) * 3.4;
  dim(ink, 1 - 0.09 * (span(lane, 0.6, 1.15, Math.max(p.w, 0.5)) + span(lane, 2.2, 2.8, Math.max(p.w, 0.5))));
  if (away > 7) {
    blend(ink, YELLOW, span(a, 0.1, 0.25, p.w) * wear);
    const dash = away < 30 ? 1 : span(fract(s / 10) * 10, 0, 4, p.w);
    const lanes = Math.floor((half - 3.4) / 3.4);
    for (let i = 1; i <= lanes; i++)
      blend(ink, WHITE, span(a, 0.33 + i * 3.4, 0.48 + i * 3.4, p.w) * dash * wear);
    blend(ink, WHITE, span(a, half - 2.9, half - 2.75, p.w) * wear);
    // the cycle lane is faintly red
    if (a > half - 2.7) blend(ink, [0.45, 0.3, 0.26], 0.28);
    const laneMid = lane - 1.75;
    const approach = isBefore(view, s) === d < 0;
    if (approach && a < half - 3) blend(ink, WHITE, arrowCover(laneMid, away - 13, p.w) * wear);
  }
  if (away > 6.2 && away <= 7 && a < half - 0.3 && isBefore(view, s) === d < 0) {
    blend(ink, WHITE, span(away, 6.4, 6.8, p.w) * wear);
  }
}

function paintMinorMarks(ink: Ink, p: GroundPoint, view: StreetView, spot: StreetSpot): void {
  const { d, s, away } = spot;
  if (view.street.rank === 'minor' || away < 6) return;
  const wear = 0.35 + 0.5 * noise(p.e / 2.4, p.n / 2.4, 92);
  const dash = away < 22 ? 1 : span(fract(s / 8) * 8, 0, 3, p.w);
  blend(ink, YELLOW, span(d, -0.08, 0.08, p.w) * dash * wear);
  const a = Math.abs(d);
  blend(ink, WHITE, span(a, view.street.half - 2.25, view.street.half - 2.13, p.w) * wear);
  // bays along the kerb
  if (view.street.half > 6 && a > view.street.half - 2.2)
    blend(ink, WHITE, lines(s, 6, 0.12, p.w) * wear * 0.9);
}

/** Asphalt and paint of one street at distance `d` across (signed) and `s` along it. */
export function paintCarriageway(ink: Ink, p: GroundPoint, view: StreetView, d: number, s: number): void {
  const { street } = view;
  paintAsphalt(ink, p, street.rank === 'main' ? 0.2 : 0.2 + 0.8 * hash(street.at, street.from, 93));
  const away = crossingDistance(view, s);
  // oil along the lanes, dust along the kerb
  blend(ink, [0.5, 0.48, 0.45], ramp(street.half - 1.1, street.half, Math.abs(d)) * 0.3);
  if (away > 1.4 && away < 5.6 && street.rank !== 'minor') {
    const wear = 0.6 + 0.4 * noise(p.e / 1.7, p.n / 1.7, 94);
    const bars =
      lines(d + 0.25, 0.95, 0.5, p.w) *
      span(away, 1.6, 5.2, p.w) *
      span(d, -street.half + 0.4, street.half - 0.4, p.w);
    blend(ink, WHITE, bars * wear * 0.92);
  }
  if (street.rank === 'main') paintMainMarks(ink, p, view, { d, s, away });
  else paintMinorMarks(ink, p, view, { d, s, away });
}

/** Inside a crossing: worn asphalt, turning tracks and a box now and then. */
export function paintCrossing(ink: Ink, p: GroundPoint, busy: boolean): void {
  paintAsphalt(ink, p, 0.25);
  dim(ink, 0.92 + 0.12 * cloud(p.e / 3, p.n / 3, 95));
  if (!busy) return;
  const wear = 0.25 + 0.4 * noise(p.e / 2, p.n / 2, 96);
  const box = Math.max(lines(p.u + p.v, 3.2, 0.14, p.w), lines(p.u - p.v, 3.2, 0.14, p.w));
  blend(ink, YELLOW, box * wear * 0.55);
}

/** Footway at `out` metres from the kerb; `s` along the street. */
export function paintFootway(ink: Ink, p: GroundPoint, street: Street, out: number, s: number): void {
  const warm = hash(street.at, street.to, 97);
  setInk(ink, warm < 0.4 ? [0.57, 0.5, 0.46] : warm < 0.7 ? [0.58, 0.57, 0.55] : [0.55, 0.53, 0.48]);
  const cell = hash(s / 0.5, out / 0.5, 98);
  dim(ink, 0.92 + 0.12 * cell * Math.min(1, 0.5 / p.w) + 0.16 * (cloud(p.e / 6, p.n / 6, 99) - 0.5));
  dim(ink, 1 - 0.3 * Math.max(lines(s, 0.5, 0.015, p.w), lines(out, 0.5, 0.015, p.w)));
  if (street.rank !== 'minor') {
    // tactile strip, and a darker band every six metres
    blend(ink, [0.68, 0.56, 0.27], span(out, street.footway * 0.55, street.footway * 0.55 + 0.4, p.w) * 0.75);
    blend(ink, [0.42, 0.4, 0.38], lines(s, 6, 0.5, p.w) * 0.5);
    // tree pits of 1.2 m every seven metres
    const pit = span(fract(s / 7) * 7, 2.9, 4.1, p.w) * span(out, 0.35, 1.45, p.w);
    blend(ink, [0.36, 0.31, 0.25], pit * 0.85);
  }
  blend(ink, [0.72, 0.71, 0.69], span(out, 0, 0.18, p.w));
  blend(ink, [0.35, 0.33, 0.3], ramp(0.66, 0.88, noise(p.e / 2.2, p.n / 2.2, 100)) * 0.3);
}
