/** The school, the park with its pond, and the Bund: consulates, the custom house, the church. */
import type { Site } from '../site.ts';
import { scatterTrees } from './estates.ts';
import { roofClutter } from './lilong.ts';

/** Where the filled pond of the ground truth lies: town coordinates u0, v0, u1, v1. */
export function pondBox(block: Site['block']): readonly [number, number, number, number] {
  const u = block.u0 + (block.u1 - block.u0) * 0.68;
  const v = block.v0 + (block.v1 - block.v0) * 0.3;
  return [u - 17, v - 12, u + 17, v + 12];
}

export function fillPark(site: Site): void {
  const { block, random } = site;
  const { u0, v0, u1, v1 } = block;
  const cu = (u0 + u1) / 2;
  const cv = (v0 + v1) / 2;
  site.patch('lawn', [u0, v0, u1, v1]);
  site.patch('red-paving', [u0, cv - 2, u1, cv + 2]);
  site.patch('red-paving', [cu - 2, v0, cu + 2, v1]);
  site.patch('granite', [cu - 16, cv - 16, cu + 16, cv + 16], { round: 15.9 });
  site.patch('lawn', [cu - 6, cv - 6, cu + 6, cv + 6], { round: 5.9 });
  site.patch('pond', [u0 + 14, cv + 14, cu - 20, v1 - 12], { round: 16 });
  site.patch('timber', [cu - 26, cv + 24, cu - 20, cv + 30]);
  const [pu0, pv0, pu1, pv1] = pondBox(block);
  site.patch('stone', [pu0 - 1, pv0 - 1, pu1 + 1, pv1 + 1], { round: 12, until: 2 });
  site.patch('pond', [pu0, pv0, pu1, pv1], { round: 11, until: 2 });
  site.patch('soil', [pu0 - 4, pv0 - 3, pu1 + 4, pv1 + 3], { round: 6, from: 2 });
  site.build({
    u: cu - 30,
    v: cv + 34,
    use: 'park',
    name: { zh: '望江亭', en: 'River View Pavilion' },
    parts: [
      {
        box: [-4, -4, 4, 4],
        storeys: 1,
        floorM: 3.6,
        facade: 'arcade',
        roof: 'hip',
        riseM: 3,
        overhangM: 1.2,
      },
    ],
  });
  scatterTrees(site, [u0 + 2, v0 + 2, cu - 4, cv - 4], 6.5, 0.7);
  scatterTrees(site, [cu + 4, cv + 4, u1 - 2, v1 - 2], 6.5, 0.62);
  scatterTrees(site, [cu - 18, cv + 30, cu - 3, v1 - 2], 6, 0.7);
  scatterTrees(site, [cu + 4, v0 + 2, u1 - 2, pv0 - 6], 6, 0.7);
  for (let u = u0 + 12; u < cu - 18; u += 7) {
    site.tree(u, cv + 11, 'willow');
    site.tree(u + 3, v1 - 9, 'willow');
  }
  for (let i = 0; i < 26; i++) site.tree(random.between(u0, u1), cv + (i % 2 ? 3.4 : -3.4), 'shrub');
}

