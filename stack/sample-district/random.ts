/**
 * Seeded numbers for the generator: integer hashes, value noise and a small sequence generator.
 * Nothing here reads a clock or Math.random, so the same versions make the same bytes.
 */

/** 32-bit mix of three integers. */
function mix(x: number, y: number, seed: number): number {
  let h =
    Math.imul(x | 0, 0x27d4eb2d) ^
    Math.imul((y | 0) + 0x1b873593, 0x165667b1) ^
    Math.imul(seed | 0, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** [0, 1) of the integer parts of x and y. */
export function hash(x: number, y: number, seed: number): number {
  return mix(Math.floor(x), Math.floor(y), seed) / 4294967296;
}

const SIDE = 256;
const LATTICE = new Float32Array(SIDE * SIDE);
for (let i = 0; i < LATTICE.length; i++) LATTICE[i] = mix(i & 255, i >> 8, 7919) / 4294967296;

/** Smooth noise in [0, 1], one feature per unit; repeats after 256 units. */
export function noise(x: number, y: number, seed: number): number {
  const sx = x + seed * 37.13;
  const sy = y + seed * 71.77;
  const x0 = Math.floor(sx);
  const y0 = Math.floor(sy);
  let fx = sx - x0;
  let fy = sy - y0;
  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  const xa = x0 & 255;
  const xb = (x0 + 1) & 255;
  const ya = (y0 & 255) << 8;
  const yb = ((y0 + 1) & 255) << 8;
  const a = LATTICE[ya | xa] ?? 0;
  const b = LATTICE[ya | xb] ?? 0;
  const c = LATTICE[yb | xa] ?? 0;
  const d = LATTICE[yb | xb] ?? 0;
  const top = a + (b - a) * fx;
  return top + (c + (d - c) * fx - top) * fy;
}

/** Three octaves of `noise`, in [0, 1]. */
export function cloud(x: number, y: number, seed: number): number {
  return (
    noise(x, y, seed) * 0.55 +
    noise(x * 2.13, y * 2.13, seed + 11) * 0.28 +
    noise(x * 4.41, y * 4.41, seed + 23) * 0.17
  );
}

/** mulberry32: a sequence for placing things, where order is fixed. */
export class Sequence {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }
}
