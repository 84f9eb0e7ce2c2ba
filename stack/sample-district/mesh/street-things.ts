/** Cars, boats and bridges of a tile. Cars take their colours from the ground's picture, as a drone's mesh does. */
import { BRIDGES, deckHeightM, townOnBridge } from '../description/bridges.ts';
import type { Bridge } from '../description/bridges.ts';
import type { Car } from '../description/cars.ts';
import { WATER_LEVEL_M, placeOf } from '../description/frame.ts';
import { landHeightM } from '../description/terrain.ts';
import type { Town } from '../description/town.ts';
import { GroundPainter } from '../paint/ground.ts';
import type { Region } from '../paint/ground.ts';
import { dim, setInk } from '../paint/ink.ts';
import type { Light } from '../paint/light.ts';
import { shade } from '../paint/light.ts';
import { cloud } from '../random.ts';
import type { Corner, TileGeometry } from './tile-geometry.ts';
import { ALL, FINE, MIDDLE } from './tile-geometry.ts';

export function addCar(geometry: TileGeometry, ground: number, car: Car, region: Region): void {
  const base = landHeightM(car.e, car.n);
  const place = (x: number, y: number): { e: number; n: number } => ({
    e: car.e + x * car.cos - y * car.sin,
    n: car.n + x * car.sin + y * car.cos,
  });
  const at = (x: number, y: number, z: number): Corner => {
    // the sides take the paint just inside the outline, not the lamps or the road beside it
    const inset = z < car.heightM * 0.55 ? 0.8 : 0.9;
    const seen = place(x * inset, y * inset);
    return { ...place(x, y), z: base + z, x: seen.e - region.west, y: seen.n - region.south };
  };
  const frame = (half: number, side: number, z: number, shift: number): Corner[] => [
    at(-half + shift, -side, z),
    at(half + shift, -side, z),
    at(half + shift, side, z),
    at(-half + shift, side, z),
  ];
  const L = car.lengthM / 2;
  const W = car.widthM / 2;
  const isBox = car.lengthM > 5.2;
  const rings = isBox
    ? [frame(L, W, 0.1, 0), frame(L * 0.99, W * 0.96, car.heightM, 0)]
    : [
        frame(L, W, 0.15, 0),
        frame(L * 0.97, W * 0.95, car.heightM * 0.6, 0),
        frame(L * 0.52, W * 0.8, car.heightM, -L * 0.14),
      ];
  rings.slice(1).forEach((upper, k) => {
    const lower = rings[k] ?? upper;
    for (let i = 0; i < 4; i++) {
      const j = (i + 1) % 4;
      const ring = [lower[i], lower[j], upper[j], upper[i]].filter((corner) => corner !== undefined);
      geometry.polygon(ground, ring, isBox ? MIDDLE | FINE : FINE);
    }
  });
  const top = rings[rings.length - 1] ?? [];
  geometry.polygon(ground, top, isBox ? MIDDLE | FINE : FINE);
}

function concreteChart(geometry: TileGeometry, light: Light, bridge: Bridge): number {
  const { u, v } = townOnBridge(bridge, bridge.from, 0);
  const { e, n } = placeOf(u, v);
  return geometry.chart({
    widthM: 8,
    heightM: 4,
    paint: (ink, x, y) => {
      setInk(ink, [0.62, 0.6, 0.56]);
      dim(ink, 0.85 + 0.22 * cloud(x, y * 2, 221));
      shade(ink, light, [e, n, 40], [0.5, -0.5, 0.7], 0.7);
    },
  });
}

interface BridgeTile {
  readonly geometry: TileGeometry;
  readonly town: Town;
  readonly light: Light;
  readonly epoch: number;
  readonly region: Region;
}

const SEGMENT_M = 10;