export function fillSchool(site: Site): void {
  const { block, random } = site;
  const { u0, v0, u1, v1 } = block;
  site.patch('concrete', [u0, v0, u1, v1]);
  const cu = (u0 + u1) / 2;
  const north = v1 - 14;
  // track of 200 m: field 50 by 29, six lanes
  site.patch('track', [u0 + 10, v0 + 10, u0 + 106, v0 + 62], { round: 26 });
  site.patch('field', [u0 + 17.5, v0 + 17.5, u0 + 98.5, v0 + 54.5], { round: 18.4 });
  for (let i = 0; i < 2; i++) site.patch('court', [u1 - 30, v0 + 8 + i * 34, u1 - 12, v0 + 38 + i * 34]);
  const wing = (u: number, v: number, box: readonly [number, number, number, number]): void => {
    site.build({
      u,
      v,
      use: 'school',
      name: { zh: '白沙小学', en: 'Baisha Primary School' },
      parts: [{ box, storeys: 4, floorM: 3.6, facade: 'school', skin: 'paved', parapetM: 1.1, front: 0 }],
      plants: roofClutter(random, box, 14.4),
    });
  };
  wing(cu - 10, north, [-48, -6, 48, 6]);
  wing(cu - 10, north - 26, [-48, -6, 30, 6]);
  site.build({
    u: u1 - 22,
    v: north - 6,
    use: 'school',
    parts: [
      {
        box: [-14, -18, 14, 18],
        storeys: 1,
        floorM: 9,
        facade: 'panel',
        roof: 'gable',
        skin: 'blue-metal',
        riseM: 2.6,
      },
    ],
  });
  site.patch('lawn', [cu - 56, north - 19, cu + 36, north - 8], { round: 1 });
  scatterTrees(site, [cu - 56, north - 18, cu + 36, north - 9], 6, 0.6);
  scatterTrees(site, [u0 + 1, v0 + 1, u1 - 1, v0 + 8], 6.5, 0.85);
  scatterTrees(site, [u0 + 1, v0 + 10, u0 + 8, v1 - 20], 6.5, 0.8);
}

const VILLA_NAMES = [
  { zh: '英国领事馆旧址', en: 'Former British Consulate' },
  { zh: '浙海关旧址', en: 'Former Zhejiang Custom House' },
  { zh: '宁波邮政局旧址', en: 'Former Ningbo Post Office' },
  { zh: '太古洋行旧址', en: 'Former Butterfield & Swire' },
  { zh: '宏昌源号旧址', en: 'Former Hongchangyuan Firm' },
  { zh: '巡捕房旧址', en: 'Former Police Station' },
  { zh: '通商银行旧址', en: 'Former Commercial Bank' },
  { zh: '谢氏旧宅', en: 'Xie Residence' },
] as const;

function villa(site: Site, u: number, v: number, size: readonly [number, number], nameIndex: number): void {
  const { random } = site;
  const [w, d] = size;
  const storeys = random.integer(2, 3);
  const z = 4.2 + (storeys - 1) * 4;
  const name = VILLA_NAMES[nameIndex % VILLA_NAMES.length];
  site.build({
    u,
    v,
    square: 'column',
    use: 'heritage',
    ...(name ? { name } : {}),
    parts: [
      {
        box: [-w / 2, -d / 2, w / 2, d / 2],
        storeys,
        floorM: 4,
        groundFloorM: 4.2,
        facade: 'arcade',
        front: 1,
        roof: 'hip',
        skin: random.pick(['red-tile', 'slate', 'grey-tile']),
        riseM: Math.min(w, d) * 0.3,
        overhangM: 0.7,
      },
      {
        box: [w / 2, -d / 5, w / 2 + 3.2, d / 5],
        storeys: 1,
        floorM: 4.4,
        facade: 'arcade',
        front: 1,
        skin: 'paved',
        parapetM: 1,
      },
    ],
    plants: [-0.28, 0.25].map((at) => ({
      kind: 'chimney' as const,
      x0: -w * 0.18,
      y0: d * at,
      x1: -w * 0.18 + 0.9,
      y1: d * at + 0.9,
      z0: z + 0.4,
      z1: z + Math.min(w, d) * 0.3 + 1.2,
    })),
  });
}

