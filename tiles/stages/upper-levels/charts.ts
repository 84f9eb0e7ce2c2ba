/**
 * A shape cut into charts: triangles that hang together and face one way, seen along the axis they face. A chart covers
 * no texel twice, so that its picture is a plain projection.
 */
import type { Axis } from './plane-view.ts';
import { coveredTexels, flatTriangle } from './plane-view.ts';
import type { Shape } from './simplify-surface.ts';
import { cornersOf, normalOf } from './triangle.ts';

export interface Chart {
  readonly axis: Axis;
  /** whether the triangles face along the axis or against it */
  readonly sign: 1 | -1;
  /** numbers of triangles */
  readonly triangles: readonly number[];
  /** first texel across and up, in texels from the origin of the frame */
  readonly firstI: number;
  readonly firstJ: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Ground and roofs up to 60° are seen from above: two cuts less through every slope. */
const UPRIGHT = 0.5;
/** Triangles beside each other share the texels that their common edge runs through. */
const OVERLAP_PX = 0.05;

interface Facing {
  readonly axis: Axis;
  readonly sign: 1 | -1;
}

/** Null when the triangle has no area. */
function facingOf(shape: Shape, triangle: number): Facing | null {
  const [x, y, z] = normalOf(shape.positionsM, cornersOf(shape.indices, triangle));
  const length = Math.hypot(x, y, z);
  if (!(length > 0)) return null;
  if (Math.abs(z) >= UPRIGHT * length) return { axis: 2, sign: z > 0 ? 1 : -1 };
  if (Math.abs(x) >= Math.abs(y)) return { axis: 0, sign: x > 0 ? 1 : -1 };
  return { axis: 1, sign: y > 0 ? 1 : -1 };
}

/** Triangles by the edges that they share. */
function neighboursOf({ positionsM, indices }: Shape): number[][] {
  const vertices = positionsM.length / 3;
  const onEdge = new Map<number, number[]>();
  const edgesOf = (triangle: number): number[] => {
    const [a, b, c] = cornersOf(indices, triangle);
    const key = (v: number, w: number): number => Math.min(v, w) * vertices + Math.max(v, w);
    return [key(a, b), key(b, c), key(c, a)];
  };
  const count = indices.length / 3;
  for (let triangle = 0; triangle < count; triangle++) {
    for (const edge of edgesOf(triangle)) {
      const there = onEdge.get(edge);
      if (there === undefined) onEdge.set(edge, [triangle]);
      else there.push(triangle);
    }
  }
  return Array.from({ length: count }, (_, triangle) =>
    edgesOf(triangle).flatMap((edge) => (onEdge.get(edge) ?? []).filter((other) => other !== triangle)),
  );
}

/** Texels that projecting every triangle along the axis it faces would cover. */
export function projectedTexels(shape: Shape, texelM: number): number {
  let doubleM2 = 0;
  for (let triangle = 0; 3 * triangle < shape.indices.length; triangle++) {
    const facing = facingOf(shape, triangle);
    const normal = normalOf(shape.positionsM, cornersOf(shape.indices, triangle));
    if (facing !== null) doubleM2 += Math.abs(normal[facing.axis]);
  }
  return doubleM2 / 2 / (texelM * texelM);
}

const PAGE = 64;

/** Which chart was the last to take a texel, in pages where there are any. */
class TexelOwners {
  readonly #pages = new Map<number, Int32Array>();
  #lastKey = NaN;
  #lastPage: Int32Array = new Int32Array(0);

  of(i: number, j: number): number {
    return this.#pageOf(i, j)[this.#place(i, j)] ?? 0;
  }

  set(i: number, j: number, chart: number): void {
    this.#pageOf(i, j)[this.#place(i, j)] = chart;
  }

  #place(i: number, j: number): number {
    return (j & (PAGE - 1)) * PAGE + (i & (PAGE - 1));
  }

  #pageOf(i: number, j: number): Int32Array {
    const key = Math.floor(i / PAGE) * 2 ** 24 + Math.floor(j / PAGE);
    if (key === this.#lastKey) return this.#lastPage;
    const page = this.#pages.get(key) ?? new Int32Array(PAGE * PAGE);
    this.#pages.set(key, page);
    this.#lastKey = key;
    this.#lastPage = page;
    return page;
  }
}

class ChartGrower {
  readonly #shape: Shape;
  readonly #texelM: number;
  readonly #neighbours: readonly number[][];
  readonly #facing: readonly (Facing | null)[];
  readonly #taken: Uint8Array;
  /** one for each axis; a chart is known by its number, from 1 */
  readonly #owners = [new TexelOwners(), new TexelOwners(), new TexelOwners()] as const;
  #charts = 0;

  constructor(shape: Shape, texelM: number) {
    const count = shape.indices.length / 3;
    this.#shape = shape;
    this.#texelM = texelM;
    this.#neighbours = neighboursOf(shape);
    this.#facing = Array.from({ length: count }, (_, triangle) => facingOf(shape, triangle));
    this.#taken = new Uint8Array(count);
  }

  all(): Chart[] {
    const charts: Chart[] = [];
    this.#facing.forEach((facing, triangle) => {
      if (facing !== null && this.#taken[triangle] === 0) charts.push(this.#from(triangle, facing));
    });
    return charts;
  }

  #from(seed: number, { axis, sign }: Facing): Chart {
    const owners = this.#owners[axis];
    const own = ++this.#charts;
    const triangles: number[] = [];
    const queue = [seed];
    let [lowP, lowQ, highP, highQ] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let triangle = queue.pop(); triangle !== undefined; triangle = queue.pop()) {
      const facing = this.#facing[triangle];
      if (this.#taken[triangle] !== 0 || facing?.axis !== axis || facing.sign !== sign) continue;
      const flat = flatTriangle(
        this.#shape.positionsM,
        cornersOf(this.#shape.indices, triangle),
        axis,
        this.#texelM,
      );
      let overlaps = false;
      coveredTexels(flat, OVERLAP_PX, (i, j) => (overlaps ||= owners.of(i, j) === own));
      if (overlaps) continue;
      coveredTexels(flat, OVERLAP_PX, (i, j) => owners.set(i, j, own));
      this.#taken[triangle] = 1;
      triangles.push(triangle);
      [lowP, highP] = [Math.min(lowP, ...flat.p), Math.max(highP, ...flat.p)];
      [lowQ, highQ] = [Math.min(lowQ, ...flat.q), Math.max(highQ, ...flat.q)];
      queue.push(...(this.#neighbours[triangle] ?? []));
    }
    const [firstI, firstJ] = [Math.floor(lowP), Math.floor(lowQ)];
    return {
      axis,
      sign,
      triangles,
      firstI,
      firstJ,
      widthPx: Math.max(1, Math.ceil(highP) - firstI),
      heightPx: Math.max(1, Math.ceil(highQ) - firstJ),
    };
  }
}

export function chartsOf(shape: Shape, texelM: number): Chart[] {
  return new ChartGrower(shape, texelM).all();
}
