/** Buildings as walls, roofs with their real shape, parapets, balconies and roof plant, each on its own charts. */
import type { Building, Part, Plant, Side } from '../description/building.ts';
import { SIDES, isPresent, roofHeightM, toWorld, wallOf } from '../description/building.ts';
import { facadeLayout, floorZ, hasBalcony } from '../description/facade-layout.ts';
import { facadePainter } from '../paint/facade.ts';
import { dim, setInk } from '../paint/ink.ts';
import type { Light } from '../paint/light.ts';
import { shade } from '../paint/light.ts';
import { paintPlant, paintRoof } from '../paint/roof.ts';
import { cloud } from '../random.ts';
import { roofNormal } from '../raster/top-view.ts';
import type { Corner, TileGeometry } from './tile-geometry.ts';
import { ALL, COARSE, FINE, MIDDLE } from './tile-geometry.ts';

export interface BuildingScene {
  readonly geometry: TileGeometry;
  readonly light: Light;
  readonly epoch: number;
  /** longest wall on one chart, m: a chart must fit a picture at the finest texel */
  readonly longestM: number;
}

const FOOT_M = 0.6;
const BALCONY_M = 1.15;

function outward(building: Building, part: Part, side: Side): readonly [number, number, number] {
  const wall = wallOf(part, side);
  const nx = wall.dy;
  const ny = -wall.dx;
  return [nx * building.cos - ny * building.sin, nx * building.sin + ny * building.cos, 0];
}

/** A wall wholly inside another part of the building is left out. */
function isHidden(building: Building, part: Part, side: Side, epoch: number): boolean {
  const wall = wallOf(part, side);
  return [0.02, 0.5, 0.98].every((t) => {
    const x = wall.x + wall.dx * wall.lengthM * t + wall.dy * 0.1;
    const y = wall.y + wall.dy * wall.lengthM * t - wall.dx * 0.1;
    return building.parts.some(
      (other) =>
        other !== part &&
        isPresent(other, epoch) &&
        x > other.x0 &&
        x < other.x1 &&
        y > other.y0 &&
        y < other.y1 &&
        other.z0 <= part.z0 + 0.1 &&
        other.z1 >= part.z1,
    );
  });
}

class PartMesh {
  readonly #scene: BuildingScene;
  readonly #building: Building;
  readonly #part: Part;
  #kit: number | null = null;

  constructor(scene: BuildingScene, building: Building, part: Part) {
    this.#scene = scene;
    this.#building = building;
    this.#part = part;
  }

  #corner(x: number, y: number, z: number, at: readonly [number, number]): Corner {
    const { e, n } = toWorld(this.#building, x, y);
    return { e, n, z: this.#building.groundM + z, x: at[0], y: at[1] };
  }

  /** A small swatch of concrete, for the sides of balconies and plant. */
  #concrete(): number {
    if (this.#kit !== null) return this.#kit;
    const building = this.#building;
    const part = this.#part;
    this.#kit = this.#scene.geometry.chart({
      widthM: 2,
      heightM: 1.5,
      paint: (ink, x, y) => {
        setInk(ink, [0.7, 0.68, 0.63]);
        dim(ink, 0.85 + 0.25 * cloud(x, y, 211));
        const z = building.groundM + part.z1 + 2;
        shade(ink, this.#scene.light, [building.e, building.n, z], [0.45, -0.45, 0.77], 0.75);
      },
    });
    return this.#kit;
  }

