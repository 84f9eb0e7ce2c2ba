/** Every primitive that has a surface, as triangles of the same facing.  Source: OpenGL 2.1 specification, 2.6.1. */
import type { PrimitiveSet } from './arrays.ts';
import * as layout from './layout.ts';

interface Run {
  readonly count: number;
  at(position: number): number;
}

function runsOf(set: PrimitiveSet): Run[] {
  const { indices, lengths } = set;
  if (indices !== null) return [{ count: indices.length, at: (i) => indices[i] ?? -1 }];
  const runs: Run[] = [];
  let first = set.first;
  for (const count of lengths ?? []) {
    const from = first;
    runs.push({ count: Math.max(0, count), at: (i) => from + i });
    first += Math.max(0, count);
  }
  return runs;
}

/** Triangles that a run of `count` vertices makes; 0 for points and lines. */
function trianglesIn(mode: number, count: number): number {
  if (mode === layout.TRIANGLES) return Math.floor(count / 3);
  if (mode === layout.QUADS) return 2 * Math.floor(count / 4);
  if (mode === layout.QUAD_STRIP) return Math.max(0, 2 * Math.floor(count / 2) - 2);
  if (mode === layout.TRIANGLE_STRIP || mode === layout.TRIANGLE_FAN || mode === layout.POLYGON) {
    return Math.max(0, count - 2);
  }
  return 0;
}

export function triangleCount(sets: readonly PrimitiveSet[]): number {
  let total = 0;
  for (const set of sets) for (const run of runsOf(set)) total += trianglesIn(set.mode, run.count);
  return total;
}

/** Corners of triangle `t` as positions in the run. */
function corners(mode: number, t: number): readonly [number, number, number] {
  switch (mode) {
    case layout.TRIANGLE_STRIP:
      return t % 2 === 0 ? [t, t + 1, t + 2] : [t + 1, t, t + 2];
    case layout.TRIANGLE_FAN:
    case layout.POLYGON:
      return [0, t + 1, t + 2];
    case layout.QUADS: {
      const q = Math.floor(t / 2) * 4;
      return t % 2 === 0 ? [q, q + 1, q + 2] : [q, q + 2, q + 3];
    }
    case layout.QUAD_STRIP: {
      const q = Math.floor(t / 2) * 2;
      return t % 2 === 0 ? [q, q + 1, q + 3] : [q, q + 3, q + 2];
    }
    default:
      return [3 * t, 3 * t + 1, 3 * t + 2];
  }
}

/** Vertex indices, shape [triangles, 3]; an index may lie outside the vertices, which the caller checks. */
export function toTriangles(sets: readonly PrimitiveSet[]): Uint32Array {
  const [only] = sets;
  if (sets.length === 1 && only?.mode === layout.TRIANGLES && only.indices instanceof Uint32Array) {
    return only.indices.subarray(0, only.indices.length - (only.indices.length % 3));
  }
  const out = new Uint32Array(triangleCount(sets) * 3);
  let at = 0;
  for (const set of sets) {
    for (const run of runsOf(set)) {
      const triangles = trianglesIn(set.mode, run.count);
      for (let t = 0; t < triangles; t++) {
        const [a, b, c] = corners(set.mode, t);
        out[at++] = run.at(a);
        out[at++] = run.at(b);
        out[at++] = run.at(c);
      }
    }
  }
  return out;
}
