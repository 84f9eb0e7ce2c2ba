/** Walls that are not rows of plain windows: curtain walls, arcades, the church, sheds. */
import type { Part } from '../description/building.ts';
import type { FacadeLayout } from '../description/facade-layout.ts';
import { cloud, hash, noise } from '../random.ts';
import type { Ink, Rgb } from './ink.ts';
import { blend, dim, fract, lines, ramp, setInk, span } from './ink.ts';

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly w: number;
}

export function paintGlassWall(
  ink: Ink,
  part: Part,
  layout: FacadeLayout,
  p: { s: number; z: number; w: number },
): void {
  const tone = part.seed % 3;
  setInk(ink, tone === 0 ? [0.22, 0.33, 0.4] : tone === 1 ? [0.25, 0.36, 0.36] : [0.24, 0.29, 0.36]);
  const floor = Math.floor((p.z - part.z0) / part.floorM);
  const pane = Math.floor(p.s / layout.bayM);
  const y = p.z - part.z0 - floor * part.floorM;
  // the sky and the town opposite, warped from pane to pane
  const wobble = (hash(pane, floor, part.seed) - 0.5) * 2.2;
  const mirror = cloud(p.s / 16 + wobble * 0.12, (p.z + wobble) / 22, 181);
  blend(ink, [0.6, 0.68, 0.73], ramp(0.36, 0.72, mirror + (p.z / 160) * 0.3) * 0.6);
  blend(ink, [0.14, 0.18, 0.21], ramp(0.55, 0.3, mirror + p.z / 120) * 0.5);
  dim(ink, 0.93 + 0.14 * hash(pane, floor, part.seed + 1));
  blend(ink, [0.34, 0.4, 0.43], span(y, 0, 0.9, p.w) * 0.45);
  if (hash(pane, floor, part.seed + 2) < 0.06) blend(ink, [0.66, 0.65, 0.6], span(y, 1, 3.2, p.w) * 0.45);
  const mullion = Math.max(lines(p.s, layout.bayM, 0.08, p.w), lines(y, part.floorM, 0.1, p.w) * 0.9);
  blend(ink, [0.58, 0.61, 0.63], mullion * 0.75);
  if (p.z > part.z1 + 0.1) blend(ink, [0.5, 0.53, 0.55], 0.6);
}

/** Veranda of a treaty-port building: round arches on pillars, the room's wall in shade behind. */
export function paintArcade(
  ink: Ink,
  part: Part,
  layout: FacadeLayout,
  at: Spot,
  cell: { bay: number; floor: number },
): void {
  const { x, y, w } = at;
  const trim: Rgb = [0.78, 0.75, 0.68];
  const height = cell.floor === 0 ? part.groundFloorM : part.floorM;
  blend(ink, trim, span(y, height - 0.42, height, w) * 0.85);
  dim(ink, 1 - 0.22 * span(y, height - 0.55, height - 0.42, w));
  const open = layout.role !== 'end';
  const half = open ? layout.bayM * 0.36 : layout.bayM * 0.2;
  const spring = height - 1.15 - (open ? 0.25 : 0.5);
  const foot = open ? 0.02 : 0.95;
  const arch =
    y < spring
      ? span(x, -half, half, w)
      : ramp(half + w / 2, half - w / 2, Math.hypot(x, (y - spring) * (half / 0.85)));
  const ring =
    y < spring
      ? span(x, -half - 0.2, half + 0.2, w)
      : ramp(half + 0.2 + w / 2, half + 0.2 - w / 2, Math.hypot(x, (y - spring) * ((half + 0.2) / 1.05)));
  const above = y > foot ? 1 : 0;
  blend(ink, trim, ring * above * 0.75);
  blend(ink, open ? [0.23, 0.21, 0.19] : [0.24, 0.27, 0.29], arch * above);
  if (open) {
    // door and shutters in the depth, balustrade in front
    blend(ink, [0.2, 0.3, 0.26], span(x, -0.55, 0.55, w) * span(y, 0, 2.3, w) * arch * 0.7);
    const rail = cell.floor > 0 ? span(y, 0, 0.95, w) * arch : 0;
    blend(ink, trim, rail * (0.35 + 0.55 * lines(x, 0.28, 0.13, w)));
    dim(ink, 1 - 0.3 * arch * ramp(spring - 1.6, spring + 0.6, y));
  } else {
    blend(
      ink,
      [0.72, 0.7, 0.64],
      Math.max(span(x, -0.03, 0.03, w), span(y, spring - 0.03, spring + 0.03, w)) * arch * above * 0.8,
    );
  }
}