  wall(side: Side): void {
    const { geometry, light } = this.#scene;
    const part = this.#part;
    const building = this.#building;
    const wall = wallOf(part, side);
    const paint = facadePainter(part, side);
    const normal = outward(building, part, side);
    const bottom = part.z0 < 0.5 ? -FOOT_M : part.z0;
    const top = part.z1 + part.parapetM;
    const gableEnd = part.roof === 'gable' && (part.ridge === 'x') === (side === 1 || side === 3);
    const chartTop = gableEnd ? part.z1 + part.riseM : top;
    const pieces = Math.max(1, Math.ceil(wall.lengthM / this.#scene.longestM));
    const pieceM = wall.lengthM / pieces;
    const point = { s: 0, z: 0, w: 0 };
    for (let piece = 0; piece < pieces; piece++) {
      const from = piece * pieceM;
      const chart = geometry.chart({
        widthM: pieceM,
        heightM: chartTop - bottom,
        paint: (ink, x, y, w) => {
          point.s = from + x;
          point.z = bottom + y;
          point.w = w;
          paint(ink, point);
          const lx = wall.x + wall.dx * point.s;
          const ly = wall.y + wall.dy * point.s;
          const e = building.e + lx * building.cos - ly * building.sin;
          const n = building.n + lx * building.sin + ly * building.cos;
          shade(ink, light, [e, n, building.groundM + point.z], normal);
        },
      });
      const at = (s: number, z: number): Corner =>
        this.#corner(wall.x + wall.dx * s, wall.y + wall.dy * s, z, [s - from, z - bottom]);
      const ring = [at(from, bottom), at(from + pieceM, bottom)];
      if (gableEnd) {
        const half = wall.lengthM / 2;
        const zAt = (s: number): number => part.z1 + part.riseM * (1 - Math.abs(s - half) / half);
        ring.push(at(from + pieceM, zAt(from + pieceM)));
        if (half > from + 1e-6 && half < from + pieceM - 1e-6) ring.push(at(half, zAt(half)));
        ring.push(at(from, zAt(from)));
      } else {
        ring.push(at(from + pieceM, top), at(from, top));
      }
      geometry.polygon(chart, ring);
      this.#balconies(side, chart, { from, to: from + pieceM, bottom });
    }
  }

  #balconies(side: Side, chart: number, range: { from: number; to: number; bottom: number }): void {
    const part = this.#part;
    const layout = facadeLayout(part, side);
    if (!layout.balconies) return;
    const wall = wallOf(part, side);
    const { geometry } = this.#scene;
    const concrete = this.#concrete();
    const out = (s: number, d: number): readonly [number, number] => [
      wall.x + wall.dx * s + wall.dy * d,
      wall.y + wall.dy * s - wall.dx * d,
    ];
    for (let floor = 1; floor < part.storeys; floor++) {
      const low = floorZ(part, floor) - 0.14;
      const high = floorZ(part, floor) + 1.05;
      for (let bay = 0; bay < layout.bays; bay++) {
        const mid = (bay + 0.5) * layout.bayM;
        if (!hasBalcony(layout, bay, floor) || mid < range.from || mid > range.to) continue;
        const a = mid - layout.bayM * 0.46;
        const b = mid + layout.bayM * 0.46;
        const at = (s: number, d: number, z: number, uv: readonly [number, number]): Corner =>
          this.#corner(...out(s, d), z, uv);
        const face = (s: number, z: number): readonly [number, number] => [s - range.from, z - range.bottom];
        const D = BALCONY_M;
        geometry.polygon(
          chart,
          [
            at(a, D, low, face(a, low)),
            at(b, D, low, face(b, low)),
            at(b, D, high, face(b, high)),
            at(a, D, high, face(a, high)),
          ],
          FINE,
        );
        geometry.polygon(
          concrete,
          [at(a, D, high, [0, 0]), at(b, D, high, [2, 0]), at(b, 0, high, [2, 1]), at(a, 0, high, [0, 1])],
          FINE,
        );
        geometry.polygon(
          concrete,
          [at(a, 0, low, [0, 0]), at(a, D, low, [1, 0]), at(a, D, high, [1, 1]), at(a, 0, high, [0, 1])],
          FINE,
        );
        geometry.polygon(
          concrete,
          [at(b, D, low, [0, 0]), at(b, 0, low, [1, 0]), at(b, 0, high, [1, 1]), at(b, D, high, [0, 1])],
          FINE,
        );
      }
    }
  }

  roof(): void {
    const part = this.#part;
    const building = this.#building;
    const { geometry, light, epoch } = this.#scene;
    const o = part.overhangM;
    const west = part.x0 - o;
    const south = part.y0 - o;
    const here = { x: 0, y: 0, w: 0 };
    const chart = geometry.chart({
      widthM: part.x1 - part.x0 + 2 * o,
      heightM: part.y1 - part.y0 + 2 * o,
      paint: (ink, x, y, w) => {
        here.x = west + x;
        here.y = south + y;
        here.w = w;
        const plant = building.plants.find(
          (p) => p.z0 >= part.z1 - 0.5 && here.x > p.x0 && here.x < p.x1 && here.y > p.y0 && here.y < p.y1,
        );
        const e = building.e + here.x * building.cos - here.y * building.sin;
        const n = building.n + here.x * building.sin + here.y * building.cos;
        if (plant) {
          paintPlant(ink, plant, here.x, here.y, w);
          shade(ink, light, [e, n, building.groundM + plant.z1], [0, 0, 1]);
          return;
        }
        paintRoof(ink, building, part, here, epoch);
        const z = building.groundM + roofHeightM(part, here.x, here.y) + 0.05;
        shade(ink, light, [e, n, z], roofNormal(building, part, here.x, here.y));
      },
    });
    const at = (x: number, y: number, z?: number): Corner =>
      this.#corner(x, y, z ?? roofHeightM(part, x, y), [x - west, y - south]);
    if (part.roof === 'flat') this.#flatRoof(chart, at);
    else this.#pitchedRoof(chart, at);
    for (const plant of building.plants) {
      const mid = [(plant.x0 + plant.x1) / 2, (plant.y0 + plant.y1) / 2] as const;
      const on = mid[0] > part.x0 && mid[0] < part.x1 && mid[1] > part.y0 && mid[1] < part.y1;
      const isTop = part.roof === 'flat' ? Math.abs(plant.z0 - part.z1) < 0.6 : plant.z0 > part.z1 - 0.5;
      if (on && isTop) this.#plant(chart, plant, at);
    }
  }

  #flatRoof(chart: number, at: (x: number, y: number, z?: number) => Corner): void {
    const part = this.#part;
    const { geometry } = this.#scene;
    const { x0, y0, x1, y1, z1 } = part;
    const top = z1 + part.parapetM;
    geometry.polygon(chart, [at(x0, y0, top), at(x1, y0, top), at(x1, y1, top), at(x0, y1, top)], COARSE);
    const t = Math.min(0.24, (x1 - x0) / 4, (y1 - y0) / 4);
    const outer = [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
    ] as const;
    const inner = [
      [x0 + t, y0 + t],
      [x1 - t, y0 + t],
      [x1 - t, y1 - t],
      [x0 + t, y1 - t],
    ] as const;
    geometry.polygon(
      chart,
      inner.map(([x, y]) => at(x, y, z1)),
      MIDDLE | FINE,
    );
    for (let i = 0; i < 4; i++) {
      const j = (i + 1) % 4;
      const [a, b] = [outer[i] ?? outer[0], outer[j] ?? outer[0]];
      const [c, d] = [inner[i] ?? inner[0], inner[j] ?? inner[0]];
      geometry.polygon(
        chart,
        [at(a[0], a[1], top), at(b[0], b[1], top), at(d[0], d[1], top), at(c[0], c[1], top)],
        MIDDLE | FINE,
      );
      geometry.polygon(
        chart,
        [at(c[0], c[1], top), at(d[0], d[1], top), at(d[0], d[1], z1), at(c[0], c[1], z1)],
        MIDDLE | FINE,
      );
    }
  }

