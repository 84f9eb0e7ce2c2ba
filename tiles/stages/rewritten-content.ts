/** A content of somebody else's as a model of ours: offsets in float32 from the middle, which is kept in double. */
import type { MeshCounts } from '../../formats/tiles3d/count-gltf.ts';
import type { GlbModel, GlbPrimitive } from '../../formats/tiles3d/glb.ts';
import type { ContentModel, ContentPart } from '../../formats/tiles3d/read-content.ts';
import { emptyExtent } from '../../formats/tiles3d/tileset.ts';

function middleOf(parts: readonly ContentPart[]): [number, number, number] {
  const { min, max } = emptyExtent();
  for (const { positionsM } of parts) {
    for (let v = 0; v < positionsM.length; v += 3) {
      for (const axis of [0, 1, 2] as const) {
        const value = positionsM[v + axis] ?? 0;
        if (value < min[axis]) min[axis] = value;
        if (value > max[axis]) max[axis] = value;
      }
    }
  }
  return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
}

function primitiveOf(part: ContentPart, centreM: readonly number[]): GlbPrimitive {
  const { positionsM, indices, uvs, image, colour, alphaMode, alphaCutoff } = part;
  return {
    positionsM: Float32Array.from(positionsM, (value, i) => value - (centreM[i % 3] ?? 0)),
    uvs,
    indices,
    image: uvs === null ? null : image,
    look: { colour, alphaMode, alphaCutoff },
  };
}

/** Null when it draws nothing. Frame: z up, m, that of the tile. */
export function glbModelOf({ parts, images }: ContentModel): { model: GlbModel; counts: MeshCounts } | null {
  if (parts.length === 0) return null;
  const centreM = middleOf(parts);
  return {
    model: { centreM, primitives: parts.map((part) => primitiveOf(part, centreM)), images },
    counts: {
      vertices: parts.reduce((sum, { positionsM }) => sum + positionsM.length / 3, 0),
      triangles: parts.reduce((sum, { indices }) => sum + indices.length / 3, 0),
      textures: images.length,
    },
  };
}
