/**
 * Where the windows of a wall are: shared by the facade painter, the balconies of the mesh and the window register.
 * s runs along a wall from its start, z is above the building's ground; m.
 */
import type { FacadeStyle, Part, Side } from './building.ts';
import { wallOf } from './building.ts';

type Role = 'front' | 'back' | 'end';

export interface FacadeLayout {
  readonly role: Role;
  readonly lengthM: number;
  readonly bays: number;
  readonly bayM: number;
  readonly windowWidthM: number;
  readonly sillM: number;
  readonly windowHeightM: number;
  readonly balconies: boolean;
}

interface Rule {
  readonly bayM: number;
  readonly share: number;
  readonly sillM: number;
  readonly heightM: number;
}

const RULES: Readonly<Record<FacadeStyle, Rule>> = {
  slab: { bayM: 3.4, share: 0.5, sillM: 0.9, heightM: 1.45 },
  tower: { bayM: 3.6, share: 0.55, sillM: 0.6, heightM: 1.75 },
  glass: { bayM: 1.5, share: 0.94, sillM: 0.9, heightM: 2.7 },
  stone: { bayM: 2.6, share: 0.55, sillM: 0.8, heightM: 2.2 },
  lilong: { bayM: 4.2, share: 0.5, sillM: 0.85, heightM: 1.5 },
  shophouse: { bayM: 3.4, share: 0.55, sillM: 0.9, heightM: 1.5 },
  render: { bayM: 3.3, share: 0.42, sillM: 0.9, heightM: 1.4 },
  brick: { bayM: 3.2, share: 0.36, sillM: 0.9, heightM: 1.6 },
  shed: { bayM: 5, share: 0.5, sillM: 3.2, heightM: 1.1 },
  school: { bayM: 3, share: 0.72, sillM: 0.95, heightM: 1.9 },
  arcade: { bayM: 3.1, share: 0.52, sillM: 0.5, heightM: 2.6 },
  church: { bayM: 4, share: 0.24, sillM: 2.2, heightM: 4.6 },
  panel: { bayM: 3, share: 0.7, sillM: 0.8, heightM: 1.8 },
};

export function facadeLayout(part: Part, side: Side): FacadeLayout {
  const { lengthM } = wallOf(part, side);
  const rule = RULES[part.facade];
  const turn = (side - part.front + 4) % 4;
  const role: Role = turn === 0 ? 'front' : turn === 2 ? 'back' : 'end';
  const bays = Math.max(1, Math.round(lengthM / rule.bayM));
  const bayM = lengthM / bays;
  const balconies =
    role === 'front' && (part.facade === 'slab' || part.facade === 'tower') && part.storeys > 1;
  return {
    role,
    lengthM,
    bays,
    bayM,
    windowWidthM: Math.min(bayM * 0.94, rule.share * bayM),
    sillM: rule.sillM,
    windowHeightM: Math.min(rule.heightM, part.floorM - 0.6),
    balconies,
  };
}

/** Bottom of a floor above the building's ground; floor 0 is the ground floor. */
export const floorZ = (part: Part, floor: number): number =>
  floor === 0 ? part.z0 : part.z0 + part.groundFloorM + (floor - 1) * part.floorM;

/** Every other bay of a residential front has a balcony, in stacks. */
export const hasBalcony = (layout: FacadeLayout, bay: number, floor: number): boolean =>
  layout.balconies && floor > 0 && bay % 2 === 0;
