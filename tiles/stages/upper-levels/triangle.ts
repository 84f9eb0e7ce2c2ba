/** Triangles as three numbers of vertices. */
export type Corners = readonly [number, number, number];

export const cornersOf = (indices: Uint32Array, triangle: number): Corners => [
  indices[3 * triangle] ?? 0,
  indices[3 * triangle + 1] ?? 0,
  indices[3 * triangle + 2] ?? 0,
];

/** The normal, as long as twice the area. */
export function normalOf(positionsM: ArrayLike<number>, [a, b, c]: Corners): [number, number, number] {
  const edge = (to: number, k: number): number =>
    (positionsM[3 * to + k] ?? 0) - (positionsM[3 * a + k] ?? 0);
  const cross = (i: number, k: number): number => edge(b, i) * edge(c, k) - edge(b, k) * edge(c, i);
  return [cross(1, 2), cross(2, 0), cross(0, 1)];
}
