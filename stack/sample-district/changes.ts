/**
 * What was built between the flights: unlawful work to be found, and harmless changes that must not be reported.
 * Epoch `from` is the first orthophoto that shows it. The truth files are written from these records.
 */
import type { Sequence } from './random.ts';
import type { Building, Part } from './description/building.ts';
import { toWorld } from './description/building.ts';
import { BuildingIndex } from './description/building-index.ts';
import type { Place } from './description/frame.ts';
import { HALF_M, placeOf, townOf } from './description/frame.ts';
import { pondBox } from './description/fill/civic.ts';
import type { Site } from './description/site.ts';

type ChangeKind = 'shed' | 'added-floor' | 'roof-extension' | 'filled-pond' | 'repainted-roof' | 'demolition';

export interface PlantedChange {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly unlawful: boolean;
  /** first epoch that shows the change */
  readonly from: number;
  readonly buildingId: string | null;
  readonly ring: readonly Place[];
  readonly heightM: number;
}

const ALWAYS = 99;

function ringOf(building: Building, box: readonly [number, number, number, number]): Place[] {
  const [x0, y0, x1, y1] = box;
  return [
    toWorld(building, x0, y0),
    toWorld(building, x1, y0),
    toWorld(building, x1, y1),
    toWorld(building, x0, y1),
  ];
}

const boxOf = (part: Part): readonly [number, number, number, number] => [part.x0, part.y0, part.x1, part.y1];

/** Free rectangles in the courts of estates, for sheds. */
function plantSheds(
  buildings: readonly Building[],
  sites: readonly Site[],
  random: Sequence,
): PlantedChange[] {
  const index = new BuildingIndex(buildings);
  const plan: readonly (readonly [number, 'unlawful' | 'demolished'])[] = [
    [1, 'unlawful'],
    [2, 'unlawful'],
    [2, 'unlawful'],
    [1, 'unlawful'],
    [2, 'unlawful'],
    [2, 'unlawful'],
    [1, 'unlawful'],
    [1, 'demolished'],
    [2, 'demolished'],
  ];
  const changes: PlantedChange[] = [];
  const hosts = sites.filter(
    (site) =>
      (site.block.kind === 'slabs' || site.block.kind === 'mixed' || site.block.kind === 'sheds') &&
      site.buildings.length > 3,
  );
  plan.forEach(([from, what], i) => {
    const site = hosts[(i * 3 + 1) % hosts.length];
    if (!site) return;
    const w = random.between(7, 15);
    const d = random.between(4.5, 7.5);
    for (let attempt = 0; attempt < 400; attempt++) {
      const u = random.between(site.block.u0 + 12, site.block.u1 - 12);
      const v = random.between(site.block.v0 + 12, site.block.v1 - 12);
      const { e, n } = placeOf(u, v);
      const reach = Math.sqrt(w * w + d * d) / 2 + 0.4;
      if (Math.abs(e) > HALF_M - 20 || Math.abs(n) > HALF_M - 20 || index.clearanceM(e, n, reach) <= 0)
        continue;
      const heightM = random.between(3, 4.2);
      const building = site.build({
        u,
        v,
        use: 'shed',
        unlawful: what === 'unlawful',
        from: what === 'unlawful' ? from : 0,
        until: what === 'unlawful' ? ALWAYS : from,
        parts: [
          {
            box: [-w / 2, -d / 2, w / 2, d / 2],
            storeys: 1,
            floorM: heightM,
            facade: 'shed',
            roof: 'gable',
            ridge: 'x',
            skin: i % 3 === 1 ? 'white-metal' : 'blue-metal',
            riseM: 0.7,
            overhangM: 0.35,
          },
        ],
      });
      changes.push({
        id: `change-shed-${i + 1}`,
        kind: what === 'unlawful' ? 'shed' : 'demolition',
        unlawful: what === 'unlawful',
        from,
        buildingId: building.id,
        ring: ringOf(building, [-w / 2 - 0.35, -d / 2 - 0.35, w / 2 + 0.35, d / 2 + 0.35]),
        heightM,
      });
      return;
    }
  });
  return changes;
}

interface Raise {
  readonly kind: 'added-floor' | 'roof-extension';
  readonly from: number;
  readonly shareX: number;
}

const RAISES: readonly Raise[] = [
  { kind: 'added-floor', from: 1, shareX: 1 },
  { kind: 'added-floor', from: 2, shareX: 1 },
  { kind: 'added-floor', from: 2, shareX: 0.8 },
  { kind: 'added-floor', from: 1, shareX: 0.9 },
  { kind: 'added-floor', from: 2, shareX: 1 },
  { kind: 'roof-extension', from: 2, shareX: 0.35 },
  { kind: 'roof-extension', from: 1, shareX: 0.3 },
  { kind: 'roof-extension', from: 2, shareX: 0.25 },
];

