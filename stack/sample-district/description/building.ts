/**
 * A building as boxes in its own frame: x along the front, y into the depth, z above the building's ground; m.
 * The frame stands at (e, n) and is turned by `angleRad` counter-clockwise from east.
 */
import type { Place } from './frame.ts';

export type FacadeStyle =
  | 'slab'
  | 'tower'
  | 'glass'
  | 'stone'
  | 'lilong'
  | 'shophouse'
  | 'render'
  | 'brick'
  | 'shed'
  | 'school'
  | 'arcade'
  | 'church'
  | 'panel';

export type RoofKind = 'flat' | 'gable' | 'hip';
export type RoofSkin =
  | 'grey-tile'
  | 'red-tile'
  | 'blue-metal'
  | 'grey-metal'
  | 'bitumen'
  | 'concrete'
  | 'green'
  | 'paved'
  | 'slate'
  | 'white-metal';

/** 0 south (y0), 1 east (x1), 2 north (y1), 3 west (x0), in the building's own frame. */
export type Side = 0 | 1 | 2 | 3;
export const SIDES: readonly Side[] = [0, 1, 2, 3];

export interface Part {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly z0: number;
  /** eaves, or top of a flat roof's slab */
  readonly z1: number;
  readonly roof: RoofKind;
  readonly skin: RoofSkin;
  /** ridge above eaves */
  readonly riseM: number;
  readonly ridge: 'x' | 'y';
  readonly overhangM: number;
  readonly parapetM: number;
  readonly facade: FacadeStyle;
  readonly front: Side;
  readonly groundFloorM: number;
  readonly floorM: number;
  readonly storeys: number;
  readonly shop: boolean;
  readonly from: number;
  readonly until: number;
  readonly seed: number;
}

type PlantKind = 'stair' | 'heater' | 'tank' | 'aircon' | 'chimney' | 'skylight' | 'kiosk';

/** A small solid on a roof (or on the ground). */
export interface Plant {
  readonly kind: PlantKind;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly z0: number;
  readonly z1: number;
}

export interface Building extends Place {
  readonly id: string;
  readonly index: number;
  readonly seed: number;
  readonly angleRad: number;
  readonly cos: number;
  readonly sin: number;
  readonly groundM: number;
  readonly use: string;
  readonly name?: { readonly zh: string; readonly en: string };
  readonly unlawful: boolean;
  readonly parts: readonly Part[];
  readonly plants: readonly Plant[];
  /** first epoch that shows it, and the first that no longer does */
  readonly from: number;
  readonly until: number;
  readonly repaintedFrom: number;
  /** distance from (e, n) within which all of it lies, m */
  readonly reachM: number;
}

export const isPresent = (thing: { readonly from: number; readonly until: number }, epoch: number): boolean =>
  epoch >= thing.from && epoch < thing.until;

export function toWorld(building: Building, x: number, y: number): Place {
  return {
    e: building.e + x * building.cos - y * building.sin,
    n: building.n + x * building.sin + y * building.cos,
  };
}

export function toLocal(
  building: Building,
  e: number,
  n: number,
): { readonly x: number; readonly y: number } {
  const de = e - building.e;
  const dn = n - building.n;
  return { x: de * building.cos + dn * building.sin, y: -de * building.sin + dn * building.cos };
}

/** Height of a part's roof above the building's ground at local x, y (inside, or in the overhang). */
export function roofHeightM(part: Part, x: number, y: number): number {
  if (part.roof === 'flat') return part.z1;
  const halfDepth = part.ridge === 'x' ? (part.y1 - part.y0) / 2 : (part.x1 - part.x0) / 2;
  const across =
    part.ridge === 'x' ? Math.abs(y - (part.y0 + part.y1) / 2) : Math.abs(x - (part.x0 + part.x1) / 2);
  let slack = halfDepth - across;
  if (part.roof === 'hip') {
    const end = part.ridge === 'x' ? Math.min(x - part.x0, part.x1 - x) : Math.min(y - part.y0, part.y1 - y);
    slack = Math.min(slack, end);
  }
  return part.z1 + (part.riseM * slack) / halfDepth;
}

/** Highest point above the building's ground without roof plant, and with it. */
export function heightsOf(
  building: Building,
  epoch: number,
): { readonly archM: number; readonly maxM: number } {
  let archM = 0;
  for (const part of building.parts) {
    if (!isPresent(part, epoch)) continue;
    archM = Math.max(archM, part.z1 + (part.roof === 'flat' ? part.parapetM : part.riseM));
  }
  let maxM = archM;
  for (const plant of building.plants) maxM = Math.max(maxM, plant.z1);
  return { archM, maxM };
}

/** Start of a side (s = 0), its direction along s, and its length; outward is to the right of the direction. */
export function wallOf(
  part: Part,
  side: Side,
): {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly lengthM: number;
} {
  const w = part.x1 - part.x0;
  const d = part.y1 - part.y0;
  if (side === 0) return { x: part.x0, y: part.y0, dx: 1, dy: 0, lengthM: w };
  if (side === 1) return { x: part.x1, y: part.y0, dx: 0, dy: 1, lengthM: d };
  if (side === 2) return { x: part.x1, y: part.y1, dx: -1, dy: 0, lengthM: w };
  return { x: part.x0, y: part.y1, dx: 0, dy: -1, lengthM: d };
}
