/** Mixed old blocks, offices with podium, and warehouses. */
import type { FacadeStyle, RoofSkin } from '../building.ts';
import type { PartSpec, Site } from '../site.ts';
import { scatterTrees } from './estates.ts';
import { fillShophouses, roofClutter } from './lilong.ts';

function mixedHouse(site: Site, u: number, v: number, size: readonly [number, number]): void {
  const { random } = site;
  const [w, d] = size;
  const storeys = random.chance(0.25) ? random.integer(4, 7) : random.integer(2, 4);
  const pitched = storeys <= 4 && random.chance(0.55);
  const facade: FacadeStyle = random.pick(['render', 'render', 'brick', 'panel', 'lilong']);
  const skin: RoofSkin = pitched
    ? random.pick(['grey-tile', 'red-tile', 'grey-tile', 'slate'])
    : random.pick(['concrete', 'bitumen', 'paved', 'green']);
  const box = [-w / 2, -d / 2, w / 2, d / 2] as const;
  const parts: PartSpec[] = [
    {
      box,
      storeys,
      floorM: 3.1,
      groundFloorM: 3.5,
      facade,
      skin,
      roof: pitched ? (random.chance(0.6) ? 'gable' : 'hip') : 'flat',
      riseM: Math.min(w, d) * 0.28,
    },
  ];
  if (!pitched && random.chance(0.4)) {
    parts.push({
      box: [-w / 2 + 1.5, -d / 2 + 2, -w / 2 + 1.5 + w * 0.45, d / 2 - 1.5],
      z0: 3.5 + (storeys - 1) * 3.1,
      storeys: 1,
      floorM: 3,
      facade: 'render',
      skin: random.pick(['concrete', 'blue-metal', 'white-metal']),
      parapetM: 0.4,
    });
  }
  site.build({
    u,
    v,
    turnRad: random.chance(0.2) ? random.between(-0.05, 0.05) : 0,
    use: random.chance(0.7) ? 'residential' : 'commercial',
    parts,
    plants: pitched ? [] : roofClutter(random, [0, -d / 2, w / 2, d / 2], 3.5 + (storeys - 1) * 3.1),
  });
}

export function fillMixed(site: Site): void {
  const { block, random } = site;
  const { u0, v0, u1, v1 } = block;
  site.patch('concrete', [u0, v0, u1, v1]);
  fillShophouses(site, 'south', 9.5, 4);
  fillShophouses(site, 'west', 9.5, 4);
  fillShophouses(site, 'east', 9.5, 4);
  let v = v0 + 13;
  while (v < v1 - 9) {
    const d = Math.min(random.between(9, 14), v1 - v - 1);
    let u = u0 + 13.5;
    while (u < u1 - 22) {
      const w = Math.min(random.between(9, 21), u1 - 13.5 - u);
      if (random.chance(0.12)) {
        site.patch('lawn', [u, v, u + w, v + d], { round: 1 });
        scatterTrees(site, [u, v, u + w, v + d], 5, 0.9);
      } else if (w > 7) {
        mixedHouse(site, u + w / 2, v + d / 2, [w - 1.2, d - random.between(0.5, 2)]);
      }
      u += w + random.between(0.3, 3);
    }
    site.patch('asphalt', [u0 + 10, v + d + 0.3, u1 - 10, v + d + 3.8]);
    if (random.chance(0.5)) site.tree(random.between(u0 + 12, u1 - 12), v + d + 2, 'camphor', 0.7);
    v += d + random.between(3.8, 5.2);
  }
}

