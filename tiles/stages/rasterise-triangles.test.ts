import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { Ray, Vector3 } from 'three';
import { afterAll, expect, test } from 'vitest';
import { HeightBlocks } from './height-blocks.ts';
import { rasteriseTriangles } from './rasterise-triangles.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-raster-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;
const blocksOf = (maxLoaded?: number): HeightBlocks =>
  new HeightBlocks(path.join(folder, `scratch-${++made}`), maxLoaded);

const SIDE = 40;
const corner = fc.tuple(
  fc.double({ min: -3, max: SIDE, noNaN: true }),
  fc.double({ min: -3, max: SIDE, noNaN: true }),
  fc.double({ min: -20, max: 80, noNaN: true }),
);
const soup = fc.array(fc.tuple(corner, corner, corner), { minLength: 1, maxLength: 12 });

const indicesFor = (triangles: number): Uint32Array =>
  Uint32Array.from({ length: 3 * triangles }, (_, i) => i);

/** Distance in plan from a point to the nearest edge, in cells. */
function edgeDistance(point: [number, number], triangle: readonly (readonly number[])[]): number {
  const distances = triangle.map(([ax = 0, ay = 0], i) => {
    const [bx = 0, by = 0] = triangle[(i + 1) % 3] ?? [];
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(
      1,
      Math.max(0, ((point[0] - ax) * dx + (point[1] - ay) * dy) / (dx * dx + dy * dy || 1)),
    );
    return Math.hypot(point[0] - ax - t * dx, point[1] - ay - t * dy);
  });
  return Math.min(...distances);
}

test('peer: three.js rays from above meet the same heights', () => {
  const down = new Vector3(0, 0, -1);
  fc.assert(
    fc.property(soup, (triangles) => {
      const blocks = blocksOf();
      rasteriseTriangles(blocks, {
        vertices: Float64Array.from(triangles.flat(2)),
        indices: indicesFor(triangles.length),
      });
      const cells = blocks.read({ column: 0, row: 0, columns: SIDE, rows: SIDE });
      const corners = triangles.map((triangle) => triangle.map(([x, y, z]) => new Vector3(x, y, z)));
      for (let i = 0; i < cells.length; i++) {
        const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
        // where a centre lies on an edge the two may differ, and may
        if (triangles.some((triangle) => edgeDistance([x, y], triangle) < 1e-6)) continue;
        const ray = new Ray(new Vector3(x, y, 1000), down);
        const hits = corners.map(([a, b, c]) =>
          a && b && c ? ray.intersectTriangle(a, b, c, false, new Vector3())?.z : undefined,
        );
        const highest = Math.max(...hits.map((z) => z ?? -Infinity));
        if (highest === -Infinity) expect(cells[i]).toBeNaN();
        else expect(cells[i]).toBeCloseTo(highest, 3);
      }
      blocks.close();
    }),
    { numRuns: 60 },
  );
});

test('property: neighbours leave no seam, in whatever order and however many blocks wait on disk', () => {
  const size = 530; // two blocks wide
  const quad = Float64Array.of(0, 0, 5, size, 0, 5, size, size, 9, 0, size, 9);
  const [few, many] = [blocksOf(1), blocksOf()];
  rasteriseTriangles(few, { vertices: quad, indices: Uint32Array.of(0, 1, 2, 0, 2, 3) });
  rasteriseTriangles(many, { vertices: quad, indices: Uint32Array.of(3, 2, 0, 2, 1, 0) });
  const window = { column: 0, row: 0, columns: size + 1, rows: size + 1 };
  const cells = few.read(window);
  expect(cells.every((heightM) => heightM >= 5 && heightM <= 9)).toBe(true);
  expect(cells).toEqual(many.read(window));
  few.close();
  many.close();
});

test('property: columns and rows before the origin of the grid are cells like others', () => {
  const blocks = blocksOf();
  const vertices = Float64Array.of(-600, -600, 1, -500, -600, 1, -600, -500, 1);
  rasteriseTriangles(blocks, { vertices, indices: Uint32Array.of(0, 1, 2) });
  expect(blocks.read({ column: -599, row: -599, columns: 1, rows: 1 })[0]).toBe(1);
  expect(blocks.read({ column: -601, row: -599, columns: 1, rows: 1 })[0]).toBeNaN();
  blocks.close();
});
