/** Leaves of a tree's crown as albedo; `leaf` is the epoch's foliage. Positions m. */
import type { Tree, TreeKind } from '../description/site.ts';
import { foliage } from '../description/tree-shape.ts';
import { hash, noise } from '../random.ts';
import type { Ink, Rgb } from './ink.ts';
import { blend, dim, ramp, setInk } from './ink.ts';

const LEAF: Readonly<Record<TreeKind, Rgb>> = {
  camphor: [0.31, 0.38, 0.2],
  plane: [0.37, 0.43, 0.24],
  ginkgo: [0.43, 0.47, 0.24],
  willow: [0.42, 0.49, 0.26],
  shrub: [0.29, 0.37, 0.2],
  palm: [0.33, 0.4, 0.23],
};
const BARE: Rgb = [0.44, 0.4, 0.34];
const FRESH: Rgb = [0.48, 0.47, 0.25];

export function paintLeaves(
  ink: Ink,
  kind: TreeKind,
  seed: number,
  at: { a: number; b: number; w: number },
  full: number,
): void {
  setInk(ink, LEAF[kind]);
  const tone = hash(seed, 3, 161) - 0.5;
  ink.r *= 1 + tone * 0.28;
  ink.g *= 1 + tone * 0.2;
  ink.b *= 1 + tone * 0.1;
  const { a, b } = at;
  const clumps = noise(a * 1.1 + seed, b * 1.1, 162);
  const leaves = noise(a * 4.3, b * 4.3 + seed, 163);
  dim(ink, 0.56 + 0.5 * clumps + 0.3 * leaves);
  blend(ink, FRESH, ramp(0.55, 0.9, noise(a * 2.1, b * 2.1, 164)) * 0.3);
  // gaps between the clumps are dark
  blend(ink, [0.12, 0.14, 0.09], (1 - ramp(0.18, 0.4, clumps * 0.6 + leaves * 0.4)) * 0.7);
  if (full < 0.9) blend(ink, BARE, (1 - full) * 0.9);
}

export const crownFullness = (tree: Tree, leaf: number): number => foliage(tree, leaf);
