/**
 * Where a glTF's scene puts its meshes: products of node matrices, double precision.
 * Source: Khronos glTF 2.0 § 3.5.3 (translation × rotation × scale); column-major 4 × 4.
 */
import type { GltfJson, GltfNode } from './read-gltf.ts';
import { IDENTITY, multiply } from './volumes.ts';

interface PlacedMesh {
  readonly mesh: number;
  readonly matrix: readonly number[];
}

function localMatrix({ matrix, translation, rotation, scale }: GltfNode): readonly number[] {
  if (matrix !== undefined) return matrix;
  const [x = 0, y = 0, z = 0, w = 1] = rotation ?? [];
  const [sx = 1, sy = 1, sz = 1] = scale ?? [];
  const [tx = 0, ty = 0, tz = 0] = translation ?? [];
  return [
    ...[sx * (1 - 2 * (y * y + z * z)), sx * 2 * (x * y + z * w), sx * 2 * (x * z - y * w), 0],
    ...[sy * 2 * (x * y - z * w), sy * (1 - 2 * (x * x + z * z)), sy * 2 * (y * z + x * w), 0],
    ...[sz * 2 * (x * z + y * w), sz * 2 * (y * z - x * w), sz * (1 - 2 * (x * x + y * y)), 0],
    ...[tx, ty, tz, 1],
  ];
}

/** Of the scene that is shown; without one, the nodes that are nobody's children. */
function rootNodes({ scene, scenes, nodes = [] }: GltfJson): number[] {
  const shown = scenes?.[scene ?? 0]?.nodes;
  if (shown !== undefined) return shown;
  const children = new Set(nodes.flatMap((node) => node.children ?? []));
  return [...nodes.keys()].filter((index) => !children.has(index));
}

/** Throws on a node that is its own ancestor, or stands at two places. */
export function placedMeshes(json: GltfJson): PlacedMesh[] {
  const out: PlacedMesh[] = [];
  const seen = new Set<number>();
  const open = rootNodes(json).map((index) => ({ index, parent: IDENTITY }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.index)) throw new Error(`node ${next.index} stands at two places`);
    seen.add(next.index);
    const node = json.nodes?.[next.index];
    if (node === undefined) throw new Error(`node ${next.index} is not there`);
    const matrix = multiply(next.parent, localMatrix(node));
    if (node.mesh !== undefined) out.push({ mesh: node.mesh, matrix });
    for (const index of node.children ?? []) open.push({ index, parent: matrix });
  }
  return out;
}
