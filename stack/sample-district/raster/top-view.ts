/**
 * The town from straight above as a picture of a region: ground, decks, roofs, cars, crowns, in the epoch's light.
 * The orthophotos take all of it; mesh tiles take the ground with cars, and paint roofs and crowns on their own charts.
 */
import { alongBridge, BRIDGES, deckHeightM } from '../description/bridges.ts';
import type { Building } from '../description/building.ts';
import { isPresent, roofHeightM } from '../description/building.ts';
import type { Boat } from '../description/boats.ts';
import { CABIN_TOP_M, halfBreadthM } from '../description/boats.ts';
import type { Car } from '../description/cars.ts';
import { EPOCHS, WATER_LEVEL_M, townOf } from '../description/frame.ts';
import type { Tree } from '../description/site.ts';
import { landHeightM } from '../description/terrain.ts';
import type { Town } from '../description/town.ts';
import { crownHeightM } from '../description/tree-shape.ts';
import { crownFullness, paintLeaves } from '../paint/crown.ts';
import type { Region } from '../paint/ground.ts';
import { GroundPainter } from '../paint/ground.ts';
import type { Ink } from '../paint/ink.ts';
import { blend, newInk } from '../paint/ink.ts';
import type { Light } from '../paint/light.ts';
import { develop, shade } from '../paint/light.ts';
import { paintPlant, paintRoof } from '../paint/roof.ts';
import { paintBoat, wakeAt } from '../paint/boat.ts';
import { paintCar, paintCover } from '../paint/vehicle.ts';

const UP = [0, 0, 1] as const;

export interface TopView {
  readonly town: Town;
  readonly epoch: number;
  readonly light: Light;
  readonly layers: 'all' | 'ground';
}

/** RGB, row 0 northmost; texels are squares of `texelM`, the first corner is the region's north-west. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

class Canvas implements Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
  readonly region: Region;
  readonly texelM: number;

  constructor(region: Region, texelM: number) {
    this.region = region;
    this.texelM = texelM;
    this.widthPx = Math.round((region.east - region.west) / texelM);
    this.heightPx = Math.round((region.north - region.south) / texelM);
    this.rgb = new Uint8Array(this.widthPx * this.heightPx * 3);
  }

  /** Visits the texels within `reachM` of a place; `paint` answers whether the ink is to be kept. */
  around(e: number, n: number, reachM: number, paint: (ink: Ink, e: number, n: number) => boolean): void {
    const { region, texelM } = this;
    const column0 = Math.max(0, Math.floor((e - reachM - region.west) / texelM));
    const column1 = Math.min(this.widthPx - 1, Math.floor((e + reachM - region.west) / texelM));
    const row0 = Math.max(0, Math.floor((region.north - n - reachM) / texelM));
    const row1 = Math.min(this.heightPx - 1, Math.floor((region.north - n + reachM) / texelM));
    const ink = newInk();
    for (let row = row0; row <= row1; row++) {
      const pn = region.north - (row + 0.5) * texelM;
      for (let column = column0; column <= column1; column++) {
        if (paint(ink, region.west + (column + 0.5) * texelM, pn)) this.#put(column, row, ink);
      }
    }
  }

  #put(column: number, row: number, ink: Ink): void {
    const worldColumn = Math.round(this.region.west / this.texelM) + column;
    const worldRow = row - Math.round(this.region.north / this.texelM);
    develop(ink, worldColumn, worldRow);
    const at = (row * this.widthPx + column) * 3;
    this.rgb[at] = ink.r * 255;
    this.rgb[at + 1] = ink.g * 255;
    this.rgb[at + 2] = ink.b * 255;
  }
}