  #pitchedRoof(chart: number, at: (x: number, y: number, z?: number) => Corner): void {
    const part = this.#part;
    const { geometry } = this.#scene;
    const o = part.overhangM;
    const along = part.ridge === 'x';
    // in ridge coordinates: r along the ridge, c across it
    const r0 = (along ? part.x0 : part.y0) - o;
    const r1 = (along ? part.x1 : part.y1) + o;
    const c0 = (along ? part.y0 : part.x0) - o;
    const c1 = (along ? part.y1 : part.x1) + o;
    const mid = (c0 + c1) / 2;
    const inset = part.roof === 'hip' ? Math.min((c1 - c0) / 2, (r1 - r0) / 2) : 0;
    const p = (r: number, c: number): Corner => (along ? at(r, c) : at(c, r));
    const put = (corners: Corner[]): void =>
      geometry.polygon(chart, along ? corners : [...corners].reverse());
    put([p(r0, c0), p(r1, c0), p(r1 - inset, mid), p(r0 + inset, mid)]);
    put([p(r1, c1), p(r0, c1), p(r0 + inset, mid), p(r1 - inset, mid)]);
    if (inset > 0) {
      put([p(r1, c0), p(r1, c1), p(r1 - inset, mid)]);
      put([p(r0, c1), p(r0, c0), p(r0 + inset, mid)]);
    }
  }

  #plant(chart: number, plant: Plant, at: (x: number, y: number, z?: number) => Corner): void {
    const { geometry } = this.#scene;
    const levels = plant.kind === 'stair' ? ALL : plant.kind === 'chimney' ? MIDDLE | FINE : FINE;
    const { x0, y0, x1, y1, z0, z1 } = plant;
    // a solar heater leans: its south edge is low
    const front = plant.kind === 'heater' ? z0 + 0.15 : z1;
    const ring = [
      [x0, y0, front],
      [x1, y0, front],
      [x1, y1, z1],
      [x0, y1, z1],
    ] as const;
    geometry.polygon(
      chart,
      ring.map(([x, y, z]) => at(x, y, z)),
      levels,
    );
    const concrete = this.#concrete();
    const side = (x: number, y: number, z: number, uv: readonly [number, number]): Corner =>
      this.#corner(x, y, z, uv);
    for (let i = 0; i < 4; i++) {
      const a = ring[i] ?? ring[0];
      const b = ring[(i + 1) % 4] ?? ring[0];
      geometry.polygon(
        concrete,
        [
          side(a[0], a[1], z0 - 0.3, [0, 0]),
          side(b[0], b[1], z0 - 0.3, [1.9, 0]),
          side(b[0], b[1], b[2], [1.9, 1.2]),
          side(a[0], a[1], a[2], [0, 1.2]),
        ],
        levels,
      );
    }
  }
}

export function addBuilding(scene: BuildingScene, building: Building): void {
  for (const part of building.parts) {
    if (!isPresent(part, scene.epoch)) continue;
    const mesh = new PartMesh(scene, building, part);
    for (const side of SIDES) if (!isHidden(building, part, side, scene.epoch)) mesh.wall(side);
    mesh.roof();
  }
}
