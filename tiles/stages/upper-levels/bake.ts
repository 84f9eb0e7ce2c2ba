/**
 * A simplified shape with a picture of its own: each chart is a projection of the surface it was made from, sampled on
 * 2 × 2 points for each texel. A margin of two texels keeps charts apart in halved pictures too.
 */
import type { Chart } from './charts.ts';
import { chartsOf, projectedTexels } from './charts.ts';
import type { Rgb } from './colour-lookup.ts';
import { ColourLookup } from './colour-lookup.ts';
import { withoutGaps } from './fill-gaps.ts';
import type { Sheet } from './pack.ts';
import { MAX_SHEET_PX, packed } from './pack.ts';
import type { FlatTriangle } from './plane-view.ts';
import { coveredTexels, depthAt, flatTriangle } from './plane-view.ts';
import type { Shape } from './simplify-surface.ts';
import type { Patch, Picture, Surface } from './surface.ts';
import type { Corners } from './triangle.ts';
import { cornersOf } from './triangle.ts';

const MARGIN_PX = 2;
/** Texels that an edge runs through belong to its triangle as far as their centres lie no further off. */
const TOUCHED_PX = -0.75;
const INSIDE_PX = -1e-3;
const SAMPLES = [
  [0.25, 0.25],
  [0.75, 0.25],
  [0.25, 0.75],
  [0.75, 0.75],
] as const;

export interface BakeOptions {
  readonly texelM: number;
  /** how far the shape may lie from the surface, m */
  readonly reachM: number;
}

class Baker {
  readonly #shape: Shape;
  readonly #lookup: ColourLookup;
  readonly #sheet: Sheet;
  readonly #texelM: number;
  readonly #rgb: Float32Array;
  readonly #known: Uint8Array;
  readonly #point: [number, number, number] = [0, 0, 0];
  readonly #sum: Rgb = [0, 0, 0];

  constructor(shape: Shape, source: Surface, sheet: Sheet, { texelM, reachM }: BakeOptions) {
    this.#shape = shape;
    this.#lookup = new ColourLookup(source, { texelM, reach: reachM / texelM });
    this.#sheet = sheet;
    this.#texelM = texelM;
    this.#rgb = new Float32Array(sheet.widthPx * sheet.heightPx * 3);
    this.#known = new Uint8Array(sheet.widthPx * sheet.heightPx);
  }

  flat(chart: Chart, corners: Corners): FlatTriangle {
    return flatTriangle(this.#shape.positionsM, corners, chart.axis, this.#texelM);
  }

  paint(chart: Chart, corner: readonly [number, number]): void {
    for (const marginPx of [INSIDE_PX, TOUCHED_PX]) {
      for (const triangle of chart.triangles) {
        const flat = this.flat(chart, cornersOf(this.#shape.indices, triangle));
        coveredTexels(flat, marginPx, (i, j) => {
          const row = corner[1] + MARGIN_PX + j - chart.firstJ;
          const to = row * this.#sheet.widthPx + corner[0] + MARGIN_PX + i - chart.firstI;
          if (this.#known[to] === 0 && this.#sampled(chart, flat, i, j)) this.#put(to);
        });
      }
    }
  }

  /** The mean colour of a texel into `#sum`; false when the surface has none there. */
  #sampled(chart: Chart, flat: FlatTriangle, i: number, j: number): boolean {
    const view = this.#lookup.along(chart.axis);
    const [point, sum] = [this.#point, this.#sum];
    sum.fill(0);
    let seen = 0;
    for (const [di, dj] of SAMPLES) {
      point[0] = i + di;
      point[1] = j + dj;
      point[2] = depthAt(flat, point[0], point[1]);
      if (view.addColour(point, chart.sign, sum)) seen += 1;
    }
    for (let k = 0; k < 3 && seen > 1; k++) sum[k] = (sum[k] ?? 0) / seen;
    return seen > 0;
  }

  #put(texel: number): void {
    this.#known[texel] = 1;
    this.#rgb.set(this.#sum, 3 * texel);
  }

  picture(): Picture {
    return withoutGaps(this.#sheet, this.#rgb, this.#known);
  }
}

/** Vertices once for each chart that they belong to. */
class PatchBuilder {
  readonly #positionsM: number[] = [];
  readonly #uvs: number[] = [];
  readonly #indices: number[] = [];
  #known = new Map<number, number>();

  nextChart(): void {
    this.#known = new Map();
  }

  corner(vertex: number, shape: Shape, u: number, v: number): void {
    const there = this.#known.get(vertex);
    if (there !== undefined) {
      this.#indices.push(there);
      return;
    }
    const index = this.#positionsM.length / 3;
    this.#known.set(vertex, index);
    for (let k = 0; k < 3; k++) this.#positionsM.push(shape.positionsM[3 * vertex + k] ?? 0);
    this.#uvs.push(u, v);
    this.#indices.push(index);
  }

  patch(): Patch {
    return {
      positionsM: Float64Array.from(this.#positionsM),
      uvs: Float32Array.from(this.#uvs),
      indices: Uint32Array.from(this.#indices),
      picture: 0,
      repeats: false,
    };
  }
}

/** Null when the charts do not fit one sheet. */
export function baked(shape: Shape, source: Surface, options: BakeOptions): Surface | null {
  if (projectedTexels(shape, options.texelM) > MAX_SHEET_PX ** 2) return null;
  const charts = chartsOf(shape, options.texelM);
  const sheet = packed(
    charts.map(({ widthPx, heightPx }) => ({
      widthPx: widthPx + 2 * MARGIN_PX,
      heightPx: heightPx + 2 * MARGIN_PX,
    })),
  );
  if (sheet === null) return null;
  const baker = new Baker(shape, source, sheet, options);
  const patch = new PatchBuilder();
  charts.forEach((chart, index) => {
    const corner = sheet.corners[index] ?? [0, 0];
    baker.paint(chart, corner);
    patch.nextChart();
    for (const triangle of chart.triangles) {
      const corners = cornersOf(shape.indices, triangle);
      const { p, q } = baker.flat(chart, corners);
      for (const k of [0, 1, 2] as const) {
        const u = (corner[0] + MARGIN_PX + p[k] - chart.firstI) / sheet.widthPx;
        const v = (corner[1] + MARGIN_PX + q[k] - chart.firstJ) / sheet.heightPx;
        patch.corner(corners[k], shape, u, v);
      }
    }
  });
  return { patches: [patch.patch()], pictures: [baker.picture()] };
}