function paintGround(canvas: Canvas, view: TopView): void {
  const { region, texelM } = canvas;
  const painter = new GroundPainter(view.town, region, view.epoch, texelM);
  const e = (region.west + region.east) / 2;
  const n = (region.south + region.north) / 2;
  const reach = Math.max(region.east - region.west, region.north - region.south) / 2;
  const boats = (view.town.boats[view.epoch] ?? []).filter((boat) => touches(region, boat, 130));
  canvas.around(e, n, reach, (ink, pe, pn) => {
    const surface = painter.paint(ink, pe, pn);
    if (surface === 'river') foam(ink, boats, pe, pn);
    const z = surface === 'river' ? WATER_LEVEL_M : landHeightM(pe, pn);
    shade(ink, view.light, [pe, pn, z], UP);
    return true;
  });
  for (const cover of view.town.covers) {
    if (!touches(region, cover, 1)) continue;
    const radius = cover.diameterM / 2 + 0.08;
    canvas.around(cover.e, cover.n, radius + texelM, (ink, pe, pn) => {
      const away = Math.hypot(pe - cover.e, pn - cover.n);
      if (away > radius + texelM * 0.3) return false;
      paintCover(ink, pe - cover.e, pn - cover.n, radius);
      shade(ink, view.light, [pe, pn, cover.orthometricHeightM], UP);
      return true;
    });
  }
  if (view.layers === 'ground') return;
  canvas.around(e, n, reach, (ink, pe, pn) => {
    if (!painter.paintDeck(ink, pe, pn)) return false;
    const { u, v } = townOf(pe, pn);
    const bridge = BRIDGES.find(
      (candidate) => Math.abs(alongBridge(candidate, u, v).d) < candidate.halfWidthM,
    );
    const z = bridge ? deckHeightM(bridge, alongBridge(bridge, u, v).s) : 0;
    shade(ink, view.light, [pe, pn, z], UP);
    return true;
  });
}

function foam(ink: Ink, boats: readonly Boat[], e: number, n: number): void {
  for (const boat of boats) {
    const x = (e - boat.e) * boat.cos + (n - boat.n) * boat.sin;
    const y = -(e - boat.e) * boat.sin + (n - boat.n) * boat.cos;
    if (Math.abs(x) < 130 && Math.abs(y) < 40) blend(ink, [0.72, 0.72, 0.68], wakeAt(boat, x, y) * 0.6);
  }
}

function paintBoats(canvas: Canvas, view: TopView): void {
  for (const boat of view.town.boats[view.epoch] ?? []) {
    canvas.around(boat.e, boat.n, boat.lengthM / 2, (ink, e, n) => {
      const x = (e - boat.e) * boat.cos + (n - boat.n) * boat.sin;
      const y = -(e - boat.e) * boat.sin + (n - boat.n) * boat.cos;
      if (Math.abs(y) > halfBreadthM(boat, x)) return false;
      paintBoat(ink, boat, { x, y, w: canvas.texelM });
      shade(ink, view.light, [e, n, WATER_LEVEL_M + CABIN_TOP_M], UP);
      return true;
    });
  }
}

function paintCars(canvas: Canvas, view: TopView): void {
  const { region, texelM } = canvas;
  for (const car of view.town.cars[view.epoch] ?? []) {
    if (!touches(region, car, car.lengthM)) continue;
    canvas.around(car.e, car.n, car.lengthM / 2 + 0.3, (ink, e, n) =>
      carTexel(ink, car, { e, n, w: texelM }, view),
    );
  }
}

function carTexel(ink: Ink, car: Car, at: { e: number; n: number; w: number }, view: TopView): boolean {
  const x = (at.e - car.e) * car.cos + (at.n - car.n) * car.sin;
  const y = -(at.e - car.e) * car.sin + (at.n - car.n) * car.cos;
  if (Math.abs(x) > car.lengthM / 2 || Math.abs(y) > car.widthM / 2) return false;
  paintCar(ink, car, x, y, at.w);
  shade(ink, view.light, [at.e, at.n, landHeightM(car.e, car.n) + car.heightM * 0.9], UP);
  return true;
}

