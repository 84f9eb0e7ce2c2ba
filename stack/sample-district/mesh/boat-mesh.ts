/** A boat as a hull with its cabin, each on its own chart seen from above. */
import type { Boat } from '../description/boats.ts';
import { CABIN_TOP_M, FREEBOARD_M, cabinOf, halfBreadthM } from '../description/boats.ts';
import { WATER_LEVEL_M } from '../description/frame.ts';
import { paintBoat } from '../paint/boat.ts';
import { dim } from '../paint/ink.ts';
import type { Light } from '../paint/light.ts';
import { shade } from '../paint/light.ts';
import type { Corner, TileGeometry } from './tile-geometry.ts';

export function addBoat(geometry: TileGeometry, light: Light, boat: Boat): void {
  const L = boat.lengthM / 2;
  const W = boat.widthM / 2;
  const here = { x: 0, y: 0, w: 0 };
  const chart = geometry.chart({
    widthM: boat.lengthM,
    heightM: boat.widthM,
    paint: (ink, x, y, w) => {
      here.x = x - L;
      here.y = y - W;
      here.w = w;
      paintBoat(ink, boat, here);
      const e = boat.e + here.x * boat.cos - here.y * boat.sin;
      const n = boat.n + here.x * boat.sin + here.y * boat.cos;
      if (Math.abs(here.y) > halfBreadthM(boat, here.x) - 0.25) dim(ink, 0.75);
      shade(ink, light, [e, n, WATER_LEVEL_M + CABIN_TOP_M], [0, 0, 1]);
    },
  });
  const at = (x: number, y: number, z: number, squeeze = 1): Corner => ({
    e: boat.e + x * boat.cos - y * boat.sin,
    n: boat.n + x * boat.sin + y * boat.cos,
    z: WATER_LEVEL_M + z,
    x: x * squeeze + L,
    y: y * squeeze + W,
  });
  const stations = [-1, 0.6, 0.8, 0.92, 1].map((t) => t * L);
  const side = (y: 1 | -1): (readonly [number, number])[] =>
    stations.map((x) => [x, y * halfBreadthM(boat, Math.min(x, L - 0.01))] as const);
  const right = side(-1);
  const ring = [...right, ...side(1).reverse()];
  geometry.polygon(
    chart,
    ring.map(([x, y]) => at(x, y, FREEBOARD_M)),
  );
  ring.forEach(([x, y], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] ?? [x, y];
    geometry.polygon(chart, [
      at(x, y, 0, 0.985),
      at(bx, by, 0, 0.985),
      at(bx, by, FREEBOARD_M, 0.97),
      at(x, y, FREEBOARD_M, 0.97),
    ]);
  });
  const [from, to] = cabinOf(boat);
  const w = boat.widthM * 0.38;
  const box = [
    [from, -w],
    [to, -w],
    [to, w],
    [from, w],
  ] as const;
  geometry.polygon(
    chart,
    box.map(([x, y]) => at(x, y, CABIN_TOP_M)),
  );
  box.forEach(([x, y], i) => {
    const [bx, by] = box[(i + 1) % 4] ?? [x, y];
    geometry.polygon(chart, [
      at(x, y, FREEBOARD_M, 0.99),
      at(bx, by, FREEBOARD_M, 0.99),
      at(bx, by, CABIN_TOP_M, 0.96),
      at(x, y, CABIN_TOP_M, 0.96),
    ]);
  });
}
