/**
 * A block while it is being filled: where buildings, ground patches, trees and parking places are put.
 * Placements are in town coordinates (u, v); each building stands square on its street.
 */
import { Sequence, hash } from '../random.ts';
import type { Block } from './blocks.ts';
import type { Building, FacadeStyle, Part, Plant, RoofKind, RoofSkin, Side } from './building.ts';
import { columnAngleRad, placeOf, rowAngleRad } from './frame.ts';
import { landHeightM } from './terrain.ts';

export type PatchKind =
  | 'asphalt'
  | 'concrete'
  | 'grey-paving'
  | 'red-paving'
  | 'granite'
  | 'stone'
  | 'lawn'
  | 'soil'
  | 'gravel'
  | 'track'
  | 'field'
  | 'court'
  | 'pond'
  | 'parking-u'
  | 'parking-v'
  | 'timber';

/** A rectangle of one ground material in town coordinates; later ones lie over earlier ones. */
export interface Patch {
  readonly kind: PatchKind;
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
  readonly round: number;
  readonly from: number;
  readonly until: number;
}

export type TreeKind = 'camphor' | 'plane' | 'ginkgo' | 'willow' | 'shrub' | 'palm';

export interface Tree {
  readonly e: number;
  readonly n: number;
  readonly kind: TreeKind;
  readonly radiusM: number;
  readonly heightM: number;
  readonly seed: number;
}

export interface ParkingPlace {
  readonly e: number;
  readonly n: number;
  readonly angleRad: number;
  readonly occupancy: number;
  readonly seed: number;
}

export interface PartSpec {
  readonly box: readonly [number, number, number, number];
  readonly storeys: number;
  readonly facade: FacadeStyle;
  readonly z0?: number;
  readonly floorM?: number;
  readonly groundFloorM?: number;
  readonly roof?: RoofKind;
  readonly skin?: RoofSkin;
  readonly riseM?: number;
  readonly ridge?: 'x' | 'y';
  readonly overhangM?: number;
  readonly parapetM?: number;
  readonly front?: Side;
  readonly shop?: boolean;
  readonly from?: number;
  readonly until?: number;
}

export interface BuildingSpec {
  readonly u: number;
  readonly v: number;
  readonly square?: 'row' | 'column';
  readonly turnRad?: number;
  readonly use: string;
  readonly name?: { readonly zh: string; readonly en: string };
  readonly parts: readonly PartSpec[];
  readonly plants?: readonly Plant[];
  readonly unlawful?: boolean;
  readonly from?: number;
  readonly until?: number;
  readonly repaintedFrom?: number;
}

const ALWAYS = 99;

function makePart(spec: PartSpec, seed: number): Part {
  const floorM = spec.floorM ?? 3;
  const groundFloorM = spec.groundFloorM ?? floorM;
  const z0 = spec.z0 ?? 0;
  const roof = spec.roof ?? 'flat';
  const [x0, y0, x1, y1] = spec.box;
  return {
    x0,
    y0,
    x1,
    y1,
    z0,
    z1: z0 + groundFloorM + (spec.storeys - 1) * floorM,
    roof,
    skin: spec.skin ?? (roof === 'flat' ? 'concrete' : 'grey-tile'),
    riseM: roof === 'flat' ? 0 : (spec.riseM ?? 2.2),
    ridge: spec.ridge ?? (x1 - x0 >= y1 - y0 ? 'x' : 'y'),
    overhangM: roof === 'flat' ? 0 : (spec.overhangM ?? 0.45),
    parapetM: roof === 'flat' ? (spec.parapetM ?? 0.9) : 0,
    facade: spec.facade,
    front: spec.front ?? 0,
    groundFloorM,
    floorM,
    storeys: spec.storeys,
    shop: spec.shop ?? false,
    from: spec.from ?? 0,
    until: spec.until ?? ALWAYS,
    seed,
  };
}

export class Site {
  readonly buildings: Building[] = [];
  readonly patches: Patch[] = [];
  readonly trees: Tree[] = [];
  readonly parking: ParkingPlace[] = [];
  readonly block: Block;
  readonly random: Sequence;

