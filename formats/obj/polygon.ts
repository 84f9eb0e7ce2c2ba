/**
 * A polygon in space as triangles: in the plane across its largest extent (Newell's normal), by ear clipping where it is
 * not a convex quadrilateral.
 */
import earcut from 'earcut';
import type { GrowingFloats } from './growing.ts';

type Axes = readonly [number, number];

interface View {
  /** the polygon runs counter-clockwise in it */
  readonly axes: Axes;
  readonly doubleArea: number;
}

/** The coordinate plane in which the polygon is largest. */
function viewOf(positionsM: GrowingFloats, vertices: readonly number[]): View {
  const normal = [0, 0, 0];
  const first = vertices[0] ?? 0;
  const at = (vertex: number, axis: number): number =>
    positionsM.at(3 * vertex + axis) - positionsM.at(3 * first + axis);
  for (let i = 0; i < vertices.length; i++) {
    const [p, q] = [vertices[i] ?? 0, vertices[(i + 1) % vertices.length] ?? 0];
    for (let axis = 0; axis < 3; axis++) {
      const [a, b] = [(axis + 1) % 3, (axis + 2) % 3];
      normal[axis] = (normal[axis] ?? 0) + at(p, a) * at(q, b) - at(p, b) * at(q, a);
    }
  }
  const sizes = normal.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes));
  const [a, b] = [(axis + 1) % 3, (axis + 2) % 3];
  const signed = normal[axis] ?? 0;
  return { axes: signed < 0 ? [b, a] : [a, b], doubleArea: Math.abs(signed) };
}

const turn = (flat: readonly number[], i: number, j: number, k: number): number => {
  const at = (corner: number): number => flat[corner] ?? 0;
  const [x, y] = [at(2 * i), at(2 * i + 1)];
  return (at(2 * j) - x) * (at(2 * k + 1) - y) - (at(2 * j + 1) - y) * (at(2 * k) - x);
};

/**
 * Corners (0 is the first vertex) of its triangles, which face the way of the polygon; none when it has no area.
 * @param vertices indices into the positions
 */
export function trianglesOfPolygon(
  positionsM: GrowingFloats,
  vertices: readonly number[],
): readonly number[] {
  const { axes, doubleArea } = viewOf(positionsM, vertices);
  if (!(doubleArea > 0)) return [];
  const first = vertices[0] ?? 0;
  const flat = vertices.flatMap((vertex) =>
    axes.map((axis) => positionsM.at(3 * vertex + axis) - positionsM.at(3 * first + axis)),
  );
  const convex = [0, 1, 2, 3].every((i) => turn(flat, i, (i + 1) % 4, (i + 2) % 4) >= 0);
  if (vertices.length === 4 && convex) return [0, 1, 2, 0, 2, 3];
  const corners = earcut(flat);
  for (let i = 0; i < corners.length; i += 3) {
    const [a = 0, b = 0, c = 0] = corners.slice(i, i + 3);
    if (turn(flat, a, b, c) < 0) corners.splice(i, 3, a, c, b);
  }
  return corners;
}
