/** The registers of the sample district as feature collections: what a bureau hands over beside the survey. */
import { areaOf } from './changes.ts';
import type { Block, BlockKind } from './description/blocks.ts';
import type { Cover } from './description/covers.ts';
import { placeOf } from './description/frame.ts';
import type { Place } from './description/frame.ts';
import type { Town } from './description/town.ts';
import { STREETS } from './description/streets.ts';
import { landHeightM } from './description/terrain.ts';
import type { Feature, FeatureCollection } from './features.ts';
import {
  buildingFeatures,
  collection,
  lineFeature,
  millimetres,
  pointFeature,
  polygonFeature,
} from './features.ts';
import { cameraFeatures } from './cameras.ts';
import { windowFeatures } from './windows.ts';
import { areaFeatures, waterFeatures } from './surroundings.ts';

const OWNER_OF = {
  sewage: 'drainage-company',
  rain: 'drainage-company',
  water: 'water-company',
  gas: 'gas-company',
  power: 'power-company',
  telecom: 'telecom-company',
} as const;

function coverFeature(cover: Cover): Feature {
  const id = `cover-${String(cover.number).padStart(3, '0')}`;
  return pointFeature(id, cover, {
    id,
    phone: `0139${String(cover.number).padStart(8, '0')}`,
    deviceProfile: 'chengkan-cover-1',
    ownerOrganisation: OWNER_OF[cover.network],
    area: areaOf(cover),
    network: cover.network,
    place: cover.place,
    road: cover.road,
    // four decimals: the register agrees with the DTM below a millimetre
    orthometricHeightM: Math.round(cover.orthometricHeightM * 1e4) / 1e4,
    chamberDepthM: cover.chamberDepthM,
    diameterM: cover.diameterM,
  });
}

const STATIONS = [
  {
    id: 'station-yao-1',
    u: -620,
    v: -536,
    name: { zh: '姚江大闸下游站', en: 'Yao River Sluice Station' },
    river: { zh: '姚江', en: 'Yao River' },
  },
  {
    id: 'station-yao-2',
    u: 190,
    v: -534,
    name: { zh: '新江桥站', en: 'Xinjiang Bridge Station' },
    river: { zh: '姚江', en: 'Yao River' },
  },
  {
    id: 'station-yong-1',
    u: 398,
    v: -60,
    name: { zh: '老外滩站', en: 'Old Bund Station' },
    river: { zh: '甬江', en: 'Yong River' },
  },
  {
    id: 'station-yong-2',
    u: 396,
    v: 520,
    name: { zh: '下白沙站', en: 'Xiabaisha Station' },
    river: { zh: '甬江', en: 'Yong River' },
  },
] as const;

function stationFeatures(): Feature[] {
  return STATIONS.map(({ id, u, v, name, river }) => {
    const place = placeOf(u, v);
    return pointFeature(id, place, {
      id,
      name,
      river,
      targetClass: 'III',
      ownerOrganisation: 'ecology',
      area: areaOf(place),
      orthometricHeightM: millimetres(landHeightM(place.e, place.n) + 1.2),
    });
  });
}

interface Condition {
  readonly landUse: string;
  readonly zh: string;
  readonly farMax: number;
  readonly densityMaxPercent: number;
  readonly greenRatioMinPercent: number;
  readonly limitM: number;
}

