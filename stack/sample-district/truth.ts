/** Ground truth beside the sample: every planted change, and what each pair of epochs shows of them. */
import { EPOCHS, FALSE_M } from './description/frame.ts';
import type { PlantedChange } from './changes.ts';
import type { Town } from './description/town.ts';
import { lonLatOf, millimetres } from './features.ts';

const signedAreaM2 = (change: PlantedChange): number =>
  change.ring.reduce((sum, a, i) => {
    const b = change.ring[(i + 1) % change.ring.length] ?? a;
    return sum + (a.e * b.n - b.e * a.n) / 2;
  }, 0);

function recordOf(change: PlantedChange): Record<string, unknown> {
  const closed = [...change.ring, change.ring[0]].filter((place) => place !== undefined);
  return {
    id: change.id,
    kind: change.kind,
    unlawful: change.unlawful,
    firstShownOn: EPOCHS[change.from]?.date,
    buildingId: change.buildingId,
    areaM2: millimetres(Math.abs(signedAreaM2(change))),
    heightM: millimetres(change.heightM),
    ringDistrictGrid: closed.map((place) => [millimetres(place.e + FALSE_M), millimetres(place.n + FALSE_M)]),
    ringLonLat: closed.map(lonLatOf),
  };
}

const HARMLESS_EVERYWHERE = [
  { kind: 'cars', description: { zh: '车辆位置变化', en: 'cars in other places' } },
  { kind: 'season', description: { zh: '季相:树叶与草地颜色', en: 'leaves and lawns of another season' } },
  { kind: 'shadow', description: { zh: '太阳位置不同,阴影不同', en: 'another sun, other shadows' } },
] as const;

/** File name (without ending) to content. */
export function truthOf(town: Town): ReadonlyMap<string, unknown> {
  const files = new Map<string, unknown>();
  files.set('changes', {
    crs: 'district-grid and EPSG:4490',
    changes: town.changes.map(recordOf),
    harmlessEverywhere: HARMLESS_EVERYWHERE,
  });
  EPOCHS.slice(1).forEach((epoch, i) => {
    const before = EPOCHS[i]?.date ?? '';
    files.set(`changes-${before}-to-${epoch.date}`, {
      before,
      after: epoch.date,
      changes: town.changes.filter((change) => change.from === epoch.index).map(recordOf),
    });
  });
  for (const epoch of EPOCHS) {
    files.set(`epoch-${epoch.date}`, {
      epoch: epoch.date,
      solarHour: epoch.solarHour,
      present: town.changes.filter((change) => change.from <= epoch.index).map((change) => change.id),
      cars: (town.cars[epoch.index] ?? []).length,
    });
  }
  return files;
}
