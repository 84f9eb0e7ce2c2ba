/**
 * One 100 m tile of the production as its OSGB files. A tile of the town has three levels (1 m, 0.5 m, 0.25 m texels);
 * a tile of the heart has five (0.8 m to 0.05 m), the last two in cells of 25 m.
 */
import sharp from 'sharp';
import type { OsgbGeometry, OsgbNode, OsgbTile } from '../../../formats/osgb/model.ts';
import { writeOsgb } from '../../../formats/osgb/write.ts';
import { HALF_M, HEART } from '../description/frame.ts';
import type { Town } from '../description/town.ts';
import type { Region } from '../paint/ground.ts';
import type { Light } from '../paint/light.ts';
import { renderTopView } from '../raster/top-view.ts';
import { isPresent } from '../description/building.ts';
import type { Atlas, AtlasPicture } from './atlas.ts';
import { halvePicture, makeAtlas } from './atlas.ts';
import { addBoat } from './boat-mesh.ts';
import { addBuilding } from './building-mesh.ts';
import { addGround, groundCharts } from './ground-mesh.ts';
import { addBridges, addCar } from './street-things.ts';
import { COARSE, FINE, MIDDLE, TileGeometry } from './tile-geometry.ts';
import { TreeCharts, addTree } from './tree-mesh.ts';

export const TILE_M = 100;
export const TILES_A_SIDE = (HALF_M * 2) / TILE_M;
const CELL_M = 25;
const TOWN_TEXEL_M = 0.25;
const HEART_TEXEL_M = 0.2;
const CELL_TEXEL_M = 0.05;
const JPEG_QUALITY = 80;

export interface MeshScene {
  readonly town: Town;
  readonly light: Light;
  readonly epoch: number;
}

export interface TileFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const signed = (index: number): string => `+${String(index).padStart(3, '0')}`;
export const tileName = (column: number, row: number): string => `Tile_${signed(column)}_${signed(row)}`;

function tileRegion(column: number, row: number): Region {
  const west = -HALF_M + column * TILE_M;
  const south = -HALF_M + row * TILE_M;
  return { west, south, east: west + TILE_M, north: south + TILE_M };
}

const isHeart = (region: Region): boolean =>
  region.west >= HEART.westM &&
  region.east <= HEART.eastM &&
  region.south >= HEART.southM &&
  region.north <= HEART.northM;

const inside = (region: Region, at: { readonly e: number; readonly n: number }): boolean =>
  at.e >= region.west && at.e < region.east && at.n >= region.south && at.n < region.north;

/** Geometry and pictures of a region at a texel size; buildings belong to the region of their centre. */
function buildRegion(
  scene: MeshScene,
  region: Region,
  texelM: number,
): { geometry: TileGeometry; atlas: Atlas } {
  const { town, light, epoch } = scene;
  const geometry = new TileGeometry();
  const picture = renderTopView({ town, light, epoch, layers: 'ground' }, region, texelM);
  const charts = groundCharts(geometry, region, picture, light);
  const side = region.east - region.west;
  const common = { region, picture, ...charts };
  addGround(geometry, { ...common, stepM: side / (side > 50 ? 20 : 10), levels: FINE });
  if (side > 50) {
    addGround(geometry, { ...common, stepM: side / 10, levels: MIDDLE });
    addGround(geometry, { ...common, stepM: side / 5, levels: COARSE });
  }
  for (const car of town.cars[epoch] ?? [])
    if (inside(region, car)) addCar(geometry, charts.chart, car, region);
  for (const building of town.index.within(region.west, region.south, region.east, region.north)) {
    if (!isPresent(building, epoch) || !inside(region, building)) continue;
    addBuilding({ geometry, light, epoch, longestM: texelM * 2000 }, building);
  }
  const trees = town.trees.filter((tree) => inside(region, tree));
  if (trees.length > 0) {
    const crowns = new TreeCharts(geometry, light, epoch);
    for (const tree of trees) addTree(geometry, crowns, tree);
  }
  for (const boat of town.boats[epoch] ?? []) if (inside(region, boat)) addBoat(geometry, light, boat);
  addBridges({ geometry, town, light, epoch, region });
  return { geometry, atlas: makeAtlas(geometry.charts, texelM) };
}

function sphereOf(geometries: readonly OsgbGeometry[]): {
  centreM: readonly [number, number, number];
  radiusM: number;
} {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const { positionsM } of geometries) {
    positionsM.forEach((value, i) => {
      const axis = i % 3;
      if (value < (low[axis] ?? 0)) low[axis] = value;
      if (value > (high[axis] ?? 0)) high[axis] = value;
    });
  }
  const at = (axis: number): number => ((low[axis] ?? 0) + (high[axis] ?? 0)) / 2;
  const span = (axis: number): number => (high[axis] ?? 0) - (low[axis] ?? 0);
  return {
    centreM: [at(0), at(1), at(2)],
    radiusM: Math.sqrt(span(0) ** 2 + span(1) ** 2 + span(2) ** 2) / 2,
  };
}