export function paintChurchWall(
  ink: Ink,
  part: Part,
  layout: FacadeLayout,
  p: { s: number; z: number; w: number },
): void {
  const course = Math.floor(p.z / 0.09);
  blend(
    ink,
    [0.6, 0.58, 0.55],
    Math.max(lines(p.z, 0.09, 0.014, p.w), lines(p.s + (course % 2) * 0.14, 0.28, 0.014, p.w)) * 0.35,
  );
  const red: Rgb = [0.5, 0.31, 0.25];
  blend(ink, red, lines(p.z + 0.2, 3.4, 0.3, p.w) * 0.7);
  const bay = Math.floor(p.s / layout.bayM);
  const x = p.s - (bay + 0.5) * layout.bayM;
  // buttresses between the bays
  dim(
    ink,
    1 +
      0.12 * span(Math.abs(x), layout.bayM / 2 - 0.35, layout.bayM / 2 - 0.1, p.w) -
      0.2 * span(Math.abs(x), layout.bayM / 2 - 0.42, layout.bayM / 2 - 0.35, p.w),
  );
  const tall = part.z1 - part.z0;
  const rows = tall > 15 ? 3 : 1;
  for (let row = 0; row < rows; row++) {
    const foot = part.z0 + (tall / rows) * row + Math.min(2, tall * 0.2);
    const height = (tall / rows) * 0.42;
    const half = Math.min(0.62, layout.bayM * 0.2);
    const y = p.z - foot;
    // a lancet: two arcs meeting in a point
    const taper = y < height ? half : half * Math.sqrt(Math.max(0, 1 - (y - height) / (half * 2.4)));
    const on = y > 0 && y < height + half * 2.4 ? 1 : 0;
    blend(ink, red, span(x, -taper - 0.22, taper + 0.22, p.w) * on * 0.85);
    blend(ink, [0.2, 0.22, 0.27], span(x, -taper, taper, p.w) * on);
    blend(
      ink,
      [0.42, 0.36, 0.42],
      span(x, -taper, taper, p.w) * on * 0.5 * noise(x * 5 + bay * 3, y * 4, 185),
    );
    blend(ink, [0.5, 0.48, 0.45], span(x, -0.04, 0.04, p.w) * on * 0.7);
  }
}

export function paintShedWall(
  ink: Ink,
  part: Part,
  layout: FacadeLayout,
  p: { s: number; z: number; w: number },
): void {
  dim(ink, 1 - 0.14 * lines(p.s, 0.3, 0.12, p.w));
  blend(ink, [0.48, 0.33, 0.24], ramp(0.6, 0.85, noise(p.s / 1.2, p.z / 5 + part.seed, 187)) * 0.3);
  const bay = Math.floor(p.s / layout.bayM);
  const x = p.s - (bay + 0.5) * layout.bayM;
  const door = layout.role === 'front' && hash(bay, 2, part.seed) < 0.34;
  if (door) {
    const high = Math.min(4.2, part.z1 - 0.7);
    const on = span(x, -1.9, 1.9, p.w) * span(p.z, 0, high, p.w);
    blend(ink, hash(bay, 4, part.seed) < 0.5 ? [0.36, 0.45, 0.53] : [0.62, 0.62, 0.6], on);
    dim(ink, 1 - 0.2 * lines(p.z, 0.32, 0.07, p.w) * on);
    return;
  }
  if (part.z1 < 4.8) return;
  const band = span(p.z, part.z1 - 1.9, part.z1 - 0.8, p.w) * span(x, -2, 2, p.w);
  blend(ink, [0.3, 0.36, 0.38], band);
  blend(ink, [0.62, 0.63, 0.62], band * lines(fract(p.s / layout.bayM) * layout.bayM, 1, 0.08, p.w));
}
