/** The DSM of one epoch: ground, bridges, buildings with their roof shapes and plant, cars, trees. */
import { CABIN_TOP_M, FREEBOARD_M, cabinOf, halfBreadthM } from '../description/boats.ts';
import { BRIDGES, alongBridge, deckHeightM, townOnBridge } from '../description/bridges.ts';
import type { Building } from '../description/building.ts';
import { isPresent, roofHeightM } from '../description/building.ts';
import { EPOCHS, WATER_LEVEL_M, placeOf, sunDirectionEnu, townOf } from '../description/frame.ts';
import { groundHeightM } from '../description/terrain.ts';
import type { Town } from '../description/town.ts';
import { crownHeightM } from '../description/tree-shape.ts';
import type { SceneRaster } from './scene-raster.ts';
import { boxMean, castShadows } from './scene-raster.ts';

interface Cells {
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

function cellsWithin(scene: SceneRaster, e: number, n: number, reachM: number): Cells | null {
  const column0 = Math.max(0, Math.floor((e - reachM - scene.westM) / scene.cellM));
  const column1 = Math.min(scene.side - 1, Math.floor((e + reachM - scene.westM) / scene.cellM));
  const row0 = Math.max(0, Math.floor((scene.northM - n - reachM) / scene.cellM));
  const row1 = Math.min(scene.side - 1, Math.floor((scene.northM - n + reachM) / scene.cellM));
  return column0 > column1 || row0 > row1 ? null : { row0, row1, column0, column1 };
}

function forCells(scene: SceneRaster, cells: Cells | null, heightAt: (e: number, n: number) => number): void {
  if (!cells) return;
  const { dsmM, side, cellM } = scene;
  for (let row = cells.row0; row <= cells.row1; row++) {
    const n = scene.northM - (row + 0.5) * cellM;
    for (let column = cells.column0; column <= cells.column1; column++) {
      const heightM = heightAt(scene.westM + (column + 0.5) * cellM, n);
      const at = row * side + column;
      if (heightM > (dsmM[at] ?? 0)) dsmM[at] = heightM;
    }
  }
}

/** Top of a building at e, n, orthometric m, or -Infinity beside it. */
function buildingTopM(building: Building, e: number, n: number, epoch: number): number {
  const de = e - building.e;
  const dn = n - building.n;
  const x = de * building.cos + dn * building.sin;
  const y = -de * building.sin + dn * building.cos;
  let top = -Infinity;
  for (const part of building.parts) {
    if (!isPresent(part, epoch)) continue;
    const o = part.overhangM;
    if (x < part.x0 - o || x > part.x1 + o || y < part.y0 - o || y > part.y1 + o) continue;
    let z = roofHeightM(part, x, y);
    if (part.parapetM > 0 && Math.min(x - part.x0, part.x1 - x, y - part.y0, part.y1 - y) < 0.25) {
      z += part.parapetM;
    }
    if (z > top) top = z;
  }
  for (const plant of building.plants) {
    if (x > plant.x0 && x < plant.x1 && y > plant.y0 && y < plant.y1 && plant.z1 > top) top = plant.z1;
  }
  return building.groundM + top;
}

/** Fills all four rasters of `scene` for an epoch. */
export function rasteriseScene(town: Town, epoch: number, scene: SceneRaster): void {
  const { side, cellM, dsmM } = scene;
  for (let row = 0; row < side; row++) {
    const n = scene.northM - (row + 0.5) * cellM;
    for (let column = 0; column < side; column++) {
      dsmM[row * side + column] = groundHeightM(scene.westM + (column + 0.5) * cellM, n);
    }
  }
  for (const bridge of BRIDGES) {
    const { u, v } = townOnBridge(bridge, (bridge.from + bridge.to) / 2, 0);
    const { e, n } = placeOf(u, v);
    forCells(scene, cellsWithin(scene, e, n, (bridge.to - bridge.from) / 2 + 20), (ce, cn) => {
      const town2 = townOf(ce, cn);
      const { s, d } = alongBridge(bridge, town2.u, town2.v);
      return s > bridge.from && s < bridge.to && Math.abs(d) < bridge.halfWidthM
        ? deckHeightM(bridge, s)
        : -Infinity;
    });
  }
  for (const building of town.buildings) {
    if (!isPresent(building, epoch)) continue;
    const cells = cellsWithin(scene, building.e, building.n, building.reachM);
    forCells(scene, cells, (e, n) => buildingTopM(building, e, n, epoch));
  }
  for (const car of town.cars[epoch] ?? []) {
    forCells(scene, cellsWithin(scene, car.e, car.n, car.lengthM / 2 + 0.5), (e, n) => {
      const x = Math.abs((e - car.e) * car.cos + (n - car.n) * car.sin);
      const y = Math.abs(-(e - car.e) * car.sin + (n - car.n) * car.cos);
      if (x > car.lengthM / 2 || y > car.widthM / 2) return -Infinity;
      return groundHeightM(e, n) + (x > car.lengthM * 0.28 ? car.heightM * 0.62 : car.heightM);
    });
  }
  for (const boat of town.boats[epoch] ?? []) {
    const [from, to] = cabinOf(boat);
    forCells(scene, cellsWithin(scene, boat.e, boat.n, boat.lengthM / 2), (e, n) => {
      const x = (e - boat.e) * boat.cos + (n - boat.n) * boat.sin;
      const y = Math.abs(-(e - boat.e) * boat.sin + (n - boat.n) * boat.cos);
      if (y > halfBreadthM(boat, x)) return -Infinity;
      return WATER_LEVEL_M + (x > from && x < to && y < boat.widthM * 0.38 ? CABIN_TOP_M : FREEBOARD_M);
    });
  }
  const leaf = EPOCHS[epoch]?.leaf ?? 1;
  for (const tree of town.trees) {
    forCells(scene, cellsWithin(scene, tree.e, tree.n, tree.radiusM * 1.25), (e, n) => {
      const crown = crownHeightM(tree, e - tree.e, n - tree.n, leaf);
      return crown > 0 ? groundHeightM(tree.e, tree.n) + crown : -Infinity;
    });
  }
  const sun = EPOCHS[epoch];
  if (sun) castShadows(scene, sunDirectionEnu(sun));
  boxMean(scene, 'nearM', 2.5);
  boxMean(scene, 'farM', 11);
}
