/** The whole description from one seed: blocks filled, changes planted, trees kept off buildings, cars put. */
import { Sequence } from '../random.ts';
import { plantChanges } from '../changes.ts';
import type { PlantedChange } from '../changes.ts';
import { BLOCKS } from './blocks.ts';
import type { Block, BlockKind } from './blocks.ts';
import type { Building } from './building.ts';
import type { Boat } from './boats.ts';
import { boatsOf } from './boats.ts';
import type { Car } from './cars.ts';
import { carsOf } from './cars.ts';
import { fillSlabs, fillTowers } from './fill/estates.ts';
import { fillBund, fillChurch, fillPark, fillSchool } from './fill/civic.ts';
import { fillLilong } from './fill/lilong.ts';
import { fillMixed, fillOffices, fillSheds } from './fill/town.ts';
import type { Cover } from './covers.ts';
import { layCovers } from './covers.ts';
import { EPOCHS, HALF_M } from './frame.ts';
import { BuildingIndex } from './building-index.ts';
import { streetAndBankTrees } from './greenery.ts';
import type { Patch, Tree } from './site.ts';
import { Site } from './site.ts';

export interface Town {
  readonly blocks: readonly Block[];
  readonly patchesOfBlock: readonly (readonly Patch[])[];
  readonly buildings: readonly Building[];
  readonly index: BuildingIndex;
  readonly trees: readonly Tree[];
  /** one list per epoch */
  readonly cars: readonly (readonly Car[])[];
  readonly boats: readonly (readonly Boat[])[];
  readonly covers: readonly Cover[];
  readonly changes: readonly PlantedChange[];
}

const FILL: Readonly<Record<BlockKind, (site: Site) => void>> = {
  towers: fillTowers,
  slabs: fillSlabs,
  lilong: fillLilong,
  mixed: fillMixed,
  offices: fillOffices,
  sheds: fillSheds,
  school: fillSchool,
  park: fillPark,
  bund: fillBund,
  church: fillChurch,
};

export function describeTown(seed: number): Town {
  const sites = BLOCKS.map((block) => {
    const site = new Site(block, seed);
    FILL[block.kind](site);
    return site;
  });
  const random = new Sequence(seed + 5);
  const inside = (building: Building): boolean =>
    Math.abs(building.e) < HALF_M - 1 && Math.abs(building.n) < HALF_M - 1;
  const raised = sites.flatMap((site) => site.buildings.filter(inside));
  const planted = plantChanges(raised, sites, random);
  const buildings = planted.buildings.map((building, index) => ({ ...building, index }));
  const index = new BuildingIndex(buildings);
  const trees = [...sites.flatMap((site) => site.trees), ...streetAndBankTrees(random)].filter(
    (tree) =>
      Math.abs(tree.e) < HALF_M - 2 &&
      Math.abs(tree.n) < HALF_M - 2 &&
      index.clearanceM(tree.e, tree.n, tree.radiusM * 0.75) > 0,
  );
  const parking = sites.flatMap((site) => site.parking);
  return {
    blocks: BLOCKS,
    patchesOfBlock: sites.map((site) => site.patches),
    buildings,
    index,
    trees,
    cars: EPOCHS.map((epoch) => carsOf(parking, epoch.index, index)),
    boats: EPOCHS.map((epoch) => boatsOf(epoch.index)),
    covers: layCovers(seed, index),
    changes: planted.changes,
  };
}
