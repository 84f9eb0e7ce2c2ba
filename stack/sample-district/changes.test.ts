import { describe, expect, it } from 'vitest';
import type { PlantedChange } from './changes.ts';
import { EPOCHS, sunDirectionEnu } from './description/frame.ts';
import { describeTown } from './description/town.ts';
import { rasteriseScene } from './raster/rasterise.ts';
import { allocateScene } from './raster/scene-raster.ts';
import { renderTopView } from './raster/top-view.ts';

const TEXEL_M = 0.5;
const town = describeTown(20260408);

/** Orthophoto of an epoch around a change, with its mean height inside the ring. */
function look(change: PlantedChange, epoch: number) {
  const es = change.ring.map(({ e }) => e);
  const ns = change.ring.map(({ n }) => n);
  const snap = (x: number): number => Math.floor(x);
  const region = {
    west: snap(Math.min(...es)),
    south: snap(Math.min(...ns)),
    east: snap(Math.max(...es)) + 1,
    north: snap(Math.max(...ns)) + 1,
  };
  const scene = allocateScene(region.west - 60, region.north + 60, TEXEL_M, 400);
  rasteriseScene(town, epoch, scene);
  const flight = EPOCHS[epoch]!;
  const picture = renderTopView(
    { town, epoch, light: { sun: sunDirectionEnu(flight), scenes: [scene] }, layers: 'all' },
    region,
    TEXEL_M,
  );
  const centre = { e: (region.west + region.east) / 2, n: (region.south + region.north) / 2 };
  const column = Math.floor((centre.e - scene.westM) / TEXEL_M);
  const row = Math.floor((scene.northM - centre.n) / TEXEL_M);
  return { picture, centreM: scene.dsmM[row * scene.side + column]! };
}

describe('planted changes', () => {
  it('property: every change shows in the difference of the two orthophotos', () => {
    for (const change of town.changes) {
      const before = look(change, change.from - 1);
      const after = look(change, change.from);
      let sum = 0;
      after.picture.rgb.forEach((value, i) => (sum += Math.abs(value - before.picture.rgb[i]!)));
      expect(sum / after.picture.rgb.length, change.id).toBeGreaterThan(12);
    }
  });

  it('property: what was built is higher in the later DSM, what was torn down lower, paint changes no height', () => {
    for (const change of town.changes) {
      const rise = look(change, change.from).centreM - look(change, change.from - 1).centreM;
      if (change.kind === 'added-floor' || change.kind === 'shed')
        expect(rise, change.id).toBeGreaterThan(1.5);
      if (change.kind === 'demolition') expect(rise, change.id).toBeLessThan(-1.5);
      if (change.kind === 'repainted-roof') expect(Math.abs(rise), change.id).toBeLessThan(0.01);
    }
  });
});
