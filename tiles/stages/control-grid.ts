/**
 * Reprojection of a tile by a grid of exactly projected nodes, bilinear between them.
 * Frames: pixels of the tile (corner 0, 0) → pixels of the source, both from the outer corner of the first pixel.
 */
import { TILE_PX } from './web-mercator.ts';

export interface ControlGrid {
  readonly cellPx: number;
  /** source column and row of each node, [rows + 1, columns + 1, 2] */
  readonly nodes: Float64Array;
  /** largest distance in source pixels between the grid and the projection, at cell centres */
  readonly residualPx: number;
}

export type TileToSource = (x: number, y: number) => readonly [number, number];

/** A sixteenth of the tile serves nearly all images; coarse levels of a strongly bent projection need finer cells. */
const CELLS_PX = [16, 4, 1] as const;
const TOLERANCE_PX = 0.05;

function gridOf(cellPx: number, project: TileToSource): ControlGrid {
  const cells = TILE_PX / cellPx;
  const nodes = new Float64Array((cells + 1) * (cells + 1) * 2);
  for (let row = 0; row <= cells; row++) {
    for (let column = 0; column <= cells; column++) {
      nodes.set(project(column * cellPx, row * cellPx), (row * (cells + 1) + column) * 2);
    }
  }
  let residualPx = 0;
  // A diagonal of cells and its mirror see the bend in both directions.
  for (let i = 0; i < cells; i += Math.max(1, cells / 8)) {
    for (const column of [i, cells - 1 - i]) {
      const [exactColumn, exactRow] = project((column + 0.5) * cellPx, (i + 0.5) * cellPx);
      const at = (i * (cells + 1) + column) * 2;
      const below = at + (cells + 1) * 2;
      const mean = (k: number): number =>
        ((nodes[at + k] ?? 0) +
          (nodes[at + 2 + k] ?? 0) +
          (nodes[below + k] ?? 0) +
          (nodes[below + 2 + k] ?? 0)) /
        4;
      residualPx = Math.max(residualPx, Math.abs(mean(0) - exactColumn), Math.abs(mean(1) - exactRow));
    }
  }
  return { cellPx, nodes, residualPx };
}

export function controlGridOf(project: TileToSource): ControlGrid {
  let grid = gridOf(CELLS_PX[0], project);
  for (const cellPx of CELLS_PX.slice(1)) {
    if (grid.residualPx <= TOLERANCE_PX) break;
    grid = gridOf(cellPx, project);
  }
  return grid;
}

/** Smallest and largest source column and row of the nodes: [left, top, right, bottom]. */
export function extentOf(grid: ControlGrid): [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < grid.nodes.length; i += 2) {
    const column = grid.nodes[i] ?? Number.NaN;
    const row = grid.nodes[i + 1] ?? Number.NaN;
    if (column < left) left = column;
    if (column > right) right = column;
    if (row < top) top = row;
    if (row > bottom) bottom = row;
  }
  return [left, top, right, bottom];
}
