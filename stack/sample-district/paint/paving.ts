/** Pavings, concrete, lawns and soils at a place: e, n m (for grain), u, v m (for pattern). */
import type { PatchKind } from '../description/site.ts';
import { cloud, hash, noise } from '../random.ts';
import type { Ink, Rgb } from './ink.ts';
import { blend, dim, lines, ramp, setInk, span } from './ink.ts';

export interface GroundPoint {
  e: number;
  n: number;
  u: number;
  v: number;
  w: number;
  leaf: number;
}

const LAWN_SUMMER: Rgb = [0.36, 0.42, 0.22];
const LAWN_WINTER: Rgb = [0.5, 0.47, 0.32];

export function paintLawn(ink: Ink, p: GroundPoint): void {
  setInk(ink, LAWN_WINTER);
  const patchy = cloud(p.e / 9, p.n / 9, 31);
  blend(ink, LAWN_SUMMER, Math.min(1, p.leaf * 0.85 + 0.15 + (patchy - 0.5) * 0.7));
  dim(ink, 0.78 + 0.3 * cloud(p.e / 2.1, p.n / 2.1, 33) + 0.12 * noise(p.e * 3, p.n * 3, 34));
  // trodden earth
  blend(ink, [0.5, 0.43, 0.33], ramp(0.66, 0.8, noise(p.e / 13, p.n / 13, 36)) * 0.55);
}

export function paintAsphalt(ink: Ink, p: GroundPoint, age: number): void {
  const base = 0.37 + 0.07 * age;
  ink.r = base * 1.0;
  ink.g = base * 1.0;
  ink.b = base * 1.02;
  dim(ink, 0.86 + 0.22 * cloud(p.e / 14, p.n / 14, 41) + 0.08 * (noise(p.e * 4, p.n * 4, 42) - 0.5));
  // repair patches in darker, squarer asphalt
  const cellU = Math.floor(p.u / 9);
  const cellV = Math.floor(p.v / 7);
  if (hash(cellU, cellV, 43) < 0.05) {
    const inset = 0.6 + hash(cellU, cellV, 44) * 2.2;
    const cover =
      span(p.u - cellU * 9, inset, 9 - inset, p.w) * span(p.v - cellV * 7, inset, 7 - inset * 0.8, p.w);
    blend(ink, [0.27, 0.275, 0.285], cover * 0.7);
  }
  // stains and cracks
  blend(ink, [0.24, 0.23, 0.23], ramp(0.7, 0.9, noise(p.e / 3.3, p.n / 3.3, 45)) * 0.35);
  const crack = Math.abs(noise(p.e / 5, p.n / 5, 46) - 0.5);
  blend(
    ink,
    [0.2, 0.2, 0.2],
    (1 - ramp(0, 0.006 + p.w * 0.02, crack)) *
      0.22 *
      Math.min(1, 0.12 / p.w) *
      ramp(0.5, 0.62, noise(p.e / 17, p.n / 17, 47)),
  );
}

function paintConcrete(ink: Ink, p: GroundPoint): void {
  setInk(ink, [0.6, 0.585, 0.55]);
  const slab = hash(p.u / 4, p.v / 5, 51);
  dim(ink, 0.9 + 0.12 * slab + 0.14 * (cloud(p.e / 6, p.n / 6, 52) - 0.5));
  const joint = Math.max(lines(p.u, 4, 0.05, p.w), lines(p.v, 5, 0.05, p.w));
  blend(ink, [0.36, 0.35, 0.33], joint * 0.7);
  blend(ink, [0.38, 0.36, 0.33], ramp(0.62, 0.85, noise(p.e / 4, p.n / 4, 53)) * 0.45);
}

function paintTiles(ink: Ink, p: GroundPoint, colour: Rgb, sizeM: number): void {
  setInk(ink, colour);
  const tone = hash(p.u / sizeM, p.v / sizeM, 57);
  dim(
    ink,
    0.9 + (0.16 * tone - 0.03) * Math.min(1, sizeM / p.w) + 0.14 * (cloud(p.e / 7, p.n / 7, 58) - 0.5),
  );
  const joint = Math.max(lines(p.u, sizeM, 0.02, p.w), lines(p.v, sizeM, 0.02, p.w));
  dim(ink, 1 - joint * 0.4);
  blend(ink, [0.33, 0.31, 0.29], ramp(0.68, 0.9, noise(p.e / 2.7, p.n / 2.7, 59)) * 0.3);
}

function paintGranite(ink: Ink, p: GroundPoint): void {
  paintTiles(ink, p, [0.62, 0.6, 0.57], 0.6);
  const band = Math.max(lines(p.u + 0.3, 6, 0.6, p.w), lines(p.v + 0.3, 6, 0.6, p.w));
  blend(ink, [0.44, 0.42, 0.41], band * 0.75);
}