function raised(
  building: Building,
  raise: Raise,
): { readonly building: Building; readonly change: PlantedChange } {
  const base = building.parts[0];
  if (!base) throw new Error(`building ${building.id} has no part`);
  const width = (base.x1 - base.x0 - 0.8) * raise.shareX;
  const deep = raise.kind === 'roof-extension' ? (base.y1 - base.y0) * 0.62 : base.y1 - base.y0 - 0.8;
  const top: Part = {
    ...base,
    x0: base.x0 + 0.4,
    x1: base.x0 + 0.4 + width,
    y0: base.y0 + 0.4,
    y1: base.y0 + 0.4 + deep,
    z0: base.z1,
    z1: base.z1 + 3,
    roof: raise.kind === 'added-floor' ? 'gable' : 'flat',
    skin: raise.kind === 'added-floor' ? 'blue-metal' : 'white-metal',
    riseM: raise.kind === 'added-floor' ? 0.8 : 0,
    ridge: 'x',
    overhangM: raise.kind === 'added-floor' ? 0.3 : 0,
    parapetM: 0.15,
    facade: 'panel',
    groundFloorM: 3,
    floorM: 3,
    storeys: 1,
    shop: false,
    from: raise.from,
    until: ALWAYS,
    seed: base.seed + 77,
  };
  const clear = building.plants.filter(
    (plant) =>
      plant.x0 > top.x1 + 0.3 ||
      plant.x1 < top.x0 - 0.3 ||
      plant.y0 > top.y1 + 0.3 ||
      plant.y1 < top.y0 - 0.3,
  );
  const next: Building = { ...building, parts: [...building.parts, top], plants: clear };
  return {
    building: next,
    change: {
      id: '',
      kind: raise.kind,
      unlawful: true,
      from: raise.from,
      buildingId: building.id,
      ring: ringOf(next, boxOf(top)),
      heightM: 3,
    },
  };
}

/** Every nth candidate, so that the changes lie all over the town. */
function every<T>(candidates: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(candidates.length / count));
  return candidates.filter((_, i) => i % step === Math.floor(step / 2)).slice(0, count);
}

export function plantChanges(
  standing: readonly Building[],
  sites: readonly Site[],
  random: Sequence,
): { readonly buildings: readonly Building[]; readonly changes: readonly PlantedChange[] } {
  const sheds = plantSheds(standing, sites, random);
  const shedIds = new Set(sheds.map((change) => change.buildingId));
  const shedBuildings = sites.flatMap((site) =>
    site.buildings.filter((building) => shedIds.has(building.id)),
  );
  const inTown = standing.filter((b) => Math.abs(b.e) < HALF_M - 40 && Math.abs(b.n) < HALF_M - 40);
  const flat = inTown.filter(
    (b) =>
      b.parts.length === 1 &&
      b.parts[0]?.roof === 'flat' &&
      (b.use === 'residential' || b.use === 'commercial'),
  );
  const picked = every(flat, RAISES.length);
  const replaced = new Map<string, Building>();
  const changes: PlantedChange[] = [...sheds];
  RAISES.forEach((raise, i) => {
    const host = picked[(i * 3) % picked.length];
    if (!host || replaced.has(host.id)) return;
    const result = raised(host, raise);
    replaced.set(host.id, result.building);
    changes.push({ ...result.change, id: `change-roof-${i + 1}` });
  });
  const metal = inTown.filter((b) => b.parts.length === 1 && b.use === 'warehouse');
  every(metal, 3).forEach((host, i) => {
    const from = i === 0 ? 1 : 2;
    const part = host.parts[0];
    if (!part) return;
    replaced.set(host.id, { ...host, repaintedFrom: from });
    changes.push({
      id: `change-paint-${i + 1}`,
      kind: 'repainted-roof',
      unlawful: false,
      from,
      buildingId: host.id,
      ring: ringOf(host, boxOf(part)),
      heightM: 0,
    });
  });
  for (const site of sites) {
    if (site.block.kind !== 'park') continue;
    const [u0, v0, u1, v1] = pondBox(site.block);
    const ring = [placeOf(u0, v0), placeOf(u1, v0), placeOf(u1, v1), placeOf(u0, v1)];
    changes.push({
      id: 'change-pond-1',
      kind: 'filled-pond',
      unlawful: true,
      from: 2,
      buildingId: null,
      ring,
      heightM: 0.6,
    });
  }
  const buildings = [...standing, ...shedBuildings].map((building) => replaced.get(building.id) ?? building);
  return { buildings, changes };
}

export const areaOf = (place: Place): 'waitan' | 'zhongma' | 'baisha' => {
  const { u, v } = townOf(place.e, place.n);
  if (v > 250) return 'baisha';
  return u > 110 ? 'waitan' : 'zhongma';
};