function addSegment(tile: BridgeTile, bridge: Bridge, s: number, concrete: number): void {
  const { geometry, light, region } = tile;
  const half = bridge.halfWidthM;
  const painter = new GroundPainter(tile.town, region, tile.epoch, 0.25);
  const placeAt = (along: number, d: number): { e: number; n: number } => {
    const { u, v } = townOnBridge(bridge, along, d);
    return placeOf(u, v);
  };
  const deck = geometry.chart({
    widthM: SEGMENT_M,
    heightM: half * 2,
    paint: (ink, x, y) => {
      const { e, n } = placeAt(s + x, half - y);
      if (!painter.paintDeck(ink, e, n)) setInk(ink, [0.6, 0.59, 0.57]);
      shade(ink, light, [e, n, deckHeightM(bridge, s + x) + 0.15], [0, 0, 1]);
    },
  });
  const corner = (along: number, d: number, drop: number, at: readonly [number, number]): Corner => {
    const { e, n } = placeAt(along, d);
    return { e, n, z: deckHeightM(bridge, along) + drop, x: at[0], y: at[1] };
  };
  const end = s + SEGMENT_M;
  // along × across is right-handed on an east-west street and left-handed on a north-south one
  const flip = bridge.street.axis === 'ns';
  const put = (chart: number, ring: Corner[]): void =>
    geometry.polygon(chart, flip ? ring.reverse() : ring, ALL);
  put(deck, [
    corner(s, -half, 0, [0, half * 2]),
    corner(end, -half, 0, [SEGMENT_M, half * 2]),
    corner(end, half, 0, [SEGMENT_M, 0]),
    corner(s, half, 0, [0, 0]),
  ]);
  for (const side of [-1, 1]) {
    const d = side * half;
    const ring = [
      corner(s, d, -1.5, [0, 0]),
      corner(end, d, -1.5, [8, 0]),
      corner(end, d, 1.05, [8, 2.5]),
      corner(s, d, 1.05, [0, 2.5]),
    ];
    put(concrete, side < 0 ? ring : ring.reverse());
    const inner = side * (half - 0.3);
    const back = [
      corner(s, inner, 0, [0, 0]),
      corner(end, inner, 0, [8, 0]),
      corner(end, inner, 1.05, [8, 1]),
      corner(s, inner, 1.05, [0, 1]),
    ];
    put(concrete, side > 0 ? back : back.reverse());
  }
  put(concrete, [
    corner(s, half, -1.5, [0, 0]),
    corner(end, half, -1.5, [8, 0]),
    corner(end, -half, -1.5, [8, 4]),
    corner(s, -half, -1.5, [0, 4]),
  ]);
  for (const pier of bridge.piersAt) {
    if (pier >= s && pier < end) addPier(tile, bridge, pier, concrete);
  }
}

function addPier(tile: BridgeTile, bridge: Bridge, s: number, concrete: number): void {
  const half = bridge.halfWidthM - 3;
  const top = deckHeightM(bridge, s) - 1.4;
  const ring = [
    [s - 1.3, -half],
    [s + 1.3, -half],
    [s + 1.3, half],
    [s - 1.3, half],
  ] as const;
  const flip = bridge.street.axis === 'ns';
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % 4] ?? a;
    const corner = (p: readonly [number, number], z: number, at: readonly [number, number]): Corner => {
      const { u, v } = townOnBridge(bridge, p[0], p[1]);
      const { e, n } = placeOf(u, v);
      return { e, n, z, x: at[0], y: at[1] };
    };
    const quad = [
      corner(a, WATER_LEVEL_M - 0.5, [0, 0]),
      corner(b, WATER_LEVEL_M - 0.5, [6, 0]),
      corner(b, top, [6, 4]),
      corner(a, top, [0, 4]),
    ];
    tile.geometry.polygon(concrete, flip ? quad.reverse() : quad, ALL);
  });
}

export function addBridges(tile: BridgeTile): void {
  const { region } = tile;
  for (const bridge of BRIDGES) {
    let concrete: number | null = null;
    for (let s = bridge.from; s < bridge.to - 1; s += SEGMENT_M) {
      const { u, v } = townOnBridge(bridge, s + SEGMENT_M / 2, 0);
      const { e, n } = placeOf(u, v);
      if (e < region.west || e >= region.east || n < region.south || n >= region.north) continue;
      concrete ??= concreteChart(tile.geometry, tile.light, bridge);
      addSegment(tile, bridge, s, concrete);
    }
  }
}
