/** Triangles looked at along an axis, and the texels whose centres they cover. Lengths in texels. */
export type Axis = 0 | 1 | 2;

/** Corners as p, q; depth is the third coordinate, along the axis. */
export interface FlatTriangle {
  readonly p: readonly [number, number, number];
  readonly q: readonly [number, number, number];
  readonly depth: readonly [number, number, number];
}

/** The axes that lie across: east and north as one looks down, north and up or east and up at a wall. */
const ACROSS: readonly (readonly [Axis, Axis])[] = [
  [1, 2],
  [0, 2],
  [0, 1],
];

const EDGES = [
  [0, 1],
  [1, 2],
  [2, 0],
] as const;

export function flatTriangle(
  positionsM: ArrayLike<number>,
  corners: readonly [number, number, number],
  axis: Axis,
  texelM: number,
): FlatTriangle {
  const [first, second] = ACROSS[axis] ?? [0, 1];
  const along = (k: Axis): [number, number, number] => [
    (positionsM[3 * corners[0] + k] ?? 0) / texelM,
    (positionsM[3 * corners[1] + k] ?? 0) / texelM,
    (positionsM[3 * corners[2] + k] ?? 0) / texelM,
  ];
  return { p: along(first), q: along(second), depth: along(axis) };
}

/** Twice the signed area; positive when the corners go round counter-clockwise. */
export const doubleAreaOf = ({ p, q }: Pick<FlatTriangle, 'p' | 'q'>): number =>
  (p[1] - p[0]) * (q[2] - q[0]) - (p[2] - p[0]) * (q[1] - q[0]);

/** Depth at a point of the plane of the triangle, which has an area. */
export function depthAt(triangle: FlatTriangle, i: number, j: number): number {
  const { p, q, depth } = triangle;
  const area = doubleAreaOf(triangle);
  const b = ((i - p[0]) * (q[2] - q[0]) - (p[2] - p[0]) * (j - q[0])) / area;
  const c = ((p[1] - p[0]) * (j - q[0]) - (i - p[0]) * (q[1] - q[0])) / area;
  return depth[0] + b * (depth[1] - depth[0]) + c * (depth[2] - depth[0]);
}

/**
 * Every texel whose centre lies inside by at least `marginPx`, or, when that is negative, outside by at most so much.
 * @param visit texel in whole numbers; its centre is half a texel further
 */
export function coveredTexels(
  triangle: FlatTriangle,
  marginPx: number,
  visit: (i: number, j: number) => void,
): void {
  const { p, q } = triangle;
  const turn = Math.sign(doubleAreaOf(triangle));
  if (turn === 0) return;
  const from = (values: FlatTriangle['p']): number => Math.ceil(Math.min(...values) + marginPx - 0.5);
  const to = (values: FlatTriangle['p']): number => Math.floor(Math.max(...values) - marginPx - 0.5);
  const edges = new Float64Array(9);
  for (const [k, next] of EDGES) {
    const [dp, dq] = [p[next] - p[k], q[next] - q[k]];
    const length = Math.hypot(dp, dq) || 1;
    const [np, nq] = [(-dq * turn) / length, (dp * turn) / length];
    edges.set([np, nq, -(np * p[k] + nq * q[k]) - marginPx], 3 * k);
  }
  const [lastI, lastJ] = [to(p), to(q)];
  for (let j = from(q); j <= lastJ; j++) {
    for (let i = from(p); i <= lastI; i++) if (isInside(edges, i + 0.5, j + 0.5)) visit(i, j);
  }
}

/** @param edges normal and distance from the origin of each edge, inwards */
function isInside(edges: Float64Array, p: number, q: number): boolean {
  for (let k = 0; k < 9; k += 3) {
    if ((edges[k] ?? 0) * p + (edges[k + 1] ?? 0) * q + (edges[k + 2] ?? 0) < 0) return false;
  }
  return true;
}
