/**
 * Facades as albedo: walls, windows with frames, curtains and reflections, balconies, air conditioners, signs, stains.
 * s along the wall, z above the building's ground, m.
 */
import type { FacadeStyle, Part, Side } from '../description/building.ts';
import type { FacadeLayout } from '../description/facade-layout.ts';
import { facadeLayout, floorZ, hasBalcony } from '../description/facade-layout.ts';
import { cloud, hash, noise } from '../random.ts';
import type { Ink, Rgb } from './ink.ts';
import { blend, clamp01, dim, lines, ramp, setInk, span } from './ink.ts';
import { paintArcade, paintChurchWall, paintGlassWall, paintShedWall } from './special-walls.ts';
import { paintShopFront } from './shop-front.ts';

export interface WallPoint {
  s: number;
  z: number;
  w: number;
}

const WALLS: Readonly<Record<FacadeStyle, readonly [Rgb, ...Rgb[]]>> = {
  slab: [
    [0.7, 0.66, 0.58],
    [0.72, 0.62, 0.5],
    [0.66, 0.66, 0.64],
    [0.7, 0.57, 0.5],
    [0.63, 0.66, 0.62],
  ],
  tower: [
    [0.74, 0.68, 0.58],
    [0.62, 0.5, 0.42],
    [0.75, 0.73, 0.7],
    [0.66, 0.58, 0.52],
  ],
  glass: [
    [0.27, 0.38, 0.44],
    [0.3, 0.36, 0.4],
  ],
  stone: [
    [0.68, 0.63, 0.56],
    [0.6, 0.56, 0.52],
  ],
  lilong: [
    [0.62, 0.58, 0.52],
    [0.5, 0.47, 0.44],
    [0.66, 0.64, 0.6],
    [0.56, 0.44, 0.37],
  ],
  shophouse: [
    [0.66, 0.62, 0.55],
    [0.7, 0.66, 0.6],
    [0.58, 0.55, 0.52],
    [0.63, 0.53, 0.46],
  ],
  render: [
    [0.69, 0.67, 0.62],
    [0.64, 0.61, 0.55],
    [0.6, 0.58, 0.55],
    [0.7, 0.62, 0.53],
  ],
  brick: [
    [0.5, 0.35, 0.29],
    [0.44, 0.42, 0.4],
    [0.47, 0.38, 0.33],
  ],
  shed: [
    [0.62, 0.66, 0.68],
    [0.44, 0.55, 0.63],
    [0.7, 0.69, 0.66],
  ],
  school: [
    [0.77, 0.75, 0.7],
    [0.74, 0.66, 0.55],
  ],
  arcade: [
    [0.56, 0.42, 0.36],
    [0.5, 0.48, 0.46],
    [0.68, 0.63, 0.54],
  ],
  church: [[0.46, 0.45, 0.44]],
  panel: [
    [0.72, 0.72, 0.7],
    [0.6, 0.61, 0.62],
    [0.68, 0.63, 0.56],
  ],
};

function paintPlainWall(ink: Ink, part: Part, p: WallPoint, topM: number): void {
  const palette = WALLS[part.facade];
  setInk(ink, palette[part.seed % palette.length] ?? palette[0]);
  const seed = part.seed % 983;
  dim(ink, 0.93 + 0.14 * cloud(p.s / 5 + seed, p.z / 5, 171));
  if (part.facade === 'brick' || part.facade === 'lilong') {
    const course = Math.floor(p.z / 0.075);
    const joint = Math.max(lines(p.z, 0.075, 0.012, p.w), lines(p.s + (course % 2) * 0.12, 0.24, 0.012, p.w));
    blend(ink, [0.64, 0.61, 0.57], joint * 0.45);
    dim(ink, 0.94 + 0.12 * hash(p.s / 0.24, course, seed) * clamp01(0.2 / p.w));
    // red string courses in grey brick
    if (part.facade === 'lilong')
      blend(ink, [0.52, 0.33, 0.27], lines(p.z - part.z0 - 0.3, part.floorM, 0.22, p.w) * 0.5);
  } else if (part.facade === 'tower' || part.facade === 'stone') {
    dim(ink, 1 - 0.12 * Math.max(lines(p.z, 0.6, 0.02, p.w), lines(p.s, 0.9, 0.02, p.w)));
    blend(ink, [0.8, 0.79, 0.77], lines(p.z - part.z0, part.floorM, 0.3, p.w) * 0.5);
  } else {
    blend(ink, [0.78, 0.77, 0.75], lines(p.z - part.z0 + 0.1, part.floorM, 0.14, p.w) * 0.35);
  }
  // rain streaks from the top and under sills, splash at the foot
  const streak = noise(p.s * 1.3 + seed, p.z / 9, 172) * noise(p.s * 3.1, seed, 173);
  blend(ink, [0.33, 0.31, 0.29], ramp(0.34, 0.62, streak) * (0.18 + 0.35 * ramp(4.5, 0, topM - p.z)));
  blend(ink, [0.36, 0.34, 0.3], ramp(0.9, 0, p.z - part.z0) * (part.z0 < 1 ? 0.4 : 0.15));
}

