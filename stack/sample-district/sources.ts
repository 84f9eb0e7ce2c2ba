/** Generates what survey firm and bureaus hand over: production, orthophotos, surfaces, registers, truth. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GeoTiffRaster } from '../../formats/geotiff/write-cog.ts';
import { EPOCHS, FALSE_M, HALF_M, HEART, LATITUDE_DEG, LONGITUDE_DEG } from './description/frame.ts';
import { GRID } from './features.ts';
import { TILES_A_SIDE, TILE_M } from './mesh/tile-files.ts';
import type { TaskPool } from './pool.ts';
import type { SceneRaster } from './raster/scene-raster.ts';
import { allocateScene } from './raster/scene-raster.ts';
import { registersOf } from './registers.ts';
import { townOfSeed } from './tasks.ts';
import { truthOf } from './truth.ts';

const TEXEL_M = 0.5;
const SIDE_PX = (HALF_M * 2) / TEXEL_M;
const STRIP_ROWS = 200;
const HEART_CELL_M = 0.125;
const HEART_MARGIN_M = 80;

const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

function rasterOf(bands: 1 | 3, samples: Uint8Array | Float32Array, capturedOn: string): GeoTiffRaster {
  return {
    widthPx: SIDE_PX,
    heightPx: SIDE_PX,
    bands,
    samples,
    crs: { kind: 'transverse-mercator', name: 'Jiangbei district grid', ...GRID, scale: 1 },
    west: FALSE_M - HALF_M,
    north: FALSE_M + HALF_M,
    pixelWidth: TEXEL_M,
    pixelHeight: TEXEL_M,
    capturedOn,
    ...(bands === 1 ? { verticalDatum: '1985-national' as const } : {}),
  };
}

const METADATA = `<?xml version="1.0" encoding="utf-8"?>
<ModelMetadata version="1">
	<!--Spatial Reference System-->
	<SRS>ENU:${LATITUDE_DEG.toFixed(4)},${LONGITUDE_DEG.toFixed(4)}</SRS>
	<!--Origin in Spatial Reference System-->
	<SRSOrigin>0,0,0</SRSOrigin>
	<Texture>
		<ColorSource>Visible</ColorSource>
	</Texture>
</ModelMetadata>
`;

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 1)}\n`);
}

async function orthophoto(pool: TaskPool, folder: string, epoch: number, scene: SceneRaster): Promise<void> {
  const rgb = new Uint8Array(shared(SIDE_PX * SIDE_PX * 3));
  const strips = Array.from({ length: SIDE_PX / STRIP_ROWS }, (_, i) => i * STRIP_ROWS);
  await Promise.all(
    strips.map((firstRow) =>
      pool.run({ kind: 'ortho', epoch, scenes: [scene], texelM: TEXEL_M, firstRow, rows: STRIP_ROWS, rgb }),
    ),
  );
  const date = EPOCHS[epoch]?.date ?? '';
  await pool.run({
    kind: 'geotiff',
    file: path.join(folder, 'source', 'imagery', `${date}.tif`),
    raster: rasterOf(3, rgb, date),
  });
}

async function surfaces(pool: TaskPool, folder: string, scene: SceneRaster): Promise<void> {
  const latest = EPOCHS[EPOCHS.length - 1]?.date ?? '';
  const heightsM = new Float32Array(shared(SIDE_PX * SIDE_PX * 4));
  await pool.run({ kind: 'ground', cellM: TEXEL_M, heightsM });
  const file = (name: string): string => path.join(folder, 'surfaces', name);
  await Promise.all([
    pool.run({ kind: 'geotiff', file: file('dtm.tif'), raster: rasterOf(1, heightsM, latest) }),
    pool.run({ kind: 'geotiff', file: file('dsm.tif'), raster: rasterOf(1, scene.dsmM, latest) }),
  ]);
}

async function mesh(
  pool: TaskPool,
  folder: string,
  scenes: readonly SceneRaster[],
  progress: (line: string) => void,
): Promise<void> {
  const production = path.join(folder, 'source', 'osgb');
  const data = path.join(production, 'Data');
  await mkdir(data, { recursive: true });
  await writeFile(path.join(production, 'metadata.xml'), METADATA);
  const places = Array.from({ length: TILES_A_SIDE ** 2 }, (_, i) => ({
    column: i % TILES_A_SIDE,
    row: Math.floor(i / TILES_A_SIDE),
  }));
  // the heart's tiles cost fifty times as much as others: they go first
  const weight = ({ column, row }: { column: number; row: number }): number => {
    const west = -HALF_M + column * TILE_M;
    const south = -HALF_M + row * TILE_M;
    return west >= HEART.westM && west < HEART.eastM && south >= HEART.southM && south < HEART.northM ? 0 : 1;
  };
  let done = 0;
  await Promise.all(
    [...places]
      .sort((a, b) => weight(a) - weight(b))
      .map(async ({ column, row }) => {
        await pool.run({ kind: 'tile', column, row, scenes, folder: data });
        done += 1;
        if (done % 32 === 0) progress(`sample district: ${done} of ${places.length} mesh tiles`);
      }),
  );
}

async function registers(seed: number, folder: string): Promise<void> {
  const town = townOfSeed(seed);
  for (const [name, features] of registersOf(town)) {
    await writeJson(path.join(folder, 'vectors', `${name}.geojson`), features);
  }
  for (const [name, value] of truthOf(town))
    await writeJson(path.join(folder, 'truth', `${name}.json`), value);
}

/** Writes `source/`, `surfaces/`, `vectors/` and `truth/` into a folder. Two scenes are held at a time. */
export async function generateSources(
  pool: TaskPool,
  options: { readonly seed: number; readonly folder: string; readonly progress: (line: string) => void },
): Promise<void> {
  const { seed, folder, progress } = options;
  for (const name of ['source/imagery', 'surfaces', 'vectors', 'truth']) {
    await mkdir(path.join(folder, name), { recursive: true });
  }
  progress('sample district: heights and shadows');
  const older = allocateScene(-HALF_M, HALF_M, TEXEL_M, SIDE_PX);
  const latest = allocateScene(-HALF_M, HALF_M, TEXEL_M, SIDE_PX);
  const heart = allocateScene(
    HEART.westM - HEART_MARGIN_M,
    HEART.northM + HEART_MARGIN_M,
    HEART_CELL_M,
    (HEART.eastM - HEART.westM + 2 * HEART_MARGIN_M) / HEART_CELL_M,
  );
  const final = EPOCHS.length - 1;
  const first = pool.run({ kind: 'scene', epoch: 0, scene: older });
  await pool.run({ kind: 'scene', epoch: final, scene: latest });
  await Promise.all([first, pool.run({ kind: 'scene', epoch: final, scene: heart })]);
  progress('sample district: orthophotos, surfaces and mesh');
  await Promise.all([
    surfaces(pool, folder, latest),
    orthophoto(pool, folder, final, latest),
    orthophoto(pool, folder, 0, older)
      .then(() => pool.run({ kind: 'scene', epoch: 1, scene: older }))
      .then(() => orthophoto(pool, folder, 1, older)),
    mesh(pool, folder, [heart, latest], progress),
    registers(seed, folder),
  ]);
}
