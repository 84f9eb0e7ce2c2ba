/** district.json of the sample: everything that names the district. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import type { District, ImageryLayer, TerrainLayer, VectorKindSchema } from '../../contracts/district.ts';
import { DistrictSchema } from '../../contracts/district.ts';
import {
  DISTRICT_ID,
  EPOCHS,
  GEOID_UNDULATION_M,
  HALF_M,
  LATITUDE_DEG,
  LONGITUDE_DEG,
} from './description/frame.ts';
import { GRID, lonLatOf } from './features.ts';
import { ORGANISATIONS } from './organisations.ts';

const NOTICE = {
  zh: '合成示例数据:建筑、道路、人员与设备均为虚构,不代表任何真实测绘成果。',
  en: 'Synthetic sample data: buildings, streets, people and devices are invented and stand for no real survey.',
};
const SOURCE = { zh: '城瞰示例数据生成器（合成）', en: 'Chengkan sample generator (synthetic)' };
const LICENCE = 'Apache-2.0';

const VECTOR_NAMES: Readonly<Record<z.infer<typeof VectorKindSchema>, { zh: string; en: string }>> = {
  buildings: { zh: '建筑基底', en: 'Building footprints' },
  windows: { zh: '窗户与住户', en: 'Windows and households' },
  zones: { zh: '地块与规划条件', en: 'Plots and planning conditions' },
  roads: { zh: '道路', en: 'Roads' },
  water: { zh: '水系', en: 'Water bodies' },
  areas: { zh: '街道辖区', en: 'Administrative areas' },
  covers: { zh: '井盖', en: 'Covers' },
  stations: { zh: '水质站', en: 'Water stations' },
  cameras: { zh: '摄像机', en: 'Cameras' },
};

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

const corner = (e: number, n: number): [number, number] => lonLatOf({ e, n });

function footprint(): [number, number][] {
  const h = HALF_M;
  return [corner(-h, -h), corner(h, -h), corner(h, h), corner(-h, h)];
}

function bounds(): District['bounds'] {
  const ring = footprint();
  const longitudes = ring.map(([longitudeDeg]) => longitudeDeg);
  const latitudes = ring.map(([, latitudeDeg]) => latitudeDeg);
  return {
    westDeg: Math.min(...longitudes),
    southDeg: Math.min(...latitudes),
    eastDeg: Math.max(...longitudes),
    northDeg: Math.max(...latitudes),
  };
}

async function surfaceLayers(folder: string, capturedOn: string): Promise<District['surfaces']> {
  const names = {
    dsm: { zh: '数字表面模型', en: 'Digital surface model' },
    dtm: { zh: '数字高程模型', en: 'Digital terrain model' },
  };
  const layers: District['surfaces'] = [];
  for (const kind of ['dsm', 'dtm'] as const) {
    const raster = `surfaces/${kind}.tif`;
    layers.push({
      id: kind,
      kind,
      raster,
      sha256: await sha256Of(path.join(folder, raster)),
      name: names[kind],
      crs: 'district-grid',
      verticalDatum: '1985-national',
      capturedOn,
      groundSampleDistanceM: 0.5,
      source: SOURCE,
      licence: LICENCE,
    });
  }
  return layers;
}

function vectorLayers(): District['vectors'] {
  const kinds = [
    'buildings',
    'windows',
    'zones',
    'roads',
    'water',
    'areas',
    'covers',
    'stations',
    'cameras',
  ] as const;
  return kinds.map((kind) => ({
    id: kind,
    kind,
    geojson: `vectors/${kind}.geojson`,
    name: VECTOR_NAMES[kind],
    crs: 'EPSG:4490',
    verticalDatum: '1985-national',
    source: SOURCE,
    licence: LICENCE,
  }));
}

export async function manifestOf(
  folder: string,
  imagery: readonly ImageryLayer[],
  terrain: TerrainLayer,
): Promise<District> {
  const capturedOn = EPOCHS[EPOCHS.length - 1]?.date ?? '';
  const [longitudeDeg, latitudeDeg] = lonLatOf({ e: 285, n: -95 });
  const { latitudeOfOriginDeg, centralMeridianDeg, falseEastingM, falseNorthingM } = GRID;
  return DistrictSchema.parse({
    version: 1,
    id: DISTRICT_ID,
    name: { zh: '江北老外滩(示例)', en: 'Jiangbei Old Bund (sample)' },
    synthetic: true,
    notice: NOTICE,
    bounds: bounds(),
    grid: { latitudeOfOriginDeg, centralMeridianDeg, falseEastingM, falseNorthingM },
    geoid: {
      kind: 'constant',
      geoidUndulationM: GEOID_UNDULATION_M,
      source: 'synthetic constant of the sample district',
    },
    home: { longitudeDeg, latitudeDeg, ellipsoidalHeightM: 15, headingDeg: 318, pitchDeg: -33, rangeM: 560 },
    meshes: [
      {
        id: 'oblique-mesh',
        tileset: 'mesh/tileset.json',
        footprint: footprint(),
        controlled: true,
        name: { zh: '实景三维模型', en: 'Oblique photogrammetry mesh' },
        crs: `ENU:${LATITUDE_DEG.toFixed(4)},${LONGITUDE_DEG.toFixed(4)}`,
        verticalDatum: 'ellipsoid',
        capturedOn,
        groundSampleDistanceM: 0.25,
        source: SOURCE,
        licence: LICENCE,
      },
    ],
    imagery: imagery.map((layer) => ({
      ...layer,
      name: { zh: `正射影像 ${layer.epoch ?? ''}`, en: `Orthophoto ${layer.epoch ?? ''}` },
      source: SOURCE,
      licence: LICENCE,
    })),
    terrain: { ...terrain, source: SOURCE, licence: LICENCE },
    surfaces: await surfaceLayers(folder, capturedOn),
    vectors: vectorLayers(),
    organisations: ORGANISATIONS,
  });
}