async function jpeg(picture: AtlasPicture): Promise<Uint8Array> {
  const raw = { width: picture.widthPx, height: picture.heightPx, channels: 3 } as const;
  return sharp(picture.rgb, { raw }).jpeg({ quality: JPEG_QUALITY }).toBuffer();
}

/** A node whose child files take over when a texel becomes larger than a pixel. */
function nodeOf(
  geometries: readonly OsgbGeometry[],
  childFiles: readonly string[],
  texelM: number,
): OsgbNode {
  const sphere = sphereOf(geometries);
  return { geometries, childFiles, ...sphere, switchPixels: (2 * sphere.radiusM) / texelM };
}

async function singleFile(
  name: string,
  level: {
    geometry: TileGeometry;
    atlas: Atlas;
    pictures: readonly AtlasPicture[];
    bit: number;
    texelM: number;
  },
  childFiles: readonly string[],
): Promise<TileFile> {
  const images = await Promise.all(
    level.pictures.map(async (picture, i) => ({ fileName: `${name}_${i}.jpg`, bytes: await jpeg(picture) })),
  );
  const node = nodeOf(level.geometry.geometries(level.atlas, level.bit), childFiles, level.texelM);
  const tile: OsgbTile = { images, nodes: [node] };
  return { name: `${name}.osgb`, bytes: writeOsgb(tile) };
}

/** Four cells of a quadrant: one file with their 0.1 m level, and a file each at 0.05 m. */
async function quadrantFiles(
  scene: MeshScene,
  region: Region,
  name: string,
  fineName: (cell: number) => string,
): Promise<TileFile[]> {
  const files: TileFile[] = [];
  const images: { fileName: string; bytes: Uint8Array }[] = [];
  const nodes: OsgbNode[] = [];
  for (let cell = 0; cell < 4; cell++) {
    const west = region.west + (cell % 2) * CELL_M;
    const south = region.south + Math.floor(cell / 2) * CELL_M;
    const { geometry, atlas } = buildRegion(
      scene,
      { west, south, east: west + CELL_M, north: south + CELL_M },
      CELL_TEXEL_M,
    );
    const fine = fineName(cell);
    const level = { geometry, atlas, pictures: atlas.pictures, bit: FINE, texelM: CELL_TEXEL_M };
    files.push(await singleFile(fine, level, []));
    const first = images.length;
    for (const picture of atlas.pictures) {
      images.push({ fileName: `${name}_${images.length}.jpg`, bytes: await jpeg(halvePicture(picture)) });
    }
    const shifted = geometry
      .geometries(atlas, FINE)
      .map((part) => ({ ...part, image: (part.image ?? 0) + first }));
    nodes.push(nodeOf(shifted, [`${fine}.osgb`], CELL_TEXEL_M * 2));
  }
  files.push({ name: `${name}.osgb`, bytes: writeOsgb({ images, nodes }) });
  return files;
}

/** All files of one tile, for `Data/<tileName>/`. */
export async function makeTileFiles(scene: MeshScene, column: number, row: number): Promise<TileFile[]> {
  const region = tileRegion(column, row);
  const name = tileName(column, row);
  const heart = isHeart(region);
  const texelM = heart ? HEART_TEXEL_M : TOWN_TEXEL_M;
  const { geometry, atlas } = buildRegion(scene, region, texelM);
  const half = atlas.pictures.map(halvePicture);
  const quarter = half.map(halvePicture);
  const middle = `${name}_L17_0u`;
  const fine = `${name}_L18_0uu`;
  const quadrant = (q: number): string => `${name}_L19_0uu${q}`;
  const files = [
    await singleFile(name, { geometry, atlas, pictures: quarter, bit: COARSE, texelM: texelM * 4 }, [
      `${middle}.osgb`,
    ]),
    await singleFile(middle, { geometry, atlas, pictures: half, bit: MIDDLE, texelM: texelM * 2 }, [
      `${fine}.osgb`,
    ]),
    await singleFile(
      fine,
      { geometry, atlas, pictures: atlas.pictures, bit: FINE, texelM },
      heart ? [0, 1, 2, 3].map((q) => `${quadrant(q)}.osgb`) : [],
    ),
  ];
  if (!heart) return files;
  for (let q = 0; q < 4; q++) {
    const west = region.west + (q % 2) * 2 * CELL_M;
    const south = region.south + Math.floor(q / 2) * 2 * CELL_M;
    const part = { west, south, east: west + 2 * CELL_M, north: south + 2 * CELL_M };
    files.push(...(await quadrantFiles(scene, part, quadrant(q), (cell) => `${name}_L20_0uu${q}${cell}`)));
  }
  return files;
}
