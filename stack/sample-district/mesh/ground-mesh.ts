/** Land, river and the quay wall between them, as squares cut along the bank. */
import type { Light } from '../paint/light.ts';
import { shade } from '../paint/light.ts';
import { blend, dim, lines, ramp, setInk } from '../paint/ink.ts';
import { cloud, hash } from '../random.ts';
import { WATER_LEVEL_M } from '../description/frame.ts';
import { landHeightM } from '../description/terrain.ts';
import { riverDistanceAt } from '../description/water.ts';
import type { Region } from '../paint/ground.ts';
import type { Picture } from '../raster/top-view.ts';
import type { Chart } from './atlas.ts';
import type { Corner, TileGeometry } from './tile-geometry.ts';

/** A chart that shows a picture that has been developed already. */
function pictureChart(picture: Picture, region: Region): Chart {
  const widthM = region.east - region.west;
  const heightM = region.north - region.south;
  return {
    widthM,
    heightM,
    paint: (ink, x, y) => {
      const column = Math.min(picture.widthPx - 1, Math.floor((x / widthM) * picture.widthPx));
      const row = Math.min(picture.heightPx - 1, Math.floor((1 - y / heightM) * picture.heightPx));
      const at = (row * picture.widthPx + column) * 3;
      // undo the camera's curve, since the atlas develops every chart
      ink.r = ((picture.rgb[at] ?? 0) / 255 - 0.036) / 0.955;
      ink.g = ((picture.rgb[at + 1] ?? 0) / 255 - 0.036) / 0.955;
      ink.b = ((picture.rgb[at + 2] ?? 0) / 255 - 0.042) / 0.955;
    },
  };
}

const QUAY_WIDTH_M = 12;
const QUAY_HEIGHT_M = 3;

function quayChart(light: Light, e: number, n: number): Chart {
  return {
    widthM: QUAY_WIDTH_M,
    heightM: QUAY_HEIGHT_M,
    paint: (ink, x, y, w) => {
      setInk(ink, [0.56, 0.54, 0.5]);
      const course = Math.floor(y / 0.4);
      dim(ink, 0.86 + 0.2 * hash((x + course * 0.5) / 1.1, course, 201));
      dim(ink, 1 - 0.35 * Math.max(lines(y, 0.4, 0.03, w), lines(x + (course % 2) * 0.5, 1.1, 0.03, w)));
      blend(ink, [0.27, 0.28, 0.2], ramp(1.3, 0.3, y + 0.5 * cloud(x / 2, y, 202)) * 0.75);
      shade(ink, light, [e, n, WATER_LEVEL_M + y + 3], [0.7, 0, 0.7]);
    },
  };
}

interface Node {
  readonly e: number;
  readonly n: number;
  readonly d: number;
}

/** The part of a ring where the sign holds, cut linearly. */
function clip(ring: readonly Node[], keepLand: boolean): Node[] {
  const out: Node[] = [];
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length] ?? a;
    const inA = a.d >= 0 === keepLand;
    const inB = b.d >= 0 === keepLand;
    if (inA) out.push(a);
    if (inA !== inB) {
      const t = a.d / (a.d - b.d);
      out.push({ e: a.e + (b.e - a.e) * t, n: a.n + (b.n - a.n) * t, d: 0 });
    }
  });
  return out;
}

export interface GroundOptions {
  readonly region: Region;
  readonly picture: Picture;
  readonly stepM: number;
  readonly levels: number;
  readonly chart: number;
  readonly quay: number;
}

export function groundCharts(
  geometry: TileGeometry,
  region: Region,
  picture: Picture,
  light: Light,
): { chart: number; quay: number } {
  return {
    chart: geometry.chart(pictureChart(picture, region)),
    quay: geometry.chart(
      quayChart(light, (region.west + region.east) / 2, (region.south + region.north) / 2),
    ),
  };
}

function addQuay(geometry: TileGeometry, land: readonly Node[], options: GroundOptions): void {
  land.forEach((a, i) => {
    const b = land[(i + 1) % land.length] ?? a;
    if (a.d !== 0 || b.d !== 0) return;
    const length = Math.hypot(b.e - a.e, b.n - a.n);
    if (length < 1e-6) return;
    const start = hash(a.e * 3, a.n * 3, 203) * Math.max(0, QUAY_WIDTH_M - length);
    const foot = WATER_LEVEL_M - 0.3;
    const corner = (p: Node, x: number, z: number): Corner => ({ e: p.e, n: p.n, z, x, y: z - foot });
    const end = start + Math.min(length, QUAY_WIDTH_M - start);
    // the land lies to the left of a→b, so the wall's front looks to the right
    geometry.polygon(
      options.quay,
      [
        corner(a, start, landHeightM(a.e, a.n)),
        corner(a, start, foot),
        corner(b, end, foot),
        corner(b, end, landHeightM(b.e, b.n)),
      ],
      options.levels,
    );
  });
}

export function addGround(geometry: TileGeometry, options: GroundOptions): void {
  const { region, stepM, levels, chart } = options;
  const columns = Math.round((region.east - region.west) / stepM);
  const rows = Math.round((region.north - region.south) / stepM);
  const nodes: Node[] = [];
  const land: number[] = [];
  for (let j = 0; j <= rows; j++) {
    for (let i = 0; i <= columns; i++) {
      const e = region.west + i * stepM;
      const n = region.south + j * stepM;
      const d = riverDistanceAt(e, n);
      nodes.push({ e, n, d });
      const z = d < 0 ? WATER_LEVEL_M : landHeightM(e, n);
      land.push(geometry.vertex(chart, { e, n, z, x: e - region.west, y: n - region.south }));
    }
  }
  const corner = (node: Node, z: number): Corner => ({
    e: node.e,
    n: node.n,
    z,
    x: node.e - region.west,
    y: node.n - region.south,
  });
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const at = [
        j * (columns + 1) + i,
        j * (columns + 1) + i + 1,
        (j + 1) * (columns + 1) + i + 1,
        (j + 1) * (columns + 1) + i,
      ];
      const ring = at.map((index) => nodes[index]).filter((node) => node !== undefined);
      const dry = ring.filter((node) => node.d >= 0).length;
      if (dry === 0 || dry === 4) {
        const [a = 0, b = 0, c = 0, d = 0] = at.map((index) => land[index]);
        geometry.triangle(a, b, c, levels);
        geometry.triangle(a, c, d, levels);
        continue;
      }
      const landRing = clip(ring, true);
      geometry.polygon(
        chart,
        landRing.map((node) => corner(node, landHeightM(node.e, node.n))),
        levels,
      );
      geometry.polygon(
        chart,
        clip(ring, false).map((node) => corner(node, WATER_LEVEL_M)),
        levels,
      );
      addQuay(geometry, landRing, options);
    }
  }
}