function paintStone(ink: Ink, p: GroundPoint): void {
  const row = Math.floor(p.v / 0.45);
  const shift = hash(row, 3, 61);
  paintTiles(ink, { ...p, u: p.u + shift }, [0.5, 0.485, 0.455], 0.9);
  blend(ink, [0.33, 0.36, 0.26], ramp(0.55, 0.8, cloud(p.e / 5, p.n / 5, 62)) * 0.3);
}

function paintParking(ink: Ink, p: GroundPoint, along: number): void {
  paintAsphalt(ink, p, 0.8);
  // grass-block paving under about half of them
  blend(ink, [0.45, 0.47, 0.36], 0.45 * ramp(0.45, 0.6, noise(p.u / 60, p.v / 60, 65)));
  blend(ink, [0.82, 0.82, 0.8], lines(along, 2.5, 0.12, p.w) * (0.45 + 0.4 * noise(p.e, p.n, 66)));
}

function paintTrack(ink: Ink, p: GroundPoint, depthM: number): void {
  setInk(ink, [0.58, 0.27, 0.2]);
  dim(ink, 0.9 + 0.16 * cloud(p.e / 8, p.n / 8, 71));
  blend(ink, [0.85, 0.82, 0.78], lines(depthM, 1.22, 0.06, p.w) * 0.7);
}

function paintField(ink: Ink, p: GroundPoint): void {
  setInk(ink, [0.24, 0.4, 0.2]);
  dim(ink, 0.9 + 0.1 * (Math.floor(p.u / 6) % 2 === 0 ? 1 : 0) + 0.14 * (cloud(p.e / 5, p.n / 5, 73) - 0.5));
}

function paintCourt(ink: Ink, p: GroundPoint, depthM: number): void {
  setInk(ink, depthM < 2.2 ? [0.26, 0.42, 0.33] : [0.22, 0.36, 0.5]);
  dim(ink, 0.9 + 0.16 * cloud(p.e / 6, p.n / 6, 75));
  blend(ink, [0.88, 0.88, 0.86], span(depthM, 2.2, 2.32, p.w));
}

function paintSoil(ink: Ink, p: GroundPoint): void {
  setInk(ink, [0.6, 0.49, 0.36]);
  dim(ink, 0.78 + 0.36 * cloud(p.e / 4, p.n / 4, 77));
  blend(ink, [0.45, 0.36, 0.26], ramp(0.5, 0.8, noise(p.e / 1.6, p.n / 6, 78)) * 0.5);
  blend(ink, [0.42, 0.45, 0.27], ramp(0.7, 0.85, noise(p.e / 6, p.n / 6, 79)) * 0.5);
}

export function paintPond(ink: Ink, p: GroundPoint, depthM: number): void {
  setInk(ink, [0.27, 0.31, 0.22]);
  blend(ink, [0.2, 0.25, 0.19], ramp(0.5, 5, depthM));
  dim(ink, 0.9 + 0.2 * cloud(p.e / 8, p.n / 8, 81));
  // lily pads
  const pads =
    ramp(0.6, 0.66, noise(p.e / 5, p.n / 5, 82)) * ramp(0.52, 0.6, noise(p.e * 1.3, p.n * 1.3, 83));
  blend(ink, [0.34, 0.43, 0.22], pads * p.leaf);
}

/** One material of a block's ground. `depthM` is the distance inwards from the patch's edge. */
export function paintPatch(ink: Ink, kind: PatchKind, p: GroundPoint, depthM: number): void {
  switch (kind) {
    case 'lawn':
      return paintLawn(ink, p);
    case 'asphalt':
      return paintAsphalt(ink, p, 1);
    case 'concrete':
      return paintConcrete(ink, p);
    case 'grey-paving':
      return paintTiles(ink, p, [0.53, 0.52, 0.5], 0.4);
    case 'red-paving':
      return paintTiles(ink, p, [0.6, 0.45, 0.38], 0.3);
    case 'granite':
      return paintGranite(ink, p);
    case 'stone':
      return paintStone(ink, p);
    case 'parking-u':
      return paintParking(ink, p, p.u);
    case 'parking-v':
      return paintParking(ink, p, p.v);
    case 'track':
      return paintTrack(ink, p, depthM);
    case 'field':
      return paintField(ink, p);
    case 'court':
      return paintCourt(ink, p, depthM);
    case 'soil':
      return paintSoil(ink, p);
    case 'pond':
      return paintPond(ink, p, depthM);
    case 'gravel':
      return paintTiles(ink, p, [0.58, 0.56, 0.52], 0.15);
    case 'timber':
      return paintTiles(ink, p, [0.5, 0.38, 0.27], 0.14);
  }
}