export function fillOffices(site: Site): void {
  const { block, random } = site;
  const { u0, v0, u1, v1 } = block;
  const w = u1 - u0;
  const d = v1 - v0;
  site.patch('granite', [u0, v0, u1, v1]);
  const count = w > 130 ? Math.round(w / 85) : 1;
  const rows = Math.max(1, Math.round(d / 115));
  for (let i = 0; i < count * rows; i++) {
    const u = u0 + (((i % count) + 0.5) / count) * w;
    const v = v0 + ((Math.floor(i / count) + 0.5) / rows) * d + 4;
    const pw = Math.min(w / count - 16, 74);
    const pd = Math.min(d / rows - 26, 66);
    const podium = random.integer(3, 5);
    const podiumZ = podium * 4.8;
    const storeys = random.integer(14, 27);
    const t = Math.min(pw * 0.5, 34);
    const td = Math.min(pd * 0.55, 32);
    const facade: FacadeStyle = random.pick(['glass', 'glass', 'stone']);
    const top = podiumZ + storeys * 3.9;
    const common = { z0: podiumZ, storeys, floorM: 3.9, facade, skin: 'paved', parapetM: 2.2 } as const;
    site.build({
      u,
      v,
      use: 'office',
      parts: [
        {
          box: [-pw / 2, -pd / 2, pw / 2, pd / 2],
          storeys: podium,
          floorM: 4.8,
          facade: 'panel',
          shop: true,
          skin: random.pick(['green', 'paved', 'concrete']),
          parapetM: 1.2,
        },
        { ...common, box: [-t / 2, -td / 2 + 3, t / 2, td / 2 + 3] },
        { box: [-t / 4, -td / 4 + 3, t / 4, td / 4 + 3], z0: top, storeys: 1, floorM: 6.5, facade: 'panel' },
      ],
      plants: [
        ...roofClutter(random, [-pw / 2 + 1, -pd / 2 + 1, -t / 2 - 1, pd / 2 - 1], podiumZ),
        ...roofClutter(random, [t / 2 + 1, -pd / 2 + 1, pw / 2 - 1, pd / 2 - 1], podiumZ),
        ...roofClutter(random, [-t / 2 + 1, -td / 2 + 4, -t / 4 - 0.5, td / 2 + 2], top),
      ],
    });
    site.park([u - pw / 2, v - pd / 2 - 9, u + pw / 2, v - pd / 2 - 3.8], 'u', 0.6);
    scatterTrees(site, [u - pw / 2, v + pd / 2 + 1.5, u + pw / 2, v + pd / 2 + 5], 6.5, 0.9);
  }
  scatterTrees(site, [u0 + 1, v0 + 0.5, u1 - 1, v0 + 3.5], 6.5, 0.9);
  scatterTrees(site, [u0 + 1, v1 - 5, u1 - 1, v1 - 1], 6.5, 0.85);
}

export function fillSheds(site: Site): void {
  const { block, random } = site;
  const { u0, v0, u1, v1 } = block;
  site.patch('concrete', [u0, v0, u1, v1]);
  site.patch('asphalt', [(u0 + u1) / 2 - 4, v0, (u0 + u1) / 2 + 4, v1]);
  for (const [from, to] of [
    [u0 + 2, (u0 + u1) / 2 - 5],
    [(u0 + u1) / 2 + 5, u1 - 2],
  ] as const) {
    let v = v0 + 3;
    while (v < v1 - 16) {
      const d = Math.min(random.between(15, 26), v1 - v - 2);
      const w = (to - from) * random.between(0.82, 1);
      const old = random.chance(0.4);
      site.build({
        u: (from + to) / 2,
        v: v + d / 2,
        use: 'warehouse',
        parts: [
          {
            box: [-w / 2, -d / 2, w / 2, d / 2],
            storeys: 1,
            floorM: random.between(5.5, 8),
            facade: old ? 'brick' : 'shed',
            front: random.pick([0, 2]),
            roof: 'gable',
            ridge: 'x',
            skin: old
              ? random.pick(['red-tile', 'grey-tile'])
              : random.pick(['blue-metal', 'grey-metal', 'white-metal']),
            riseM: d * (old ? 0.25 : 0.13),
            overhangM: 0.5,
          },
        ],
      });
      v += d + random.between(5, 11);
    }
  }
  scatterTrees(site, [u0 + 0.5, v0, u0 + 2.5, v1], 8, 0.5);
}
