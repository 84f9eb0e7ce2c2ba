/** Trees as low closed blobs; leaves come from charts that a tile's trees of one kind share. */
import { EPOCHS } from '../description/frame.ts';
import type { Tree } from '../description/site.ts';
import { landHeightM } from '../description/terrain.ts';
import { crownHeightM, crownRadiusM } from '../description/tree-shape.ts';
import { crownFullness, paintLeaves } from '../paint/crown.ts';
import { blend, setInk } from '../paint/ink.ts';
import type { Light } from '../paint/light.ts';
import { shade } from '../paint/light.ts';
import { sampleScene } from '../raster/scene-raster.ts';
import type { Chart } from './atlas.ts';
import type { TileGeometry } from './tile-geometry.ts';
import { COARSE, FINE, MIDDLE } from './tile-geometry.ts';

const AROUND_M = 12;
const TALL_M = 7;

/** Azimuth runs along x, from the foot of the crown up to its top along y. */
function crownChart(tree: Tree, light: Light, full: number): Chart {
  const z = landHeightM(tree.e, tree.n);
  return {
    widthM: AROUND_M,
    heightM: TALL_M,
    paint: (ink, x, y, w) => {
      const azimuthRad = (x / AROUND_M) * Math.PI * 2;
      const riseRad = (y / TALL_M - 0.35) * 2.2;
      const flat = Math.cos(Math.min(riseRad, Math.PI / 2));
      const normal = [
        flat * Math.cos(azimuthRad),
        flat * Math.sin(azimuthRad),
        Math.sin(Math.min(riseRad, Math.PI / 2)),
      ] as const;
      paintLeaves(ink, tree.kind, tree.seed, { a: x + tree.seed, b: y * 1.4, w }, full);
      const low = 0.5 + 0.5 * Math.min(1, (y / TALL_M) * 1.6);
      const height = z + tree.heightM + 0.5;
      const nz = normal[2];
      shade(
        ink,
        light,
        [tree.e, tree.n, height],
        nz < 0.5 ? [normal[0] * 0.75, normal[1] * 0.75, 0.5] : normal,
        low,
      );
      blend(ink, [0.1, 0.12, 0.08], (1 - low) * 0.25);
    },
  };
}

function trunkChart(): Chart {
  return { widthM: 0.5, heightM: 1, paint: (ink) => setInk(ink, [0.26, 0.22, 0.18]) };
}

export class TreeCharts {
  readonly #charts = new Map<string, number>();
  readonly #geometry: TileGeometry;
  readonly #light: Light;
  readonly #leaf: number;
  readonly trunk: number;

  constructor(geometry: TileGeometry, light: Light, epoch: number) {
    this.#geometry = geometry;
    this.#light = light;
    this.#leaf = EPOCHS[epoch]?.leaf ?? 1;
    this.trunk = geometry.chart(trunkChart());
  }

  /** Two variants a kind, and whether the crown stands in a building's shadow. */
  of(tree: Tree): number {
    const scene = this.#light.scenes[this.#light.scenes.length - 1];
    const top = landHeightM(tree.e, tree.n) + tree.heightM;
    const shaded = scene !== undefined && sampleScene(scene, 'shadowM', tree.e, tree.n) > top;
    const key = `${tree.kind}-${shaded ? 'shade' : 'sun'}-${tree.seed % 2}`;
    const known = this.#charts.get(key);
    if (known !== undefined) return known;
    const made = this.#geometry.chart(crownChart(tree, this.#light, crownFullness(tree, this.#leaf)));
    this.#charts.set(key, made);
    return made;
  }
}

/** Rings from the foot up: share of the radius, share of the chart's height. */
const RINGS: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  [FINE]: [
    [0.55, 0.08],
    [0.98, 0.34],
    [0.8, 0.62],
    [0.42, 0.84],
  ],
  [MIDDLE]: [
    [0.8, 0.2],
    [0.72, 0.7],
  ],
  [COARSE]: [[0.9, 0.3]],
};

function addBlob(geometry: TileGeometry, tree: Tree, chart: number, level: number): void {
  const sides = level === FINE ? 8 : level === MIDDLE ? 6 : 5;
  const rings = RINGS[level] ?? [];
  const ground = landHeightM(tree.e, tree.n);
  const rows = rings.map(([share, up]) => {
    const row: number[] = [];
    for (let i = 0; i <= sides; i++) {
      const azimuthRad = ((i % sides) / sides) * Math.PI * 2 + (tree.seed % 7) + (up > 0.5 ? 0.4 : 0);
      const c = Math.cos(azimuthRad);
      const s = Math.sin(azimuthRad);
      const r = crownRadiusM(tree, c, s) * share;
      const z =
        up < 0.5
          ? tree.heightM * (0.24 + up * 0.78)
          : Math.max(crownHeightM(tree, c * r, s * r, 1), tree.heightM * 0.5);
      row.push(
        geometry.vertex(chart, {
          e: tree.e + c * r,
          n: tree.n + s * r,
          z: ground + z,
          x: (i / sides) * AROUND_M,
          y: up * TALL_M,
        }),
      );
    }
    return row;
  });
  const top = crownHeightM(tree, 0.01, 0, 1);
  for (let i = 0; i < sides; i++) {
    const mid = ((i + 0.5) / sides) * AROUND_M;
    const low = geometry.vertex(chart, {
      e: tree.e,
      n: tree.n,
      z: ground + tree.heightM * 0.22,
      x: mid,
      y: 0,
    });
    const high = geometry.vertex(chart, { e: tree.e, n: tree.n, z: ground + top, x: mid, y: TALL_M });
    const first = rows[0] ?? [];
    const last = rows[rows.length - 1] ?? [];
    geometry.triangle(low, first[i + 1] ?? 0, first[i] ?? 0, level);
    geometry.triangle(high, last[i] ?? 0, last[i + 1] ?? 0, level);
    for (let k = 0; k + 1 < rows.length; k++) {
      const a = rows[k] ?? [];
      const b = rows[k + 1] ?? [];
      geometry.triangle(a[i] ?? 0, a[i + 1] ?? 0, b[i + 1] ?? 0, level);
      geometry.triangle(a[i] ?? 0, b[i + 1] ?? 0, b[i] ?? 0, level);
    }
  }
}

export function addTree(geometry: TileGeometry, charts: TreeCharts, tree: Tree): void {
  const chart = charts.of(tree);
  addBlob(geometry, tree, chart, FINE);
  addBlob(geometry, tree, chart, MIDDLE);
  if (tree.kind === 'shrub') return;
  addBlob(geometry, tree, chart, COARSE);
  const ground = landHeightM(tree.e, tree.n);
  const r = 0.16;
  for (let i = 0; i < 3; i++) {
    const at = (k: number, z: number): { e: number; n: number; z: number; x: number; y: number } => ({
      e: tree.e + Math.cos(k * 2.094) * r,
      n: tree.n + Math.sin(k * 2.094) * r,
      z,
      x: (k - i) * 0.4,
      y: z > ground + 0.1 ? 1 : 0,
    });
    geometry.polygon(
      charts.trunk,
      [
        at(i, ground),
        at(i + 1, ground),
        at(i + 1, ground + tree.heightM * 0.4),
        at(i, ground + tree.heightM * 0.4),
      ],
      FINE,
    );
  }
}
