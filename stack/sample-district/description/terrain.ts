/**
 * Ground of the district: a low alluvial plain, slightly higher at the quays, with the rivers at water level.
 * Heights orthometric, m. The land is smooth (features of 90 m and more), so a 0.5 m raster and a 4 m mesh
 * agree with it below 1 mm and 1 cm.
 */
import { noise } from '../random.ts';
import { WATER_LEVEL_M } from './frame.ts';
import { riverDistanceAt } from './water.ts';

/** Height of the land at e, n, also under the water's edge, where the quay's top is. */
export function landHeightM(e: number, n: number): number {
  return 2.75 + 0.75 * noise(e / 240, n / 240, 3) + 0.3 * noise(e / 95, n / 95, 5);
}

/** The ground a surveyor's DTM holds: land, or the surface of the water. */
export function groundHeightM(e: number, n: number): number {
  return riverDistanceAt(e, n) < 0 ? WATER_LEVEL_M : landHeightM(e, n);
}
