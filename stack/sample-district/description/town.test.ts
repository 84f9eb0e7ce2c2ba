import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HALF_M } from './frame.ts';
import { groundHeightM, landHeightM } from './terrain.ts';
import { describeTown } from './town.ts';
import { riverDistanceAt } from './water.ts';

const SEED = 20260408;
const town = describeTown(SEED);

/** What a 0.5 m DTM of float32 cells says at a place, bilinear between cell centres. */
function dtmAt(e: number, n: number): number {
  const cellM = 0.5;
  const x = (e + HALF_M) / cellM - 0.5;
  const y = (HALF_M - n) / cellM - 0.5;
  const cell = (column: number, row: number): number =>
    Math.fround(groundHeightM(-HALF_M + (column + 0.5) * cellM, HALF_M - (row + 0.5) * cellM));
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const top = cell(x0, y0) * (1 - (x - x0)) + cell(x0 + 1, y0) * (x - x0);
  const bottom = cell(x0, y0 + 1) * (1 - (x - x0)) + cell(x0 + 1, y0 + 1) * (x - x0);
  return top * (1 - (y - y0)) + bottom * (y - y0);
}

describe('the described town', () => {
  it('property: one seed describes one town', () => {
    const digest = (value: unknown): string =>
      createHash('sha256').update(JSON.stringify(value)).digest('hex');
    const again = describeTown(SEED);
    expect(digest([again.buildings, again.trees, again.cars, again.changes, again.covers])).toBe(
      digest([town.buildings, town.trees, town.cars, town.changes, town.covers]),
    );
    expect(digest(describeTown(SEED + 1).buildings)).not.toBe(digest(town.buildings));
  });

  it('property: at least 1 500 buildings, each with its own id, none in the river', () => {
    expect(town.buildings.length).toBeGreaterThanOrEqual(1500);
    expect(new Set(town.buildings.map((building) => building.id)).size).toBe(town.buildings.length);
    for (const building of town.buildings) expect(riverDistanceAt(building.e, building.n)).toBeGreaterThan(0);
  });

  it('property: 120 covers lie on dry ground at the height of the DTM within 1 mm', () => {
    expect(town.covers).toHaveLength(120);
    for (const cover of town.covers) {
      expect(riverDistanceAt(cover.e, cover.n)).toBeGreaterThan(1);
      expect(Math.abs(dtmAt(cover.e, cover.n) - cover.orthometricHeightM)).toBeLessThan(0.001);
    }
  });

  it('property: no tree stands in a building and no car drives through one', () => {
    for (const tree of town.trees) expect(town.index.clearanceM(tree.e, tree.n, 0)).toBeGreaterThan(0);
    for (const car of town.cars[2] ?? []) expect(town.index.clearanceM(car.e, car.n, 0)).toBeGreaterThan(0);
  });

  it('property: every kind of planted change is there, unlawful and harmless', () => {
    const kinds = new Set(town.changes.map((change) => change.kind));
    expect([...kinds].sort()).toEqual([
      'added-floor',
      'demolition',
      'filled-pond',
      'repainted-roof',
      'roof-extension',
      'shed',
    ]);
    expect(new Set(town.changes.map((change) => change.id)).size).toBe(town.changes.length);
    expect(town.changes.filter((change) => change.unlawful).length).toBeGreaterThan(10);
    expect(landHeightM(0, 0)).toBeGreaterThan(2.5);
  });
});