/** Conditions of use by the kind of block; land-use codes of GB 50137. */
const CONDITIONS: Readonly<Record<BlockKind, Condition>> = {
  towers: {
    landUse: 'R2',
    zh: '二类居住用地',
    farMax: 2.8,
    densityMaxPercent: 25,
    greenRatioMinPercent: 35,
    limitM: 100,
  },
  slabs: {
    landUse: 'R2',
    zh: '二类居住用地',
    farMax: 1.8,
    densityMaxPercent: 30,
    greenRatioMinPercent: 30,
    limitM: 24,
  },
  lilong: {
    landUse: 'R3',
    zh: '历史风貌居住用地',
    farMax: 1.6,
    densityMaxPercent: 60,
    greenRatioMinPercent: 10,
    limitM: 15,
  },
  mixed: {
    landUse: 'BR',
    zh: '商住混合用地',
    farMax: 2,
    densityMaxPercent: 50,
    greenRatioMinPercent: 15,
    limitM: 24,
  },
  offices: {
    landUse: 'B2',
    zh: '商务用地',
    farMax: 5,
    densityMaxPercent: 45,
    greenRatioMinPercent: 20,
    limitM: 120,
  },
  sheds: {
    landUse: 'W1',
    zh: '一类物流仓储用地',
    farMax: 1.2,
    densityMaxPercent: 60,
    greenRatioMinPercent: 10,
    limitM: 18,
  },
  school: {
    landUse: 'A3',
    zh: '教育科研用地',
    farMax: 0.9,
    densityMaxPercent: 30,
    greenRatioMinPercent: 35,
    limitM: 24,
  },
  park: {
    landUse: 'G1',
    zh: '公园绿地',
    farMax: 0.05,
    densityMaxPercent: 3,
    greenRatioMinPercent: 75,
    limitM: 9,
  },
  bund: {
    landUse: 'A7',
    zh: '文物古迹用地',
    farMax: 1.2,
    densityMaxPercent: 55,
    greenRatioMinPercent: 15,
    limitM: 18,
  },
  church: {
    landUse: 'A9',
    zh: '宗教用地',
    farMax: 0.6,
    densityMaxPercent: 30,
    greenRatioMinPercent: 30,
    limitM: 36,
  },
};

function blockRing(block: Pick<Block, 'u0' | 'v0' | 'u1' | 'v1'>): Place[] {
  const { u0, v0, u1, v1 } = block;
  const steps = [0, 0.25, 0.5, 0.75];
  return [
    ...steps.map((t) => placeOf(u0 + (u1 - u0) * t, v0)),
    ...steps.map((t) => placeOf(u1, v0 + (v1 - v0) * t)),
    ...steps.map((t) => placeOf(u1 + (u0 - u1) * t, v1)),
    ...steps.map((t) => placeOf(u0, v1 + (v0 - v1) * t)),
  ];
}

function zoneFeature(block: Block): Feature {
  const { zh, ...condition } = CONDITIONS[block.kind];
  const id = `zone-${String(block.index + 1).padStart(3, '0')}`;
  return polygonFeature(id, blockRing(block), {
    id,
    name: { zh: `江北老外滩 ${block.index + 1} 号地块`, en: `Jiangbei Old Bund plot ${block.index + 1}` },
    kind: 'aboveGround',
    datum: '1985-national',
    measure: block.kind === 'bund' || block.kind === 'church' ? 'highest-point' : 'architectural',
    authority: '宁波市自然资源和规划局江北分局(示例)',
    document: `甬自然资规条[2025]示${String(block.index + 1).padStart(3, '0')}号`,
    landUseName: { zh, en: condition.landUse },
    area: block.area,
    setbackM: block.kind === 'towers' || block.kind === 'offices' ? 8 : 3,
    ...condition,
  });
}

function roadFeatures(): Feature[] {
  return STREETS.map((street) => {
    const count = Math.ceil((Math.min(street.to, 790) - Math.max(street.from, -790)) / 25);
    const from = Math.max(street.from, -790);
    const to = Math.min(street.to, 790);
    const line = Array.from({ length: count + 1 }, (_, i) => {
      const s = from + ((to - from) * i) / count;
      return street.axis === 'ns' ? placeOf(street.at, s) : placeOf(s, street.at);
    });
    return lineFeature(street.id, line, {
      id: street.id,
      name: street.name,
      rank: street.rank,
      carriagewayM: street.half * 2,
      footwayM: street.footway,
    });
  });
}

/** File name (without ending) to collection, in a fixed order. */
export function registersOf(town: Town): ReadonlyMap<string, FeatureCollection> {
  const layers: readonly (readonly [string, Feature[]])[] = [
    ['buildings', buildingFeatures(town.buildings)],
    ['windows', windowFeatures(town.buildings)],
    ['zones', town.blocks.map(zoneFeature)],
    ['roads', roadFeatures()],
    ['water', waterFeatures(town)],
    ['areas', areaFeatures()],
    ['covers', town.covers.map(coverFeature)],
    ['stations', stationFeatures()],
    ['cameras', cameraFeatures(town.index)],
  ];
  return new Map(layers.map(([name, features]) => [name, collection(name, features)]));
}
