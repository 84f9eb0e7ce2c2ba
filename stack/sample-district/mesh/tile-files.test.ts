import { describe, expect, it } from 'vitest';
import { readOsgb } from '../../../formats/osgb/read.ts';
import { EPOCHS, GEOID_UNDULATION_M, sunDirectionEnu } from '../description/frame.ts';
import { groundHeightM } from '../description/terrain.ts';
import { describeTown } from '../description/town.ts';
import { rasteriseScene } from '../raster/rasterise.ts';
import { allocateScene } from '../raster/scene-raster.ts';
import { makeTileFiles } from './tile-files.ts';

const EARTH_M = 6371000;
const town = describeTown(20260408);
const light = (() => {
  // two tiles with their surroundings
  const scene = allocateScene(300, 180, 1, 400);
  rasteriseScene(town, 2, scene);
  return { sun: sunDirectionEnu(EPOCHS[2]), scenes: [scene] };
})();
const scene = { town, epoch: 2, light };

describe('mesh tiles of the sample', () => {
  it('property: a town tile has three levels with ever finer pictures, and repeats to the byte', async () => {
    const files = await makeTileFiles(scene, 12, 6);
    expect(files.map(({ name }) => name)).toEqual([
      'Tile_+012_+006.osgb',
      'Tile_+012_+006_L17_0u.osgb',
      'Tile_+012_+006_L18_0uu.osgb',
    ]);
    const again = await makeTileFiles(scene, 12, 6);
    files.forEach((file, i) => expect(Buffer.from(file.bytes).equals(again[i]!.bytes)).toBe(true));
  });

  it('property: ground vertices of the fine level stand on the DTM within 2 cm, water at its level', async () => {
    // mostly quay and river
    const files = await makeTileFiles(scene, 12, 8);
    const read = readOsgb(files[2]!.bytes);
    if (!read.ok) throw new Error(read.error.message);
    const { geometries } = read.value.nodes[0]!;
    let checked = 0;
    let worstM = 0;
    for (const { positionsM } of geometries) {
      for (let i = 0; i < positionsM.length; i += 3) {
        const [e, n, up] = [positionsM[i]!, positionsM[i + 1]!, positionsM[i + 2]!];
        // vertices of the 5 m grid
        if (Math.abs(e / 5 - Math.round(e / 5)) > 1e-3 || Math.abs(n / 5 - Math.round(n / 5)) > 1e-3)
          continue;
        const heightM = up - GEOID_UNDULATION_M + (e * e + n * n) / (2 * EARTH_M);
        const expected = groundHeightM(Math.round(e), Math.round(n));
        worstM = Math.max(worstM, Math.abs(heightM - expected));
        checked += 1;
      }
    }
    expect(worstM).toBeLessThan(0.02);
    expect(checked).toBeGreaterThan(300);
  });
});
