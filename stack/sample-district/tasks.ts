/** The heavy steps of the generator as messages, run in worker threads or, where there are none, in turn. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import type { GeoTiffRaster } from '../../formats/geotiff/write-cog.ts';
import { writeGeoTiff } from '../../formats/geotiff/write-cog.ts';
import { EPOCHS, HALF_M, sunDirectionEnu } from './description/frame.ts';
import { groundHeightM } from './description/terrain.ts';
import type { Town } from './description/town.ts';
import { describeTown } from './description/town.ts';
import { makeTileFiles, tileName } from './mesh/tile-files.ts';
import type { Light } from './paint/light.ts';
import { rasteriseScene } from './raster/rasterise.ts';
import type { SceneRaster } from './raster/scene-raster.ts';
import { renderTopView } from './raster/top-view.ts';

export type Task =
  | { readonly kind: 'scene'; readonly epoch: number; readonly scene: SceneRaster }
  | {
      readonly kind: 'ortho';
      readonly epoch: number;
      readonly scenes: readonly SceneRaster[];
      readonly texelM: number;
      readonly firstRow: number;
      readonly rows: number;
      /** RGB of the whole district, shared */
      readonly rgb: Uint8Array;
    }
  | { readonly kind: 'ground'; readonly cellM: number; readonly heightsM: Float32Array }
  | { readonly kind: 'geotiff'; readonly file: string; readonly raster: GeoTiffRaster }
  | {
      readonly kind: 'tile';
      readonly column: number;
      readonly row: number;
      readonly scenes: readonly SceneRaster[];
      readonly folder: string;
    };

export interface TaskMessage {
  readonly id: number;
  readonly seed: number;
  readonly task: Task;
}

export interface TaskReply {
  readonly id: number;
  readonly crash: string | null;
}

let known: { readonly seed: number; readonly town: Town } | null = null;

/** The town of a seed, described once per thread. */
export function townOfSeed(seed: number): Town {
  if (known?.seed !== seed) known = { seed, town: describeTown(seed) };
  return known.town;
}

function lightOf(epoch: number, scenes: readonly SceneRaster[]): Light {
  const flight = EPOCHS[epoch];
  if (!flight) throw new Error(`no epoch ${epoch}`);
  return { sun: sunDirectionEnu(flight), scenes };
}

function paintStrip(seed: number, task: Extract<Task, { kind: 'ortho' }>): void {
  const north = HALF_M - task.firstRow * task.texelM;
  const region = { west: -HALF_M, east: HALF_M, north, south: north - task.rows * task.texelM };
  const view = {
    town: townOfSeed(seed),
    epoch: task.epoch,
    light: lightOf(task.epoch, task.scenes),
    layers: 'all',
  } as const;
  const picture = renderTopView(view, region, task.texelM);
  task.rgb.set(picture.rgb, task.firstRow * picture.widthPx * 3);
}

function fillGround(task: Extract<Task, { kind: 'ground' }>): void {
  const side = Math.round((HALF_M * 2) / task.cellM);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const e = -HALF_M + (column + 0.5) * task.cellM;
      task.heightsM[row * side + column] = groundHeightM(e, HALF_M - (row + 0.5) * task.cellM);
    }
  }
}

async function writeTile(seed: number, task: Extract<Task, { kind: 'tile' }>): Promise<void> {
  const epoch = EPOCHS.length - 1;
  const scene = { town: townOfSeed(seed), epoch, light: lightOf(epoch, task.scenes) };
  const folder = path.join(task.folder, tileName(task.column, task.row));
  await mkdir(folder, { recursive: true });
  for (const file of await makeTileFiles(scene, task.column, task.row)) {
    await writeFile(path.join(folder, file.name), file.bytes);
  }
}

export async function runTask(seed: number, task: Task): Promise<void> {
  switch (task.kind) {
    case 'scene':
      return rasteriseScene(townOfSeed(seed), task.epoch, task.scene);
    case 'ortho':
      return paintStrip(seed, task);
    case 'ground':
      return fillGround(task);
    case 'geotiff':
      return writeFile(
        task.file,
        writeGeoTiff(task.raster, { deflate: (bytes) => deflateSync(bytes, { level: 6 }) }),
      );
    case 'tile':
      return writeTile(seed, task);
  }
}
