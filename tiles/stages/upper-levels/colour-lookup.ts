/**
 * The colour of a surface near a point, looked at along an axis: the nearest triangle in front of or behind the point,
 * with those that face the other way only where there is no other. Lengths in texels.
 */
import type { Axis, FlatTriangle } from './plane-view.ts';
import { doubleAreaOf, flatTriangle } from './plane-view.ts';
import type { Patch, Picture, Surface } from './surface.ts';
import type { Corners } from './triangle.ts';
import { cornersOf, normalOf } from './triangle.ts';

/** glTF's 0.7, linear, in sRGB: what is drawn where there is no picture and no colour. */
const PLAIN = [218, 218, 218] as const;
/** Nearly edge-on, a triangle says little about what lies behind it. */
const LEAST_FACING = 0.15;
/** Least side of the blocks in which triangles are looked up; where triangles are larger, blocks are as large as they. */
const LEAST_BLOCK = 4;
const INSIDE = -1e-6;

export type Rgb = [number, number, number];

export interface LookupOptions {
  readonly texelM: number;
  /** how far in front of the point or behind it a triangle may lie, texels */
  readonly reach: number;
}

/** Numbers kept for each triangle: weights of two corners, depth, u and v as value at 0, 0, by p and by q; which way it faces. */
const STRIDE = 16;
const [WEIGHT_B, WEIGHT_C, DEPTH, U, V, FACES] = [0, 3, 6, 9, 12, 15];

/** Value at 0, 0 and its change along p and q of what has these values at the corners. */
function affine({ p, q }: FlatTriangle, [a, b, c]: readonly [number, number, number], area: number) {
  const byP = ((b - a) * (q[2] - q[0]) - (c - a) * (q[1] - q[0])) / area;
  const byQ = ((c - a) * (p[1] - p[0]) - (b - a) * (p[2] - p[0])) / area;
  return [a - byP * p[0] - byQ * q[0], byP, byQ] as const;
}

function uvOf({ uvs }: Patch, corners: Corners, offset: 0 | 1): [number, number, number] {
  const at = (k: 0 | 1 | 2): number => uvs?.[2 * corners[k] + offset] ?? 0;
  return [at(0), at(1), at(2)];
}

function wrapped(value: number, sizePx: number): number {
  const inside = value >= 0 && value <= 1 ? value : value - Math.floor(value);
  return Math.min(sizePx - 1, Math.floor(inside * sizePx));
}

const widthOf = (values: FlatTriangle['p']): number => Math.max(...values) - Math.min(...values);

const blockKey = (i: number, j: number, k: number): number =>
  ((i + 2 ** 16) * 2 ** 17 + (j + 2 ** 16)) * 2 ** 17 + (k + 2 ** 16);

/** The triangles that can be seen along one axis. */
class AxisView {
  readonly #reach: number;
  readonly #axis: Axis;
  readonly #texelM: number;
  readonly #numbers: number[] = [];
  readonly #pictures: (Picture | null)[] = [];
  readonly #colours: Readonly<Rgb>[] = [];
  readonly #blocks = new Map<number, number[]>();
  readonly #flats: FlatTriangle[] = [];
  readonly #block: number;
  #lastKey = NaN;
  #lastBlock: readonly number[] = [];

  constructor({ patches, pictures }: Surface, axis: Axis, { texelM, reach }: LookupOptions) {
    this.#axis = axis;
    this.#texelM = texelM;
    this.#reach = reach;
    for (const patch of patches) {
      const picture = patch.picture === null ? null : (pictures[patch.picture] ?? null);
      for (let triangle = 0; 3 * triangle < patch.indices.length; triangle++) {
        this.#add(patch, cornersOf(patch.indices, triangle), picture);
      }
    }
    const sides = this.#flats.reduce((sum, { p, q }) => sum + widthOf(p) + widthOf(q), 0);
    this.#block = Math.max(LEAST_BLOCK, sides / (2 * this.#flats.length || 1));
    this.#flats.forEach((flat, number) => this.#putInBlocks(flat, number));
  }

