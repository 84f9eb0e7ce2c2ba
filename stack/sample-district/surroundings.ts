/** Water bodies and administrative areas as polygons; water follows the same bank as mesh and orthophoto. */
import type { Place } from './description/frame.ts';
import { HALF_M, placeOf } from './description/frame.ts';
import type { Town } from './description/town.ts';
import { riverDistance } from './description/water.ts';
import type { Feature } from './features.ts';
import { polygonFeature } from './features.ts';

const clampToDistrict = (place: Place): Place => ({
  e: Math.min(HALF_M, Math.max(-HALF_M, place.e)),
  n: Math.min(HALF_M, Math.max(-HALF_M, place.n)),
});

/** Where the bank is between a dry and a wet end, by halving. */
function bankBetween(dry: readonly [number, number], wet: readonly [number, number]): Place {
  let low = 0;
  let high = 1;
  for (let round = 0; round < 40; round++) {
    const t = (low + high) / 2;
    const d = riverDistance(dry[0] + (wet[0] - dry[0]) * t, dry[1] + (wet[1] - dry[1]) * t);
    if (d >= 0) low = t;
    else high = t;
  }
  return placeOf(dry[0] + (wet[0] - dry[0]) * high, dry[1] + (wet[1] - dry[1]) * high);
}

/** Outline of the three rivers: up one bank and down the others, sampled every 15 m. */
export function waterFeatures(town: Town): Feature[] {
  const steps = (from: number, to: number): number[] => {
    const count = Math.ceil(Math.abs(to - from) / 15);
    return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
  };
  const rings: readonly (readonly [string, string, string, Place[]])[] = [
    [
      'yao',
      '姚江',
      'Yao River',
      [
        ...steps(-880, 395).map((u) => bankBetween([u, -740], [u, -610])),
        ...steps(395, -880).map((u) => bankBetween([u, -480], [u, -610])),
      ],
    ],
    [
      'yong',
      '甬江',
      'Yong River',
      [
        ...steps(-540, 880).map((v) => bankBetween([690, v], [490, v])),
        ...steps(880, -540).map((v) => bankBetween([330, v], [490, v])),
      ],
    ],
    [
      'fenghua',
      '奉化江',
      'Fenghua River',
      [
        ...steps(-880, -540).map((v) => bankBetween([690, v], [490, v])),
        placeOf(395, -540),
        ...steps(-700, -880).map((v) => bankBetween([340, v], [490, v])),
      ],
    ],
  ];
  const rivers = rings.map(([id, zh, en, ring]) =>
    polygonFeature(`water-${id}`, ring.map(clampToDistrict), {
      id: `water-${id}`,
      name: { zh, en },
      kind: 'river',
    }),
  );
  const ponds = town.patchesOfBlock.flat().filter((patch) => patch.kind === 'pond' && patch.until > 2);
  return [
    ...rivers,
    ...ponds.map((patch, i) =>
      polygonFeature(
        `water-pond-${i + 1}`,
        [
          placeOf(patch.u0, patch.v0),
          placeOf(patch.u1, patch.v0),
          placeOf(patch.u1, patch.v1),
          placeOf(patch.u0, patch.v1),
        ],
        { id: `water-pond-${i + 1}`, name: { zh: '公园水池', en: 'Park pond' }, kind: 'pond' },
      ),
    ),
  ];
}

/** Three areas whose inner borders are the middle lines of 人民路 (u 110) and 白沙路 (v 250). */
export function areaFeatures(): Feature[] {
  const steps = (from: number, to: number): number[] =>
    Array.from({ length: 25 }, (_, i) => from + ((to - from) * i) / 24);
  const box = (u0: number, v0: number, u1: number, v1: number): Place[] =>
    [
      ...steps(u0, u1).map((u) => placeOf(u, v0)),
      ...steps(v0, v1).map((v) => placeOf(u1, v)),
      ...steps(u1, u0).map((u) => placeOf(u, v1)),
      ...steps(v1, v0).map((v) => placeOf(u0, v)),
    ].map(clampToDistrict);
  return [
    polygonFeature('waitan', box(110, -905, 905, 250), {
      id: 'waitan',
      name: { zh: '外滩街道', en: 'Waitan Street' },
      level: 'street',
    }),
    polygonFeature('zhongma', box(-905, -905, 110, 250), {
      id: 'zhongma',
      name: { zh: '中马街道', en: 'Zhongma Street' },
      level: 'street',
    }),
    polygonFeature('baisha', box(-905, 250, 905, 905), {
      id: 'baisha',
      name: { zh: '白沙街道', en: 'Baisha Street' },
      level: 'street',
    }),
  ];
}