function paintWindow(
  ink: Ink,
  part: Part,
  layout: FacadeLayout,
  cell: { bay: number; floor: number },
  at: { x: number; y: number; w: number },
): void {
  const { bay, floor } = cell;
  const { x, y, w } = at;
  const hw = layout.windowWidthM / 2;
  const h = layout.windowHeightM;
  const mood = hash(bay, floor, part.seed);
  const inside = span(x, -hw, hw, w) * span(y, 0, h, w);
  // the lintel's shadow and the sill
  dim(ink, 1 - 0.16 * span(x, -hw - 0.05, hw + 0.05, w) * span(y, h, h + 0.12, w));
  blend(ink, [0.76, 0.75, 0.72], span(x, -hw - 0.1, hw + 0.1, w) * span(y, -0.1, 0, w) * 0.8);
  if (inside <= 0) return;
  const glass: Rgb = [0.2 + mood * 0.1, 0.24 + mood * 0.11, 0.27 + mood * 0.12];
  blend(ink, glass, inside);
  // the sky in the upper panes, tilted a little from window to window
  const sky = ramp(0.2, 1.1, y / h + (mood - 0.5) * 0.9 + x * 0.15 * (mood - 0.4));
  blend(ink, [0.52, 0.6, 0.66], inside * sky * (0.25 + 0.35 * hash(bay, floor, part.seed + 1)));
  if (mood > 0.45) {
    const drawn = hw * 2 * (0.2 + 0.5 * hash(bay, floor, part.seed + 2));
    const curtain: Rgb = mood > 0.8 ? [0.66, 0.5, 0.44] : mood > 0.6 ? [0.7, 0.7, 0.66] : [0.5, 0.55, 0.6];
    const fold = 0.9 + 0.1 * Math.sin(x * 26);
    const cover = inside * (mood > 0.7 ? span(x, -hw, -hw + drawn, w) : span(x, hw - drawn, hw, w));
    blend(ink, [curtain[0] * fold, curtain[1] * fold, curtain[2] * fold], cover * 0.6);
  }
  const frame: Rgb =
    part.facade === 'lilong' ? [0.36, 0.24, 0.18] : mood < 0.3 ? [0.42, 0.43, 0.44] : [0.84, 0.84, 0.83];
  const bars = Math.max(
    span(x, -hw, -hw + 0.07, w),
    span(x, hw - 0.07, hw, w),
    span(x, -0.035, 0.035, w),
    span(y, 0, 0.07, w),
    span(y, h - 0.07, h, w),
    span(y, h * 0.7, h * 0.7 + 0.05, w),
  );
  blend(ink, frame, bars * inside);
  dim(ink, 1 - 0.35 * inside * span(y, h - 0.22, h, w));
  // burglar bars on the lower floors
  if (floor < 3 && mood < 0.5 && part.facade !== 'school')
    blend(ink, [0.5, 0.5, 0.5], lines(x, 0.13, 0.02, w) * inside * 0.8);
}

function paintBalcony(
  ink: Ink,
  part: Part,
  layout: FacadeLayout,
  cell: { bay: number; floor: number },
  at: { x: number; y: number; w: number },
): void {
  const { x, y, w } = at;
  const half = layout.bayM * 0.46;
  const mood = hash(cell.bay, cell.floor, part.seed + 5);
  const wide = span(x, -half, half, w);
  // parapet of the balcony, its glazing above, the slab's edge
  blend(
    ink,
    mood < 0.35 ? [0.7, 0.69, 0.66] : mood < 0.7 ? [0.74, 0.7, 0.63] : [0.6, 0.64, 0.66],
    wide * span(y, 0, 1.05, w) * 0.9,
  );
  blend(ink, [0.84, 0.83, 0.81], wide * span(y, -0.14, 0.02, w) * 0.8);
  const opening = wide * span(y, 1.05, part.floorM - 0.3, w);
  const enclosed = mood > 0.3;
  blend(ink, enclosed ? [0.3, 0.36, 0.4] : [0.2, 0.19, 0.18], opening);
  if (enclosed) {
    blend(
      ink,
      [0.55, 0.62, 0.67],
      opening * ramp(0.2, 1, noise(x * 0.8 + cell.bay * 7, y * 0.7 + cell.floor * 3, 175)) * 0.5,
    );
    blend(
      ink,
      [0.84, 0.84, 0.83],
      opening * Math.max(lines(x + half, half / 1.5, 0.06, w), span(y, 1.05, 1.12, w)),
    );
  }
  // washing on the rail
  if (mood > 0.42 && mood < 0.75) {
    const shirt = Math.floor((x + half) / 0.45);
    const colour: Rgb = [
      0.3 + 0.6 * hash(shirt, cell.floor, part.seed),
      0.3 + 0.5 * hash(shirt, cell.bay, 3),
      0.4 + 0.4 * hash(shirt, 5, cell.floor),
    ];
    blend(ink, colour, wide * span(y, 1.25, 2.1, w) * (hash(shirt, cell.floor, 9) < 0.55 ? 0.75 : 0));
  }
}

