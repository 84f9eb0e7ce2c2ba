/** Housing estates: five- to seven-storey slabs of the eighties and nineties, and tower estates of the 2010s. */
import type { Sequence } from '../../random.ts';
import type { Plant, RoofSkin } from '../building.ts';
import type { Site, TreeKind } from '../site.ts';
import { fillShophouses, roofClutter } from './lilong.ts';

const ESTATE_TREES: readonly [TreeKind, ...TreeKind[]] = [
  'camphor',
  'camphor',
  'plane',
  'ginkgo',
  'shrub',
  'shrub',
];

/** Trees on the free ground of a rectangle, kept off buildings by the caller's later pass. */
export function scatterTrees(
  site: Site,
  box: readonly [number, number, number, number],
  spacingM: number,
  share: number,
): void {
  const [u0, v0, u1, v1] = box;
  for (let u = u0 + spacingM / 2; u < u1; u += spacingM) {
    for (let v = v0 + spacingM / 2; v < v1; v += spacingM) {
      const du = site.random.between(-0.4, 0.4) * spacingM;
      const dv = site.random.between(-0.4, 0.4) * spacingM;
      if (site.random.chance(share)) site.tree(u + du, v + dv, site.random.pick(ESTATE_TREES), 0.85);
    }
  }
}

function heatersInRows(random: Sequence, lengthM: number, depthM: number, roofZ: number): Plant[] {
  const plants: Plant[] = [];
  for (let x = -lengthM / 2 + 2; x < lengthM / 2 - 3; x += 2.6) {
    if (random.chance(0.62)) {
      plants.push({ kind: 'heater', x0: x, y0: 0.4, x1: x + 1.9, y1: 2, z0: roofZ, z1: roofZ + 1.25 });
    }
  }
  for (let x = -lengthM / 2 + 7; x < lengthM / 2 - 4; x += 15) {
    plants.push({
      kind: 'stair',
      x0: x,
      y0: depthM / 2 - 4.6,
      x1: x + 3,
      y1: depthM / 2 - 0.5,
      z0: roofZ,
      z1: roofZ + 2.6,
    });
  }
  return plants;
}

function slab(site: Site, place: { u: number; v: number }, lengthM: number, storeys: number): void {
  const { random } = site;
  const depthM = random.between(10.6, 12);
  const pitched = random.chance(0.35);
  const roofZ = storeys * 2.85;
  const skin: RoofSkin = random.pick(['red-tile', 'red-tile', 'blue-metal', 'grey-tile']);
  site.build({
    ...place,
    use: 'residential',
    parts: [
      {
        box: [-lengthM / 2, -depthM / 2, lengthM / 2, depthM / 2],
        storeys,
        floorM: 2.85,
        facade: 'slab',
        roof: pitched ? 'hip' : 'flat',
        skin: pitched ? skin : random.pick(['concrete', 'concrete', 'bitumen', 'paved']),
        riseM: 2.9,
        overhangM: 0.6,
        parapetM: 0.8,
      },
    ],
    plants: pitched ? [] : heatersInRows(random, lengthM, depthM, roofZ),
  });
}

export function fillSlabs(site: Site): void {
  const { block, random } = site;
  const { u0, v0, u1, v1 } = block;
  site.patch('lawn', [u0, v0, u1, v1]);
  const shopsSouth = random.chance(0.7);
  if (shopsSouth) fillShophouses(site, 'south', 9, 2);
  const spineU = (u0 + u1) / 2 + random.between(-8, 8);
  site.patch('asphalt', [spineU - 3, v0, spineU + 3, v1]);
  const pitchM = random.between(22, 25.5);
  const storeys = random.pick([5, 6, 6, 6, 7]);
  for (let v = v0 + (shopsSouth ? 22 : 10); v < v1 - 8; v += pitchM) {
    site.patch('concrete', [u0 + 3, v + 6, u1 - 3, v + 10.5]);
    if (random.chance(0.75)) site.park([spineU + 6, v - 12.2, spineU + 26, v - 7.2], 'u', 0.85);
    for (const [from, to] of [
      [u0 + 3, spineU - 5],
      [spineU + 5, u1 - 3],
    ] as const) {
      let u = from;
      while (to - u > 26) {
        const lengthM = Math.min(random.between(34, 62), to - u);
        slab(site, { u: u + lengthM / 2, v }, lengthM, storeys + (random.chance(0.2) ? 1 : 0));
        u += lengthM + random.between(5, 9);
      }
    }
    scatterTrees(site, [u0 + 2, v + 10.5, u1 - 2, v + pitchM - 6.5], 6.5, 0.6);
  }
  scatterTrees(site, [u0 + 1, v1 - 7, u1 - 1, v1 - 1], 6, 0.8);
}

function tower(site: Site, place: { u: number; v: number }, storeys: number): void {
  const { random } = site;
  const roofZ = storeys * 3;
  const w = random.between(26, 34);
  const common = { storeys, floorM: 3, facade: 'tower', skin: 'paved', parapetM: 1.4 } as const;
  site.build({
    ...place,
    use: 'residential',
    parts: [
      { ...common, box: [-w / 2, -6, w / 2, 6] },
      { ...common, box: [-w / 2 + 3, -8.5, -2.5, -6] },
      { ...common, box: [2.5, -8.5, w / 2 - 3, -6] },
      { ...common, box: [-5, 6, 5, 9.5] },
      // lift house and crown
      { box: [-4.5, -1.5, 4.5, 6.5], storeys: 1, z0: roofZ, floorM: 4.6, facade: 'render', parapetM: 0.6 },
    ],
    plants: roofClutter(random, [-w / 2 + 1, -5.5, -5, 5.5], roofZ).concat(
      roofClutter(random, [5, -5.5, w / 2 - 1, 5.5], roofZ),
    ),
  });
}

export function fillTowers(site: Site): void {
  const { block, random } = site;
  const { u0, v0, u1, v1 } = block;
  site.patch('lawn', [u0, v0, u1, v1]);
  site.patch('asphalt', [u0 + 5, v0 + 14, u0 + 10, v1 - 6], { round: 2 });
  site.patch('asphalt', [u0 + 5, v1 - 11, u1 - 6, v1 - 6], { round: 2 });
  site.patch('asphalt', [u1 - 11, v0 + 14, u1 - 6, v1 - 6], { round: 2 });
  fillShophouses(site, 'south', 11, 2);
  const columns = Math.max(1, Math.floor((u1 - u0 - 30) / 46));
  const rows = Math.max(1, Math.floor((v1 - v0 - 30) / 50));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const u = u0 + ((column + 0.5 + (row % 2 ? 0.12 : -0.12)) / columns) * (u1 - u0 - 24) + 12;
      const v = v0 + 22 + ((row + 0.5) / rows) * (v1 - v0 - 36);
      site.patch('granite', [u - 20, v + 9, u + 20, v + 14], { round: 1 });
      tower(site, { u, v }, random.integer(17, 31));
      site.patch('red-paving', [u - 2, v + 12, u + 2, v + 26]);
      if (random.chance(0.6)) site.patch('granite', [u - 9, v - 24, u + 9, v - 13], { round: 5 });
    }
  }
  site.park([u0 + 11, v1 - 16.5, u1 - 13, v1 - 11.2], 'u', 0.7);
  scatterTrees(site, [u0 + 11, v0 + 14, u1 - 12, v1 - 17], 7, 0.62);
  scatterTrees(site, [u0 + 1, v0 + 14, u0 + 4, v1 - 2], 5.5, 0.85);
  scatterTrees(site, [u1 - 5, v0 + 14, u1 - 1, v1 - 2], 5.5, 0.85);
}
