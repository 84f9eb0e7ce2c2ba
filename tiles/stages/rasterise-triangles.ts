/**
 * Triangles seen from straight above: the highest surface at the centre of every cell.
 * Frame: cell units, x = column, y = row of cell centres (whole numbers are centres), heights m.
 */
import { BLOCK_CELLS } from './height-blocks.ts';
import type { HeightBlocks } from './height-blocks.ts';

export interface CellTriangles {
  /** column, row, height in m, shape [vertices, 3] */
  readonly vertices: Float64Array;
  readonly indices: Uint32Array;
}

/** A centre on an edge belongs to the triangle: two neighbours then leave no seam between them. */
const EDGE = 1e-9;

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly heightM: number;
}

/** Where a row of centres crosses the triangle: first and last column, or none (first > last). */
function spanOf(
  corners: readonly [Corner, Corner, Corner],
  row: number,
  span: { first: number; last: number },
): void {
  span.first = Infinity;
  span.last = -Infinity;
  for (let i = 0; i < 3; i++) {
    const a = corners[i] ?? corners[0];
    const b = corners[(i + 1) % 3] ?? corners[0];
    if (a.y === b.y || row < Math.min(a.y, b.y) || row > Math.max(a.y, b.y)) continue;
    const x = a.x + ((row - a.y) * (b.x - a.x)) / (b.y - a.y);
    if (x < span.first) span.first = x;
    if (x > span.last) span.last = x;
  }
  span.first = Math.ceil(span.first - EDGE);
  span.last = Math.floor(span.last + EDGE);
}

function drawTriangle(blocks: HeightBlocks, corners: readonly [Corner, Corner, Corner]): void {
  const [a, b, c] = corners;
  const determinant = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  if (determinant === 0) return; // a wall shows no face from above
  const lowest = Math.min(a.heightM, b.heightM, c.heightM);
  const highest = Math.max(a.heightM, b.heightM, c.heightM);
  const slopeX =
    ((b.heightM - a.heightM) * (c.y - a.y) - (c.heightM - a.heightM) * (b.y - a.y)) / determinant;
  const slopeY =
    ((c.heightM - a.heightM) * (b.x - a.x) - (b.heightM - a.heightM) * (c.x - a.x)) / determinant;
  const lastRow = Math.floor(Math.max(a.y, b.y, c.y));
  const span = { first: 0, last: 0 };
  for (let row = Math.ceil(Math.min(a.y, b.y, c.y)); row <= lastRow; row++) {
    spanOf(corners, row, span);
    const blockRow = Math.floor(row / BLOCK_CELLS);
    for (let column = span.first; column <= span.last;) {
      const blockColumn = Math.floor(column / BLOCK_CELLS);
      const cells = blocks.block(blockColumn, blockRow);
      const end = Math.min(span.last, (blockColumn + 1) * BLOCK_CELLS - 1);
      const start = (row - blockRow * BLOCK_CELLS) * BLOCK_CELLS - blockColumn * BLOCK_CELLS;
      for (; column <= end; column++) {
        const onPlane = a.heightM + slopeX * (column - a.x) + slopeY * (row - a.y);
        // the plane of a steep sliver runs away within the tolerance of its edge
        const heightM = Math.min(highest, Math.max(lowest, onPlane));
        const before = cells[start + column] ?? Number.NaN;
        if (!(before >= heightM)) cells[start + column] = heightM;
      }
    }
  }
}

export function rasteriseTriangles(blocks: HeightBlocks, { vertices, indices }: CellTriangles): void {
  const cornerAt = (index: number): Corner => ({
    x: vertices[3 * index] ?? 0,
    y: vertices[3 * index + 1] ?? 0,
    heightM: vertices[3 * index + 2] ?? 0,
  });
  for (let t = 0; t + 2 < indices.length; t += 3) {
    drawTriangle(blocks, [
      cornerAt(indices[t] ?? 0),
      cornerAt(indices[t + 1] ?? 0),
      cornerAt(indices[t + 2] ?? 0),
    ]);
  }
}
