/** Two tiles side by side, simplified each on its own. */
import { expect, test } from 'vitest';
import { chartsOf } from './charts.ts';
import { coveredTexels, flatTriangle } from './plane-view.ts';
import { simplifiedShape } from './simplify-surface.ts';
import type { Surface } from './surface.ts';
import { onGrid } from './surface.ts';
import { cornersOf } from './triangle.ts';
import { welded } from './weld.ts';

const SIDE = 24;
const heightM = (x: number, y: number): number => onGrid(Math.sin(x / 9) + 0.7 * Math.cos(y / 7));

/** Ground of SIDE × SIDE squares of a metre, its first column of squares at `eastM`. */
function ground(eastM: number): Surface {
  const across = SIDE + 1;
  const positionsM = Float64Array.from({ length: across * across * 3 }, (_, at) => {
    const v = Math.floor(at / 3);
    const [x, y] = [eastM + (v % across), Math.floor(v / across)];
    return [x, y, heightM(x, y)][at % 3] ?? 0;
  });
  const indices = Array.from({ length: SIDE * SIDE }, (_, square) => {
    const v = Math.floor(square / SIDE) * across + (square % SIDE);
    return [v, v + 1, v + across + 1, v, v + across + 1, v + across];
  });
  const patch = {
    positionsM,
    uvs: null,
    indices: Uint32Array.from(indices.flat()),
    picture: null,
    repeats: false,
  };
  return { patches: [patch], pictures: [] };
}

const placesAt = (positionsM: Float64Array, eastM: number): string[] => {
  const places = new Set<string>();
  for (let at = 0; at < positionsM.length; at += 3) {
    const [x, y, z] = positionsM.subarray(at, at + 3);
    if (x === eastM) places.add(`${y} ${z}`);
  }
  return [...places].sort();
};

test('property: of a border nothing goes, so that neighbours meet; inside three quarters go', async () => {
  const west = await simplifiedShape(welded([ground(0), ground(SIDE)]), 1, 0.25);
  const east = await simplifiedShape(welded([ground(2 * SIDE), ground(3 * SIDE)]), 1, 0.25);
  for (const { shape, errorM } of [west, east]) {
    expect(shape.indices.length / 3).toBeLessThan(0.3 * 4 * SIDE * SIDE);
    expect(errorM).toBeGreaterThan(0);
    expect(errorM).toBeLessThan(1);
  }
  const border = placesAt(west.shape.positionsM, 2 * SIDE);
  expect(border).toHaveLength(SIDE + 1);
  expect(placesAt(east.shape.positionsM, 2 * SIDE)).toEqual(border);
  // the seam that was welded is no border any more
  expect(placesAt(west.shape.positionsM, SIDE).length).toBeLessThan(SIDE);
});

test('property: welding moves what is a few millimetres off, and nothing else', () => {
  const off = ground(SIDE);
  const positionsM = off.patches[0]!.positionsM.map((value, at) => value + (at % 3 === 2 ? 0.006 : 0));
  const apart = { ...off, patches: [{ ...off.patches[0]!, positionsM }] };
  const { patches } = welded([ground(0), apart]);
  expect(patches[0]!.positionsM).toEqual(ground(0).patches[0]!.positionsM);
  expect(placesAt(patches[1]!.positionsM, SIDE)).toEqual(placesAt(patches[0]!.positionsM, SIDE));
  const moved = patches[1]!.positionsM.filter((value, at) => value !== positionsM[at]);
  expect(moved).toHaveLength(SIDE + 1);
});

test('property: charts hold every triangle once and cover no texel twice, where a ramp winds over itself too', () => {
  // a ramp of two turns, twenty steps each
  const rim = Array.from({ length: 41 }, (_, step) =>
    [4, 9].map((radius) => [
      radius * Math.cos((step * Math.PI) / 10),
      radius * Math.sin((step * Math.PI) / 10),
      step / 8,
    ]),
  );
  const indices = Array.from({ length: 40 }, (_, step) => {
    const v = 2 * step;
    return [v, v + 1, v + 3, v, v + 3, v + 2];
  });
  const shape = { positionsM: Float64Array.from(rim.flat(2)), indices: Uint32Array.from(indices.flat()) };
  const charts = chartsOf(shape, 0.5);
  expect(charts.flatMap(({ triangles }) => triangles).sort((a, b) => a - b)).toEqual([...Array(80).keys()]);
  expect(charts.length).toBeGreaterThan(1);
  for (const { triangles, axis, firstI, firstJ, widthPx, heightPx } of charts) {
    const texels: string[] = [];
    for (const triangle of triangles) {
      const flat = flatTriangle(shape.positionsM, cornersOf(shape.indices, triangle), axis, 0.5);
      coveredTexels(flat, 0.05, (i, j) => {
        texels.push(`${i} ${j}`);
        expect(i >= firstI && i < firstI + widthPx && j >= firstJ && j < firstJ + heightPx).toBe(true);
      });
    }
    expect(new Set(texels).size).toBe(texels.length);
  }
});