  constructor(block: Block, seed: number) {
    this.block = block;
    this.random = new Sequence(seed * 7919 + block.index * 104729 + 13);
  }

  build(spec: BuildingSpec): Building {
    const place = placeOf(spec.u, spec.v);
    const squareRad = spec.square === 'column' ? columnAngleRad(place.n) : rowAngleRad(spec.u);
    const angleRad = squareRad + (spec.turnRad ?? 0);
    const seed = Math.floor(hash(Math.round(place.e * 10), Math.round(place.n * 10), 17) * 1e9);
    const parts = spec.parts.map((part, i) => makePart(part, seed + i * 31));
    const cos = Math.cos(angleRad);
    const sin = Math.sin(angleRad);
    let reachM = 0;
    let groundM = Infinity;
    for (const part of parts) {
      for (const x of [part.x0, part.x1]) {
        for (const y of [part.y0, part.y1]) {
          reachM = Math.max(reachM, Math.sqrt(x * x + y * y) + part.overhangM);
          groundM = Math.min(groundM, landHeightM(place.e + x * cos - y * sin, place.n + x * sin + y * cos));
        }
      }
    }
    const building: Building = {
      ...place,
      id: `b-${this.block.index}-${this.buildings.length + 1}`,
      index: 0,
      seed,
      angleRad,
      cos,
      sin,
      groundM,
      use: spec.use,
      ...(spec.name ? { name: spec.name } : {}),
      unlawful: spec.unlawful ?? false,
      parts,
      plants: spec.plants ?? [],
      from: spec.from ?? 0,
      until: spec.until ?? ALWAYS,
      repaintedFrom: spec.repaintedFrom ?? ALWAYS,
      reachM,
    };
    this.buildings.push(building);
    return building;
  }

  patch(
    kind: PatchKind,
    box: readonly [number, number, number, number],
    options: { readonly round?: number; readonly from?: number; readonly until?: number } = {},
  ): void {
    const [u0, v0, u1, v1] = box;
    this.patches.push({
      kind,
      u0,
      v0,
      u1,
      v1,
      round: options.round ?? 0,
      from: options.from ?? 0,
      until: options.until ?? ALWAYS,
    });
  }

  tree(u: number, v: number, kind: TreeKind, size = 1): void {
    const { e, n } = placeOf(u, v);
    const seed = Math.floor(hash(Math.round(e * 7), Math.round(n * 7), 29) * 1e6);
    const grow = (0.75 + 0.5 * hash(seed, 1, 3)) * size;
    const [radiusM, heightM] = TREE_SIZE[kind];
    this.trees.push({ e, n, kind, radiusM: radiusM * grow, heightM: heightM * grow, seed });
  }

  /** A row of parking places along u (bays stand along v) or along v. */
  park(box: readonly [number, number, number, number], along: 'u' | 'v', occupancy: number): void {
    const [u0, v0, u1, v1] = box;
    this.patch(along === 'u' ? 'parking-u' : 'parking-v', box);
    const lengthM = along === 'u' ? u1 - u0 : v1 - v0;
    const count = Math.floor(lengthM / 2.5);
    for (let i = 0; i < count; i++) {
      const t = (i + 0.5) * 2.5;
      const u = along === 'u' ? u0 + t : (u0 + u1) / 2;
      const v = along === 'u' ? (v0 + v1) / 2 : v0 + t;
      const place = placeOf(u, v);
      const angleRad = along === 'u' ? rowAngleRad(u) + Math.PI / 2 : columnAngleRad(place.n);
      this.parking.push({ ...place, angleRad, occupancy, seed: this.random.integer(1, 1e6) });
    }
  }
}

const TREE_SIZE: Readonly<Record<TreeKind, readonly [number, number]>> = {
  camphor: [3.4, 8.5],
  plane: [3.9, 10.5],
  ginkgo: [2.2, 9],
  willow: [3.1, 7.5],
  shrub: [1.1, 1.7],
  palm: [1.7, 5.5],
};