/** Normal of a roof at local x, y, in world axes. */
export function roofNormal(
  building: Building,
  part: Building['parts'][number],
  x: number,
  y: number,
): readonly [number, number, number] {
  if (part.roof === 'flat') return UP;
  const step = 0.05;
  const z = roofHeightM(part, x, y);
  const gx = (roofHeightM(part, x + step, y) - z) / step;
  const gy = (roofHeightM(part, x, y + step) - z) / step;
  const length = Math.sqrt(1 + gx * gx + gy * gy);
  const nx = -gx / length;
  const ny = -gy / length;
  return [nx * building.cos - ny * building.sin, nx * building.sin + ny * building.cos, 1 / length];
}

function roofTexel(
  ink: Ink,
  building: Building,
  at: { e: number; n: number; w: number },
  view: TopView,
): boolean {
  const de = at.e - building.e;
  const dn = at.n - building.n;
  const x = de * building.cos + dn * building.sin;
  const y = -de * building.sin + dn * building.cos;
  let top: Building['parts'][number] | null = null;
  let topM = -Infinity;
  for (const part of building.parts) {
    const o = part.overhangM;
    if (!isPresent(part, view.epoch)) continue;
    if (x < part.x0 - o || x > part.x1 + o || y < part.y0 - o || y > part.y1 + o) continue;
    const z = roofHeightM(part, x, y);
    if (z > topM) {
      topM = z;
      top = part;
    }
  }
  for (const plant of building.plants) {
    if (x < plant.x0 || x > plant.x1 || y < plant.y0 || y > plant.y1 || plant.z1 < topM) continue;
    paintPlant(ink, plant, x, y, at.w);
    shade(ink, view.light, [at.e, at.n, building.groundM + plant.z1], UP);
    return true;
  }
  if (!top) return false;
  paintRoof(ink, building, top, { x, y, w: at.w }, view.epoch);
  shade(ink, view.light, [at.e, at.n, building.groundM + topM + 0.05], roofNormal(building, top, x, y));
  return true;
}

function crownTexel(ink: Ink, tree: Tree, at: { e: number; n: number; w: number }, view: TopView): boolean {
  const leaf = EPOCHS[view.epoch]?.leaf ?? 1;
  const de = at.e - tree.e;
  const dn = at.n - tree.n;
  const crown = crownHeightM(tree, de, dn, leaf);
  if (crown <= 0) return false;
  const step = 0.5;
  const gx = (crownHeightM(tree, de + step, dn, 1) || crown * 0.6) - crown;
  const gy = (crownHeightM(tree, de, dn + step, 1) || crown * 0.6) - crown;
  const length = Math.sqrt(step * step * 4 + gx * gx + gy * gy);
  paintLeaves(ink, tree.kind, tree.seed, { a: at.e, b: at.n, w: at.w }, crownFullness(tree, leaf));
  const z = landHeightM(tree.e, tree.n) + crown;
  shade(ink, view.light, [at.e, at.n, z + 0.6], [-gx / length, -gy / length, (2 * step) / length]);
  return true;
}

const touches = (region: Region, at: { readonly e: number; readonly n: number }, reachM: number): boolean =>
  at.e + reachM > region.west &&
  at.e - reachM < region.east &&
  at.n + reachM > region.south &&
  at.n - reachM < region.north;

export function renderTopView(view: TopView, region: Region, texelM: number): Picture {
  const canvas = new Canvas(region, texelM);
  paintGround(canvas, view);
  paintCars(canvas, view);
  if (view.layers === 'ground') return canvas;
  paintBoats(canvas, view);
  for (const building of view.town.index.within(region.west, region.south, region.east, region.north)) {
    if (!isPresent(building, view.epoch)) continue;
    canvas.around(building.e, building.n, building.reachM, (ink, e, n) =>
      roofTexel(ink, building, { e, n, w: texelM }, view),
    );
  }
  for (const tree of view.town.trees) {
    if (!touches(region, tree, tree.radiusM * 1.25)) continue;
    canvas.around(tree.e, tree.n, tree.radiusM * 1.25, (ink, e, n) =>
      crownTexel(ink, tree, { e, n, w: texelM }, view),
    );
  }
  return canvas;
}
