/** Size of a glTF by what its JSON says, for contents that are not decoded. Source: Khronos glTF 2.0 § 3.7. */
import { z } from 'zod';
import { placedMeshes } from './gltf-nodes.ts';
import type { GltfJson } from './read-gltf.ts';

const Primitive = z.looseObject({
  attributes: z.looseObject({ POSITION: z.int().optional() }),
  indices: z.int().optional(),
  mode: z.int().optional(),
});
const Geometry = z.looseObject({
  accessors: z.array(z.looseObject({ count: z.int() })).default([]),
  meshes: z.array(z.looseObject({ primitives: z.array(Primitive).default([]) })).default([]),
  images: z.array(z.unknown()).default([]),
});

export interface MeshCounts {
  readonly vertices: number;
  readonly triangles: number;
  readonly textures: number;
}

const TRIANGLES = 4;

/** Zeros when the JSON is not as it should be. */
export function countGltf(json: GltfJson): MeshCounts {
  const counts = { vertices: 0, triangles: 0, textures: 0 };
  const parsed = Geometry.safeParse(json);
  if (!parsed.success) return counts;
  const { accessors, meshes, images } = parsed.data;
  counts.textures = images.length;
  for (const { mesh } of placedMeshes(json)) {
    for (const { attributes, indices, mode = TRIANGLES } of meshes[mesh]?.primitives ?? []) {
      const vertices = accessors[attributes.POSITION ?? -1]?.count ?? 0;
      const corners = indices === undefined ? vertices : (accessors[indices]?.count ?? 0);
      counts.vertices += vertices;
      // strips and fans: one triangle for each corner after the second
      if (mode >= TRIANGLES) {
        counts.triangles += mode === TRIANGLES ? Math.floor(corners / 3) : Math.max(0, corners - 2);
      }
    }
  }
  return counts;
}
