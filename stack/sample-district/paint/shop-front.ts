/** Ground floors with shops: glass or shutters, and a lit sign board with strokes that read as characters from afar. */
import type { Part } from '../description/building.ts';
import type { FacadeLayout } from '../description/facade-layout.ts';
import { hash, noise } from '../random.ts';
import type { Ink, Rgb } from './ink.ts';
import { blend, dim, fract, lines, ramp, span } from './ink.ts';

const BOARDS: readonly [Rgb, ...Rgb[]] = [
  [0.62, 0.14, 0.11],
  [0.16, 0.34, 0.55],
  [0.14, 0.42, 0.3],
  [0.72, 0.5, 0.12],
  [0.74, 0.73, 0.7],
  [0.22, 0.2, 0.2],
  [0.5, 0.18, 0.32],
  [0.66, 0.33, 0.12],
  [0.33, 0.26, 0.2],
];

function paintCharacters(ink: Ink, x: number, y: number, w: number, seed: number): void {
  // each character is a 0.7 m square of hashed strokes
  const index = Math.floor(x / 0.85);
  const cx = fract(x / 0.85) * 0.85;
  if (index < 0 || index > 4 || cx > 0.7 || y < 0 || y > 0.7) return;
  const light = seed % 5 === 4 ? 0.15 : 0.92;
  const column = Math.floor((cx / 0.7) * 5);
  const row = Math.floor((y / 0.7) * 5);
  const stroke = hash(column + index * 7, row, seed) < 0.52 ? 1 : 0;
  blend(ink, [light, light, light * 0.93], stroke * Math.min(0.85, 0.16 / w));
}

export function paintShopFront(
  ink: Ink,
  part: Part,
  layout: FacadeLayout,
  at: { x: number; y: number; w: number },
  bay: number,
): void {
  const { x, y, w } = at;
  const half = layout.bayM / 2 - 0.16;
  const height = part.groundFloorM;
  const mood = hash(bay, 11, part.seed);
  const shop = layout.role === 'front' || (layout.role === 'end' && mood < 0.35);
  if (!shop) {
    if (mood < 0.5) blend(ink, [0.32, 0.27, 0.24], span(x, -0.5, 0.5, w) * span(y, 0, 2.2, w));
    return;
  }
  const board = span(x, -half - 0.1, half + 0.1, w) * span(y, height - 1.25, height - 0.2, w);
  const seed = Math.floor(mood * 977);
  const colour = BOARDS[seed % BOARDS.length] ?? BOARDS[0];
  blend(ink, colour, board);
  dim(ink, 1 - 0.2 * board * noise(x * 2 + bay * 5, y * 2, 191));
  if (board > 0.4) paintCharacters(ink, x + half * 0.75, y - (height - 1.08), w, seed);
  dim(ink, 1 - 0.4 * span(y, height - 1.5, height - 1.25, w));
  const front = span(x, -half, half, w) * span(y, 0.12, height - 1.3, w);
  if (mood > 0.72) {
    blend(ink, [0.55, 0.57, 0.58], front);
    dim(ink, 1 - 0.25 * front * lines(y, 0.1, 0.03, w));
    return;
  }
  blend(ink, [0.2, 0.2, 0.2], front);
  // goods and lamps inside, the street in the glass
  const goods = noise(x * 3.1 + bay * 13, y * 2.7, 192);
  blend(ink, [0.68, 0.55, 0.38], front * ramp(0.5, 0.8, goods) * span(y, 0.3, 2.1, w) * 0.6);
  blend(ink, [0.85, 0.8, 0.66], front * span(y, height - 1.75, height - 1.5, w) * 0.45);
  blend(ink, [0.5, 0.56, 0.6], front * ramp(0.55, 0.8, noise(x * 0.5 + bay, y * 0.4 + seed, 193)) * 0.35);
  blend(
    ink,
    [0.66, 0.66, 0.65],
    front * Math.max(lines(x + half, (half * 2) / 3, 0.06, w), span(y, 2.1, 2.17, w)),
  );
}
