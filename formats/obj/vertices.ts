/** Triangles of a group with one vertex for each pair of position and texture coordinate that they use. */
import { GrowingIndices } from './growing.ts';
import type { ObjGroup, ObjMesh } from './model.ts';

export interface ObjGeometry {
  /** shape [vertices, 3] */
  readonly positionsM: Float64Array;
  /** v up, shape [vertices, 2], or null */
  readonly uvs: Float32Array | null;
  /** shape [triangles, 3] */
  readonly indices: Uint32Array;
}

/** No vertex, in the chains below. */
const NONE = 0xffff_ffff;

/** Cut from one mesh again and again: what it needs for each position is made once. */
export class VertexMaker {
  readonly #mesh: ObjMesh;
  /** the newest vertex at each position, from which a chain leads to those before it */
  readonly #newest: Uint32Array;

  constructor(mesh: ObjMesh) {
    this.#mesh = mesh;
    this.#newest = new Uint32Array(mesh.positionsM.length / 3).fill(NONE);
  }

  /** @param triangles numbers of triangles of the group */
  geometryOf({ corners, textured }: ObjGroup, triangles: Uint32Array): ObjGeometry {
    const { positionsM, uvs } = this.#mesh;
    const [before, positionOf, uvOf] = [new GrowingIndices(), new GrowingIndices(), new GrowingIndices()];
    const indices = new Uint32Array(3 * triangles.length);
    for (let i = 0; i < indices.length; i++) {
      const at = 6 * (triangles[(i - (i % 3)) / 3] ?? 0) + 2 * (i % 3);
      const [position, uv] = [corners[at] ?? 0, corners[at + 1] ?? 0];
      let vertex = this.#newest[position] ?? NONE;
      while (vertex !== NONE && uvOf.at(vertex) !== uv) vertex = before.at(vertex);
      if (vertex === NONE) {
        vertex = positionOf.length;
        before.push(this.#newest[position] ?? NONE);
        positionOf.push(position);
        uvOf.push(uv);
        this.#newest[position] = vertex;
      }
      indices[i] = vertex;
    }
    for (const position of positionOf.view()) this.#newest[position] = NONE;
    return {
      positionsM: gather(new Float64Array(3 * positionOf.length), positionsM, positionOf),
      uvs: textured ? gather(new Float32Array(2 * uvOf.length), uvs, uvOf) : null,
      indices,
    };
  }
}

function gather<T extends Float64Array | Float32Array>(
  out: T,
  values: Float64Array | Float32Array,
  items: GrowingIndices,
): T {
  const width = out.length / items.length;
  items.view().forEach((item, vertex) => {
    for (let k = 0; k < width; k++) out[vertex * width + k] = values[item * width + k] ?? 0;
  });
  return out;
}
