/** The ground of a region as an albedo: river, bridges, streets, blocks and banks. One painter per region. */
import type { Street } from '../description/streets.ts';
import { STREETS } from '../description/streets.ts';
import { BRIDGES, alongBridge } from '../description/bridges.ts';
import { EPOCHS, bend, lean, townOf } from '../description/frame.ts';
import type { Patch } from '../description/site.ts';
import type { Town } from '../description/town.ts';
import { riverDistance } from '../description/water.ts';
import type { Ink } from './ink.ts';
import { blend, dim, ramp, setInk, span } from './ink.ts';
import type { GroundPoint } from './paving.ts';
import { paintAsphalt, paintLawn, paintPatch, paintPond } from './paving.ts';
import { paintRiver } from './river.ts';
import type { StreetView } from './street.ts';
import { paintCarriageway, paintCrossing, paintFootway, viewOf } from './street.ts';

export type Surface = 'land' | 'river' | 'pond';

export interface Region {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

interface TownRange {
  readonly u0: number;
  readonly u1: number;
  readonly v0: number;
  readonly v1: number;
}

function townRange(region: Region): TownRange {
  const corners = [0, 0.25, 0.5, 0.75, 1].flatMap((a) =>
    [0, 0.25, 0.5, 0.75, 1].map((b) =>
      townOf(region.west + (region.east - region.west) * a, region.south + (region.north - region.south) * b),
    ),
  );
  const us = corners.map((corner) => corner.u);
  const vs = corners.map((corner) => corner.v);
  return {
    u0: Math.min(...us) - 3,
    u1: Math.max(...us) + 3,
    v0: Math.min(...vs) - 3,
    v1: Math.max(...vs) + 3,
  };
}

interface BlockView {
  readonly u0: number;
  readonly u1: number;
  readonly v0: number;
  readonly v1: number;
  /** topmost first */
  readonly patches: readonly Patch[];
}

function nearStreet(street: Street, range: TownRange): boolean {
  const reach = street.half + street.footway + 8;
  const [a0, a1, s0, s1] =
    street.axis === 'ns'
      ? [range.u0, range.u1, range.v0, range.v1]
      : [range.v0, range.v1, range.u0, range.u1];
  return street.at + reach > a0 && street.at - reach < a1 && street.to > s0 && street.from < s1;
}

/** Distance inwards from the edge of a rectangle with rounded corners; negative outside. */
function depthIn(patch: Patch, u: number, v: number): number {
  const hu = (patch.u1 - patch.u0) / 2;
  const hv = (patch.v1 - patch.v0) / 2;
  const r = Math.min(patch.round, hu, hv);
  const qu = Math.abs(u - (patch.u0 + patch.u1) / 2) - hu + r;
  const qv = Math.abs(v - (patch.v0 + patch.v1) / 2) - hv + r;
  if (qu > 0 && qv > 0) return r - Math.sqrt(qu * qu + qv * qv);
  return r - Math.max(qu, qv);
}

const CORNER_M = 6;
const BRIDGE_VIEWS = new Map(BRIDGES.map((bridge) => [bridge.id, viewOf(bridge.street)] as const));

export class GroundPainter {
  readonly #streets: readonly StreetView[];
  readonly #blocks: readonly BlockView[];
  readonly #point: GroundPoint;

  constructor(town: Town, region: Region, epoch: number, w: number) {
    const range = townRange(region);
    this.#streets = STREETS.filter((street) => nearStreet(street, range)).map(viewOf);
    this.#blocks = town.blocks
      .filter(
        (block) => block.u1 > range.u0 && block.u0 < range.u1 && block.v1 > range.v0 && block.v0 < range.v1,
      )
      .map((block) => ({
        u0: block.u0,
        u1: block.u1,
        v0: block.v0,
        v1: block.v1,
        patches: (town.patchesOfBlock[block.index] ?? [])
          .filter((patch) => epoch >= patch.from && epoch < patch.until)
          .reverse(),
      }));
    this.#point = { e: 0, n: 0, u: 0, v: 0, w, leaf: EPOCHS[epoch]?.leaf ?? 1 };
  }

