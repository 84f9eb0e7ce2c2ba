/** Outer ring of a union of upright rectangles, counter-clockwise, corners only; for footprints of composed buildings. */
interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

type Point = readonly [number, number];

const sorted = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/** Edges of the union's cells with the inside on their left, keyed by their start. */
function edgesOf(
  rectangles: readonly Rectangle[],
  xs: readonly number[],
  ys: readonly number[],
): Map<string, number[][]> {
  const filled = (i: number, j: number): boolean => {
    const x = ((xs[i] ?? NaN) + (xs[i + 1] ?? NaN)) / 2;
    const y = ((ys[j] ?? NaN) + (ys[j + 1] ?? NaN)) / 2;
    return rectangles.some((r) => x > r.x0 && x < r.x1 && y > r.y0 && y < r.y1);
  };
  const edges = new Map<string, number[][]>();
  const add = (i0: number, j0: number, i1: number, j1: number): void => {
    const key = `${i0},${j0}`;
    edges.set(key, [...(edges.get(key) ?? []), [i1, j1]]);
  };
  for (let i = 0; i + 1 < xs.length; i++) {
    for (let j = 0; j + 1 < ys.length; j++) {
      if (!filled(i, j)) continue;
      if (!filled(i, j - 1)) add(i, j, i + 1, j);
      if (!filled(i + 1, j)) add(i + 1, j, i + 1, j + 1);
      if (!filled(i, j + 1)) add(i + 1, j + 1, i, j + 1);
      if (!filled(i - 1, j)) add(i, j + 1, i, j);
    }
  }
  return edges;
}

export function outlineOf(rectangles: readonly Rectangle[]): Point[] {
  const xs = sorted(rectangles.flatMap((r) => [r.x0, r.x1]));
  const ys = sorted(rectangles.flatMap((r) => [r.y0, r.y1]));
  const edges = edgesOf(rectangles, xs, ys);
  // the leftmost, lowest start lies on the outer ring
  const start = [...edges.keys()]
    .map((key) => key.split(',').map(Number))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))[0];
  if (!start) return [];
  const ring: number[][] = [];
  let at = start;
  do {
    ring.push(at);
    const next = edges.get(`${at[0]},${at[1]}`)?.shift();
    if (!next) break;
    at = next;
  } while (at[0] !== start[0] || at[1] !== start[1]);
  const corners = ring.filter((point, i) => {
    const before = ring[(i + ring.length - 1) % ring.length] ?? point;
    const after = ring[(i + 1) % ring.length] ?? point;
    return !(
      (before[0] === point[0] && point[0] === after[0]) ||
      (before[1] === point[1] && point[1] === after[1])
    );
  });
  return corners.map((point) => [xs[point[0] ?? 0] ?? 0, ys[point[1] ?? 0] ?? 0]);
}
