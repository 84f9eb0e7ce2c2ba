/** Lilong rows: terraces of two or three storeys along narrow lanes, shophouses around them on the streets. */
import type { Sequence } from '../../random.ts';
import type { Plant } from '../building.ts';
import type { PartSpec, Site } from '../site.ts';

/** A row of shophouses along one edge of a block; the front looks outwards. */
export function fillShophouses(
  site: Site,
  edge: 'south' | 'north' | 'west' | 'east',
  depthM: number,
  storeysMax: number,
): void {
  const { block, random } = site;
  const alongU = edge === 'south' || edge === 'north';
  const from = (alongU ? block.u0 : block.v0) + (alongU ? 0.5 : depthM + 2.5);
  const to = (alongU ? block.u1 : block.v1) - (alongU ? 0.5 : depthM + 2.5);
  const line =
    edge === 'south' ? block.v0 : edge === 'north' ? block.v1 : edge === 'west' ? block.u0 : block.u1;
  const inward = edge === 'south' || edge === 'west' ? 1 : -1;
  const front = edge === 'south' ? 0 : edge === 'east' ? 1 : edge === 'north' ? 2 : 3;
  let t = from;
  while (t < to - 9) {
    const lengthM = Math.min(random.between(11, 24), to - t);
    if (lengthM < 8) break;
    const depth = depthM * random.between(0.85, 1.05);
    const storeys = random.integer(2, storeysMax);
    const pitched = random.chance(storeys <= 3 ? 0.65 : 0.25);
    const mid = line + inward * (depth / 2 + 0.2);
    const box: readonly [number, number, number, number] = alongU
      ? [-lengthM / 2, -depth / 2, lengthM / 2, depth / 2]
      : [-depth / 2, -lengthM / 2, depth / 2, lengthM / 2];
    site.build({
      u: alongU ? t + lengthM / 2 : mid,
      v: alongU ? mid : t + lengthM / 2,
      square: alongU ? 'row' : 'column',
      use: 'commercial',
      parts: [
        {
          box,
          storeys,
          floorM: 3.2,
          groundFloorM: 3.9,
          facade: 'shophouse',
          shop: true,
          front,
          roof: pitched ? 'gable' : 'flat',
          skin: pitched
            ? random.pick(['grey-tile', 'grey-tile', 'red-tile'])
            : random.pick(['concrete', 'bitumen']),
          riseM: depth * 0.28,
        },
      ],
      plants: pitched ? [] : roofClutter(random, box, 3.9 + (storeys - 1) * 3.2),
    });
    t += lengthM + (random.chance(0.22) ? random.between(3, 5) : 0.15);
  }
}

export function roofClutter(
  random: Sequence,
  box: readonly [number, number, number, number],
  roofZ: number,
): Plant[] {
  const [x0, y0, x1, y1] = box;
  const plants: Plant[] = [];
  const put = (kind: Plant['kind'], w: number, d: number, h: number): void => {
    if (x1 - x0 < w + 1.4 || y1 - y0 < d + 1.4) return;
    const x = random.between(x0 + 0.6, x1 - w - 0.6);
    const y = random.between(y0 + 0.6, y1 - d - 0.6);
    const clash = plants.some(
      (other) => x < other.x1 + 0.3 && x + w > other.x0 - 0.3 && y < other.y1 + 0.3 && y + d > other.y0 - 0.3,
    );
    if (!clash) plants.push({ kind, x0: x, y0: y, x1: x + w, y1: y + d, z0: roofZ, z1: roofZ + h });
  };
  const area = (x1 - x0) * (y1 - y0);
  if (area > 90) put('stair', 3, 4.2, 2.7);
  for (let i = 0; i < Math.min(7, area / 45); i++) {
    const what = random.next();
    if (what < 0.45) put('heater', 1.9, 1.6, 1.25);
    else if (what < 0.65) put('tank', 1.5, 1.5, 1.5);
    else put('aircon', 1.3, 0.8, 1.05);
  }
  return plants;
}

function terraceRow(site: Site, v: number, u0: number, u1: number): void {
  const { random } = site;
  let u = u0;
  const storeys = random.chance(0.75) ? 2 : 3;
  const skin = random.chance(0.62) ? 'grey-tile' : 'red-tile';
  while (u < u1 - 9) {
    const lengthM = Math.min(random.between(16, 30), u1 - u);
    if (lengthM < 9) break;
    const depthM = random.between(7.4, 8.6);
    const floors = random.chance(0.15) ? storeys + 1 : storeys;
    const parts: PartSpec[] = [
      {
        box: [-lengthM / 2, -depthM / 2, lengthM / 2, depthM / 2],
        storeys: floors,
        floorM: 3.1,
        groundFloorM: 3.4,
        facade: 'lilong',
        roof: 'gable',
        skin,
        riseM: depthM * 0.3,
      },
    ];
    if (random.chance(0.45)) {
      // the kitchen wing at the back, with its drying terrace
      const w = random.between(3.2, 6);
      const x = random.between(-lengthM / 2, lengthM / 2 - w);
      parts.push({
        box: [x, depthM / 2, x + w, depthM / 2 + 2.3],
        storeys: floors - 1,
        floorM: 2.9,
        facade: 'render',
        front: 2,
        parapetM: 0.6,
      });
    }
    const eavesZ = 3.4 + (floors - 1) * 3.1;
    const plants: Plant[] = [];
    for (let i = 0; i < 3; i++) {
      if (!random.chance(0.4)) continue;
      const x = random.between(-lengthM / 2 + 1, lengthM / 2 - 2.4);
      const y = random.chance(0.5) ? -depthM * 0.3 : depthM * 0.12;
      plants.push({
        kind: 'skylight',
        x0: x,
        y0: y,
        x1: x + 1.3,
        y1: y + 1.3,
        z0: eavesZ + 0.4,
        z1: eavesZ + 1.9,
      });
    }
    site.build({ u: u + lengthM / 2, v, use: 'residential', parts, plants });
    u += lengthM + (random.chance(0.25) ? random.between(1.2, 2.4) : 0.1);
  }
}

export function fillLilong(site: Site): void {
  const { block, random } = site;
  site.patch('stone', [block.u0, block.v0, block.u1, block.v1]);
  fillShophouses(site, 'south', 8.5, 3);
  fillShophouses(site, 'north', 8.5, 3);
  fillShophouses(site, 'west', 8.5, 4);
  fillShophouses(site, 'east', 8.5, 4);
  const u0 = block.u0 + 12.5;
  const u1 = block.u1 - 12.5;
  const spineU = (u0 + u1) / 2 + random.between(-6, 6);
  site.patch('concrete', [spineU - 2.2, block.v0, spineU + 2.2, block.v1]);
  const wide = u1 - u0 > 55;
  for (let v = block.v0 + 16.5; v < block.v1 - 14; v += 12.6) {
    if (wide) {
      terraceRow(site, v, u0, spineU - 2.4);
      terraceRow(site, v, spineU + 2.4, u1);
    } else {
      terraceRow(site, v, u0, u1);
    }
    site.patch('grey-paving', [u0, v - 7.4, u1, v - 4.6]);
    if (random.chance(0.8)) site.tree(random.between(u0, u1), v - 6, 'shrub', random.between(1, 1.8));
    if (random.chance(0.5)) site.tree(spineU + 1.6, v + 6.2, 'camphor', 0.6);
  }
}