  /** Paints the albedo at e, n and says what kind of surface it is. */
  paint(ink: Ink, e: number, n: number): Surface {
    const p = this.#point;
    p.e = e;
    p.n = n;
    p.u = e - bend(n);
    p.v = n - lean(p.u);
    const river = riverDistance(p.u, p.v);
    if (river < 0) {
      paintRiver(ink, e, n, -river, p.w);
      return 'river';
    }
    if (this.#paintStreets(ink, river)) return 'land';
    const pond = this.#paintBlock(ink);
    if (pond === 'none') this.#paintBank(ink, river);
    return pond === 'pond' ? 'pond' : 'land';
  }

  /** The deck of a bridge when one lies over e, n. */
  paintDeck(ink: Ink, e: number, n: number): boolean {
    const p = this.#point;
    p.e = e;
    p.n = n;
    p.u = e - bend(n);
    p.v = n - lean(p.u);
    for (const bridge of BRIDGES) {
      const { s, d } = alongBridge(bridge, p.u, p.v);
      if (s < bridge.from || s > bridge.to || Math.abs(d) > bridge.halfWidthM) continue;
      const view = BRIDGE_VIEWS.get(bridge.id) ?? viewOf(bridge.street);
      const a = Math.abs(d);
      if (a < bridge.street.half) paintCarriageway(ink, p, view, d, s);
      else paintFootway(ink, p, bridge.street, a - bridge.street.half, s);
      blend(ink, [0.78, 0.77, 0.74], span(a, bridge.halfWidthM - 0.35, bridge.halfWidthM, p.w));
      return true;
    }
    return false;
  }

  #paintStreets(ink: Ink, river: number): boolean {
    const p = this.#point;
    let first: StreetView | null = null;
    let second: StreetView | null = null;
    let footway: StreetView | null = null;
    let footwayOut = Infinity;
    let corner = 0;
    for (const view of this.#streets) {
      const { street } = view;
      const across = Math.abs(street.axis === 'ns' ? p.u - street.at : p.v - street.at);
      const s = street.axis === 'ns' ? p.v : p.u;
      if (s < street.from || s > street.to) continue;
      if (across < street.half) {
        if (first) second = view;
        else first = view;
      } else if (across < street.half + Math.max(street.footway, CORNER_M)) {
        const out = across - street.half;
        corner += 1;
        if (out < footwayOut) {
          footwayOut = out;
          footway = view;
        }
      }
    }
    if (first && second) {
      const busy = first.street.rank === 'main' || second.street.rank === 'main';
      paintCrossing(ink, p, busy);
      return true;
    }
    // beside the river there is only the promenade
    if (river < 2 && !first) return false;
    if (first) {
      const { street } = first;
      const d = street.axis === 'ns' ? p.u - street.at : p.v - street.at;
      paintCarriageway(ink, p, first, d, street.axis === 'ns' ? p.v : p.u);
      return true;
    }
    if (!footway) return false;
    if (corner > 1 && this.#inCorner()) {
      paintAsphalt(ink, p, 0.3);
      return true;
    }
    if (footwayOut > footway.street.footway) return false;
    paintFootway(ink, p, footway.street, footwayOut, footway.street.axis === 'ns' ? p.v : p.u);
    return true;
  }

  /** Inside the rounded kerb between two crossing streets. */
  #inCorner(): boolean {
    const p = this.#point;
    let outU = Infinity;
    let outV = Infinity;
    for (const { street } of this.#streets) {
      const isNs = street.axis === 'ns';
      const s = isNs ? p.v : p.u;
      if (s < street.from || s > street.to) continue;
      const out = Math.abs(isNs ? p.u - street.at : p.v - street.at) - street.half;
      if (out < 0) continue;
      if (isNs) outU = Math.min(outU, out);
      else outV = Math.min(outV, out);
    }
    const radius = CORNER_M * 0.75;
    if (outU > radius || outV > radius) return false;
    return (radius - outU) ** 2 + (radius - outV) ** 2 > radius * radius;
  }

  #paintBlock(ink: Ink): 'none' | 'pond' | 'block' {
    const p = this.#point;
    for (const block of this.#blocks) {
      if (p.u < block.u0 || p.u > block.u1 || p.v < block.v0 || p.v > block.v1) continue;
      for (const patch of block.patches) {
        const depth = depthIn(patch, p.u, p.v);
        if (depth < 0) continue;
        if (patch.kind === 'pond') {
          paintPond(ink, p, depth);
          return 'pond';
        }
        paintPatch(ink, patch.kind, p, depth);
        if (patch.kind === 'lawn' || patch.kind === 'granite') {
          blend(ink, [0.6, 0.58, 0.55], span(depth, 0, 0.2, p.w) * 0.8);
        }
        return 'block';
      }
      return 'none';
    }
    return 'none';
  }

  /** Promenades: coping, granite walk, lawn strips with flower beds, cycle path. */
  #paintBank(ink: Ink, river: number): void {
    const p = this.#point;
    if (river < 0.7) {
      setInk(ink, [0.66, 0.65, 0.61]);
      dim(ink, 0.9 + 0.15 * Math.abs(Math.sin(p.u * 0.7 + p.v * 0.7)));
      return;
    }
    if (river < 9) {
      paintPatch(ink, 'granite', p, river);
      return;
    }
    if (river > 15 && river < 18.2) {
      paintPatch(ink, 'red-paving', p, river);
      blend(ink, [0.5, 0.3, 0.25], 0.35);
      return;
    }
    paintLawn(ink, p);
    // winding paths through the wide banks
    const sway = Math.sin(p.u / 17 + p.v / 23) * 9 + Math.sin(p.v / 11) * 3;
    const path = Math.abs(((river + sway + 4000) % 26) - 13);
    if (path < 1.2) paintPatch(ink, 'grey-paving', p, 1);
    blend(ink, [0.55, 0.4, 0.42], ramp(0.1, 0, Math.abs(path - 2.2)) * 0.4 * p.leaf);
  }
}