function paintAircon(
  ink: Ink,
  part: Part,
  layout: FacadeLayout,
  cell: { bay: number; floor: number },
  at: { x: number; y: number; w: number },
): void {
  if (hash(cell.bay, cell.floor, part.seed + 7) > 0.6) return;
  const x = at.x - layout.windowWidthM / 2 - 0.42;
  const y = at.y + 0.35;
  blend(ink, [0.3, 0.3, 0.3], span(x, -0.3, 0.55, at.w) * span(y, -0.16, 0.6, at.w) * 0.45);
  const body = span(x, -0.36, 0.42, at.w) * span(y, -0.04, 0.52, at.w);
  blend(ink, [0.8, 0.8, 0.77], body);
  const r = Math.hypot(x - 0.1, y - 0.24);
  blend(ink, [0.3, 0.31, 0.32], (1 - ramp(0.17, 0.23, r)) * body * 0.7);
  blend(
    ink,
    [0.42, 0.32, 0.26],
    span(x, 0, 0.2, at.w) * ramp(-1.6, -0.05, y) * span(y, -1.6, -0.05, at.w) * 0.35,
  );
}

/** Share of the bays without a window on the end walls. */
function blankShare(part: Part): number {
  if (part.facade === 'stone' || part.facade === 'panel') return 0;
  return part.facade === 'tower' ? 0.25 : 0.72;
}

/** One wall of a part; made once per wall, called per texel. */
export function facadePainter(part: Part, side: Side): (ink: Ink, p: WallPoint) => void {
  const layout = facadeLayout(part, side);
  const topM = part.z1 + part.parapetM;
  if (part.facade === 'glass') return (ink, p) => paintGlassWall(ink, part, layout, p);
  if (part.facade === 'shed') {
    return (ink, p) => {
      paintPlainWall(ink, part, p, topM);
      paintShedWall(ink, part, layout, p);
    };
  }
  return (ink, p) => {
    paintPlainWall(ink, part, p, topM);
    if (part.facade === 'church') return paintChurchWall(ink, part, layout, p);
    const wallTop = part.z1 + 0.02;
    if (p.z > wallTop) {
      // coping of the parapet
      blend(
        ink,
        [0.74, 0.73, 0.7],
        span(p.z, topM - 0.15, topM + 0.3, p.w) * (part.roof === 'flat' ? 0.8 : 0),
      );
      return;
    }
    const floor =
      p.z < part.z0 + part.groundFloorM
        ? 0
        : 1 + Math.floor((p.z - part.z0 - part.groundFloorM) / part.floorM);
    const bay = Math.min(layout.bays - 1, Math.max(0, Math.floor(p.s / layout.bayM)));
    const at = { x: p.s - (bay + 0.5) * layout.bayM, y: p.z - floorZ(part, floor), w: p.w };
    if (part.shop && floor === 0 && part.z0 < 1) return paintShopFront(ink, part, layout, at, bay);
    if (part.facade === 'arcade') return paintArcade(ink, part, layout, at, { bay, floor });
    const blank = layout.role === 'end' && hash(bay, 3, part.seed) < blankShare(part);
    if (blank) return;
    if (hasBalcony(layout, bay, floor)) return paintBalcony(ink, part, layout, { bay, floor }, at);
    const window = { x: at.x, y: at.y - layout.sillM, w: at.w };
    paintWindow(ink, part, layout, { bay, floor }, window);
    if (
      part.facade === 'slab' ||
      part.facade === 'render' ||
      part.facade === 'shophouse' ||
      (part.facade === 'lilong' && floor > 0)
    ) {
      paintAircon(ink, part, layout, { bay, floor }, window);
    }
    if (part.facade === 'lilong' && floor === 0) paintGate(ink, at, hash(bay, 1, part.seed));
  };
}

/** Stone-framed gate of a lilong house, in some bays. */
function paintGate(ink: Ink, at: { x: number; y: number; w: number }, mood: number): void {
  if (mood < 0.45) return;
  const x = at.x + 1.2;
  blend(ink, [0.64, 0.62, 0.58], span(x, -0.85, 0.85, at.w) * span(at.y, 0, 2.75, at.w));
  blend(
    ink,
    mood > 0.8 ? [0.2, 0.15, 0.13] : [0.33, 0.17, 0.13],
    span(x, -0.6, 0.6, at.w) * span(at.y, 0, 2.4, at.w),
  );
}
