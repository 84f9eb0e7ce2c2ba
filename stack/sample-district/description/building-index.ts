/** Buildings by a 50 m grid over the district, for asking what stands near a place. */
import type { Building } from './building.ts';
import { toLocal } from './building.ts';
import { HALF_M } from './frame.ts';

const CELL_M = 50;
const SIDE = (HALF_M * 2) / CELL_M;

const cellOf = (x: number): number => Math.min(SIDE - 1, Math.max(0, Math.floor((x + HALF_M) / CELL_M)));

export class BuildingIndex {
  readonly #cells: Building[][] = Array.from({ length: SIDE * SIDE }, () => []);

  constructor(buildings: readonly Building[]) {
    for (const building of buildings) {
      const r = building.reachM;
      for (let row = cellOf(building.n - r); row <= cellOf(building.n + r); row++) {
        for (let column = cellOf(building.e - r); column <= cellOf(building.e + r); column++) {
          this.#cells[row * SIDE + column]?.push(building);
        }
      }
    }
  }

  /** Buildings that may reach into the rectangle, each once, in the order of their index. */
  within(west: number, south: number, east: number, north: number): Building[] {
    const found = new Set<Building>();
    for (let row = cellOf(south); row <= cellOf(north); row++) {
      for (let column = cellOf(west); column <= cellOf(east); column++) {
        for (const building of this.#cells[row * SIDE + column] ?? []) {
          const r = building.reachM;
          if (
            building.e + r > west &&
            building.e - r < east &&
            building.n + r > south &&
            building.n - r < north
          ) {
            found.add(building);
          }
        }
      }
    }
    return [...found].sort((a, b) => a.index - b.index);
  }

  /** Distance to the nearest wall minus `marginM`, at most 10 m; zero or less means too near or inside. */
  clearanceM(e: number, n: number, marginM: number): number {
    let best = 10;
    for (const building of this.within(e - 12, n - 12, e + 12, n + 12)) {
      const { x, y } = toLocal(building, e, n);
      for (const part of building.parts) {
        const dx = Math.max(part.x0 - x, x - part.x1, 0);
        const dy = Math.max(part.y0 - y, y - part.y1, 0);
        best = Math.min(best, Math.sqrt(dx * dx + dy * dy) - marginM);
      }
    }
    return best;
  }
}
