/** The lumpy crown of a tree, one function for the DSM, the orthophoto and the mesh. */
import { hash, noise } from '../random.ts';
import type { Tree } from './site.ts';

const DECIDUOUS = new Set(['plane', 'ginkgo', 'willow']);

/** 0 bare to 1 full leaf: camphors and palms keep their leaves. */
export const foliage = (tree: Tree, leaf: number): number =>
  DECIDUOUS.has(tree.kind) ? 0.35 + 0.65 * leaf : 1;

/** Radius of the crown's outline in the direction (de, dn), m. */
export function crownRadiusM(tree: Tree, de: number, dn: number): number {
  const length = Math.sqrt(de * de + dn * dn);
  if (length < 1e-6) return tree.radiusM;
  const c = de / length;
  const s = dn / length;
  return tree.radiusM * (0.78 + 0.42 * noise(c * 1.7 + tree.seed, s * 1.7 + 9, 121));
}

/** Top of the crown above the ground at an offset, m; zero beside it. */
export function crownHeightM(tree: Tree, de: number, dn: number, leaf: number): number {
  const distance = Math.sqrt(de * de + dn * dn);
  const reach = crownRadiusM(tree, de, dn);
  if (distance >= reach) return 0;
  const t = distance / reach;
  const dome = Math.sqrt(1 - t * t);
  const lumps = noise(de * 0.9 + tree.seed, dn * 0.9 + tree.seed * 0.37, 123) - 0.5;
  const thin = foliage(tree, leaf);
  if (thin < 0.75 && hash(de * 3 + 500, dn * 3 + 500, tree.seed) > thin + 0.25) return 0;
  return tree.heightM * (0.5 + 0.46 * dome) + lumps * tree.radiusM * 0.35 * dome;
}