  #add(patch: Patch, corners: Corners, picture: Picture | null): void {
    const normal = normalOf(patch.positionsM, corners);
    const towards = normal[this.#axis];
    if (Math.abs(towards) < LEAST_FACING * Math.hypot(...normal)) return;
    const flat = flatTriangle(patch.positionsM, corners, this.#axis, this.#texelM);
    const area = doubleAreaOf(flat);
    if (area === 0) return;
    this.#flats.push(flat);
    this.#pictures.push(picture);
    this.#colours.push(patch.colour ?? PLAIN);
    this.#numbers.push(
      ...affine(flat, [0, 1, 0], area),
      ...affine(flat, [0, 0, 1], area),
      ...affine(flat, flat.depth, area),
      ...affine(flat, uvOf(patch, corners, 0), area),
      ...affine(flat, uvOf(patch, corners, 1), area),
      Math.sign(towards),
    );
  }

  /** Into every block from which the triangle is within reach. */
  #putInBlocks({ p, q, depth }: FlatTriangle, number: number): void {
    const first = (values: FlatTriangle['p'], more: number): number =>
      Math.floor((Math.min(...values) - more) / this.#block);
    const last = (values: FlatTriangle['p'], more: number): number =>
      Math.floor((Math.max(...values) + more) / this.#block);
    const [lastI, lastJ, lastK] = [last(p, 0), last(q, 0), last(depth, this.#reach)];
    for (let i = first(p, 0); i <= lastI; i++) {
      for (let j = first(q, 0); j <= lastJ; j++) {
        for (let k = first(depth, this.#reach); k <= lastK; k++) {
          const key = blockKey(i, j, k);
          const there = this.#blocks.get(key);
          if (there === undefined) this.#blocks.set(key, [number]);
          else there.push(number);
        }
      }
    }
  }

  #blockAt(p: number, q: number, depth: number): readonly number[] {
    const side = this.#block;
    const key = blockKey(Math.floor(p / side), Math.floor(q / side), Math.floor(depth / side));
    if (key !== this.#lastKey) {
      this.#lastKey = key;
      this.#lastBlock = this.#blocks.get(key) ?? [];
    }
    return this.#lastBlock;
  }

  #value(number: number, field: number, p: number, q: number): number {
    const at = number * STRIDE + field;
    const numbers = this.#numbers;
    return (numbers[at] ?? 0) + (numbers[at + 1] ?? 0) * p + (numbers[at + 2] ?? 0) * q;
  }

  #nearest(p: number, q: number, depth: number, sign: 1 | -1): number | null {
    let found: number | null = null;
    let least = Infinity;
    for (const number of this.#blockAt(p, q, depth)) {
      const b = this.#value(number, WEIGHT_B, p, q);
      if (b < INSIDE) continue;
      const c = this.#value(number, WEIGHT_C, p, q);
      if (c < INSIDE || 1 - b - c < INSIDE) continue;
      const away = Math.abs(this.#value(number, DEPTH, p, q) - depth);
      if (away > this.#reach) continue;
      const faces = this.#numbers[number * STRIDE + FACES];
      const cost = faces === sign ? away : away + this.#reach;
      if (cost < least) [found, least] = [number, cost];
    }
    return found;
  }

  /** Adds the colour to `sum`; false when nothing is near. */
  addColour([p, q, depth]: readonly [number, number, number], sign: 1 | -1, sum: Rgb): boolean {
    const number = this.#nearest(p, q, depth, sign);
    if (number === null) return false;
    const picture = this.#pictures[number] ?? null;
    if (picture === null) {
      const colour = this.#colours[number] ?? PLAIN;
      for (const k of [0, 1, 2] as const) sum[k] += colour[k];
      return true;
    }
    const column = wrapped(this.#value(number, U, p, q), picture.widthPx);
    const row = wrapped(this.#value(number, V, p, q), picture.heightPx);
    const at = 3 * (row * picture.widthPx + column);
    for (const k of [0, 1, 2] as const) sum[k] += picture.rgb[at + k] ?? 0;
    return true;
  }
}

export class ColourLookup {
  readonly #surface: Surface;
  readonly #options: LookupOptions;
  readonly #views = new Map<Axis, AxisView>();

  constructor(surface: Surface, options: LookupOptions) {
    this.#surface = surface;
    this.#options = options;
  }

  along(axis: Axis): AxisView {
    const known = this.#views.get(axis);
    if (known !== undefined) return known;
    const view = new AxisView(this.#surface, axis, this.#options);
    this.#views.set(axis, view);
    return view;
  }
}
