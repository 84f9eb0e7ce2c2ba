/**
 * The shape of a surface with fewer triangles, without its texture: the charts of photogrammetry are so small (two
 * triangles each at the coarse levels of ContextCapture) that a simplifier which keeps them keeps nearly everything.
 * What is open stays where it is, so that neighbours of one level meet exactly.
 */
import { MeshoptSimplifier } from 'meshoptimizer';
import type { Surface } from './surface.ts';

export interface Shape {
  /** each place once, shape [vertices, 3] */
  readonly positionsM: Float64Array;
  readonly indices: Uint32Array;
}

/** One vertex for each place; triangles that have lost their area by welding are gone. */
function shapeOf({ patches }: Surface): Shape {
  const known = new Map<string, number>();
  const positionsM: number[] = [];
  const indices: number[] = [];
  for (const patch of patches) {
    const place = Array.from({ length: patch.positionsM.length / 3 }, (_, v) => {
      const [x = 0, y = 0, z = 0] = patch.positionsM.subarray(3 * v, 3 * v + 3);
      const key = `${x} ${y} ${z}`;
      const there = known.get(key);
      if (there !== undefined) return there;
      known.set(key, known.size);
      positionsM.push(x, y, z);
      return known.size - 1;
    });
    for (let i = 0; i < patch.indices.length; i += 3) {
      const [a = 0, b = 0, c = 0] = [0, 1, 2].map((k) => place[patch.indices[i + k] ?? 0]);
      if (a !== b && b !== c && c !== a) indices.push(a, b, c);
    }
  }
  return { positionsM: Float64Array.from(positionsM), indices: Uint32Array.from(indices) };
}

/** Without the vertices that no triangle uses. */
function compact(positionsM: Float64Array, indices: Uint32Array): Shape {
  const to = new Map<number, number>();
  const kept: number[] = [];
  const renumbered = indices.map((index) => {
    const known = to.get(index);
    if (known !== undefined) return known;
    to.set(index, to.size);
    for (let k = 0; k < 3; k++) kept.push(positionsM[3 * index + k] ?? 0);
    return to.size - 1;
  });
  return { positionsM: Float64Array.from(kept), indices: renumbered };
}

/**
 * Down to `ratio` of the triangles, or as far as `boundM` allows; loose pieces smaller than that go.
 * @returns the error as meshoptimizer measures it, m
 */
export async function simplifiedShape(
  surface: Surface,
  boundM: number,
  ratio: number,
): Promise<{ shape: Shape; errorM: number }> {
  await MeshoptSimplifier.ready;
  const shape = shapeOf(surface);
  if (shape.indices.length === 0) return { shape, errorM: 0 };
  const [x = 0, y = 0, z = 0] = shape.positionsM;
  const origin = [Math.round(x), Math.round(y), Math.round(z)];
  const [indices, errorM] = MeshoptSimplifier.simplify(
    shape.indices,
    Float32Array.from(shape.positionsM, (value, i) => value - (origin[i % 3] ?? 0)),
    3,
    Math.ceil((shape.indices.length / 3) * ratio) * 3,
    boundM,
    ['LockBorder', 'ErrorAbsolute', 'Prune'],
  );
  return { shape: compact(shape.positionsM, indices), errorM };
}