export function fillBund(site: Site): void {
  const { block, random } = site;
  const { u0, v0, u1, v1 } = block;
  site.patch('grey-paving', [u0, v0, u1, v1]);
  const names = block.index;
  const frontU = u1 - 15;
  let v = v0 + 4;
  let count = 0;
  while (v < v1 - 15) {
    const d = Math.min(random.between(17, 27), v1 - v - 3);
    villa(site, frontU, v + d / 2, [random.between(15, 19), d], names + count);
    count += 1;
    v += d + random.between(5, 9);
  }
  // the rows behind, facing lanes of their own
  const backU1 = u1 - 34;
  site.patch('lawn', [backU1 + 3, v0 + 5, backU1 + 9, v1 - 5], { round: 1.5 });
  scatterTrees(site, [backU1 + 3, v0 + 5, backU1 + 9, v1 - 5], 6.5, 0.85);
  for (let row = v0 + 8; row < v1 - 7; row += 15.5) {
    let u = u0 + 1;
    while (u < backU1 - 12) {
      const w = Math.min(random.between(15, 27), backU1 - u);
      const pitched = random.chance(0.8);
      const storeys = random.integer(2, 3);
      site.build({
        u: u + w / 2,
        v: row,
        use: random.chance(0.5) ? 'commercial' : 'residential',
        parts: [
          {
            box: [-w / 2, -5, w / 2, 5],
            storeys,
            floorM: 3.4,
            groundFloorM: 3.9,
            facade: random.pick(['brick', 'lilong', 'brick']),
            shop: random.chance(0.4),
            roof: pitched ? 'gable' : 'flat',
            skin: pitched ? random.pick(['grey-tile', 'red-tile']) : 'paved',
            riseM: 3,
          },
        ],
        plants: pitched ? [] : roofClutter(random, [-w / 2, -5, w / 2, 5], 3.9 + (storeys - 1) * 3.4),
      });
      u += w + random.between(0.2, 2.5);
    }
  }
}

/** The Catholic church of the Old Bund: nave with gable roof, transept, west tower with a spire. */
export function fillChurch(site: Site): void {
  const { block } = site;
  const { u0, v0, u1, v1 } = block;
  const cu = (u0 + u1) / 2 + 8;
  const cv = (v0 + v1) / 2;
  site.patch('granite', [u0, v0, u1, v1]);
  site.patch('lawn', [u0 + 3, v0 + 3, cu - 28, v1 - 3], { round: 2 });
  site.patch('lawn', [cu + 22, v0 + 6, u1 - 4, cv - 6], { round: 2 });
  site.patch('lawn', [cu + 22, cv + 6, u1 - 4, v1 - 6], { round: 2 });
  const stone = { facade: 'church', roof: 'gable', skin: 'slate', storeys: 1, overhangM: 0.4 } as const;
  site.build({
    u: cu,
    v: cv,
    square: 'column',
    use: 'heritage',
    name: { zh: '江北天主教堂', en: 'Jiangbei Catholic Church' },
    parts: [
      { ...stone, box: [-20, -6, 16, 6], floorM: 11, riseM: 6.5, ridge: 'x' },
      { ...stone, box: [-20, -10, 14, -6], floorM: 6, roof: 'flat', skin: 'slate', parapetM: 0.5 },
      { ...stone, box: [-20, 6, 14, 10], floorM: 6, roof: 'flat', skin: 'slate', parapetM: 0.5 },
      { ...stone, box: [-14, -13, -6, 13], floorM: 10, riseM: 4.6, ridge: 'y' },
      { ...stone, box: [16, -3.6, 23.2, 3.6], floorM: 21, roof: 'hip', riseM: 11, overhangM: 0.3, front: 1 },
    ],
  });
  site.build({
    u: cu - 36,
    v: cv,
    square: 'column',
    use: 'heritage',
    name: { zh: '主教公署', en: "Bishop's Residence" },
    parts: [
      {
        box: [-6, -18, 6, 18],
        storeys: 3,
        floorM: 3.9,
        facade: 'arcade',
        front: 1,
        roof: 'hip',
        skin: 'red-tile',
        riseM: 3.4,
        overhangM: 0.7,
      },
    ],
  });
  scatterTrees(site, [u0 + 3, v0 + 3, cu - 46, v1 - 3], 7, 0.8);
  scatterTrees(site, [cu + 24, v0 + 6, u1 - 4, cv - 6], 6.5, 0.8);
  scatterTrees(site, [cu + 24, cv + 6, u1 - 4, v1 - 6], 6.5, 0.8);
  scatterTrees(site, [u0 + 2, v1 - 8, u1 - 2, v1 - 2], 7, 0.8);
}
