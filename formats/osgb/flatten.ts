/**
 * From the scene graph of a file to its nodes: every PagedLOD with the geometry below it, matrices applied;
 * geometry outside any PagedLOD comes as one node without child files.
 */
import type { VertexArray } from './arrays.ts';
import type { Cursor } from './cursor.ts';
import type { OsgbGeometry, OsgbNode } from './model.ts';
import type { LodFields, SceneGeometry, SceneNode } from './objects.ts';
import { toTriangles, triangleCount } from './triangles.ts';

const MAX_VISITS = 100_000;
/** Lines of the screen over 2 tan(30°): turns a distance range into pixels for a 60° view of 1080 lines. */
const REFERENCE_FOCAL_PX = 935;

interface Place {
  readonly matrix: readonly number[] | null;
  readonly image: number | null;
  readonly into: OsgbGeometry[];
}

/** Row vectors: first `inner`, then `outer`. */
function multiply(inner: readonly number[], outer: readonly number[] | null): readonly number[] {
  if (outer === null) return inner;
  return Array.from({ length: 16 }, (_, i) => {
    const [row, column] = [i - (i % 4), i % 4];
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += (inner[row + k] ?? 0) * (outer[k * 4 + column] ?? 0);
    return sum;
  });
}

function applyMatrix(
  positions: Float32Array | Float64Array,
  m: readonly number[] | null,
): Float32Array | Float64Array {
  if (m === null) return positions;
  const out = new Float64Array(positions.length);
  for (let v = 0; v < positions.length; v += 3) {
    const [x, y, z] = [positions[v] ?? 0, positions[v + 1] ?? 0, positions[v + 2] ?? 0];
    for (let c = 0; c < 3; c++) {
      out[v + c] = x * (m[c] ?? 0) + y * (m[4 + c] ?? 0) + z * (m[8 + c] ?? 0) + (m[12 + c] ?? 0);
    }
  }
  return out;
}

/** The first `width` numbers of each element as floats, or null when there is not one element a vertex. */
function perVertex(array: VertexArray | null, vertices: number, width: number): Float32Array | null {
  if (array === null || array.width < width || array.values.length !== vertices * array.width) return null;
  if (array.values instanceof Float32Array && array.width === width) return array.values;
  const out = new Float32Array(vertices * width);
  for (let v = 0; v < vertices; v++) {
    for (let c = 0; c < width; c++) out[v * width + c] = array.values[v * array.width + c] ?? 0;
  }
  return out;
}

function coloursOf(array: VertexArray | null, vertices: number): Uint8Array | null {
  if (array === null || array.width < 3 || array.values.length !== vertices * array.width) return null;
  const scale = array.values instanceof Uint8Array ? 1 : 255;
  const out = new Uint8Array(vertices * 4).fill(255);
  for (let v = 0; v < vertices; v++) {
    for (let c = 0; c < array.width; c++) {
      out[v * 4 + c] = Math.min(
        255,
        Math.max(0, Math.round((array.values[v * array.width + c] ?? 0) * scale)),
      );
    }
  }
  return out;
}

class Flattener {
  readonly nodes: OsgbNode[] = [];
  readonly loose: OsgbGeometry[] = [];
  private readonly cursor: Cursor;
  private visits = 0;
  private vertices = 0;
  private triangles = 0;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  visit(item: SceneNode | SceneGeometry, place: Place): void {
    this.visits += 1;
    if (this.visits > MAX_VISITS) this.cursor.fail('too-many', `more than ${MAX_VISITS} nodes`);
    if (item.kind === 'geometry') {
      this.addGeometry(item, place);
      return;
    }
    const image = item.image ?? place.image;
    const matrix = item.matrix === null ? place.matrix : multiply(item.matrix, place.matrix);
    if (item.lod?.files !== null && item.lod !== null) {
      this.addPaged(item, item.lod, { matrix, image, into: [] });
      return;
    }
    const children = item.lod === null ? item.children : finest(item, item.lod);
    for (const child of children) this.visit(child, { matrix, image, into: place.into });
  }

  private addPaged(item: SceneNode, lod: LodFields, place: Place): void {
    for (const child of item.children) this.visit(child, place);
    const files = lod.files ?? [];
    const childFiles = files.filter((file) => file !== '');
    const box = sphereOf(place.into);
    const [x, y, z] = lod.centreM ?? box.centreM;
    const centre = applyMatrix(Float64Array.of(x, y, z), place.matrix);
    const radiusM = lod.radiusM > 0 ? lod.radiusM : box.radiusM;
    const at = files.findIndex((file) => file !== '');
    const [nearest, farthest] = lod.ranges[at] ?? [0, 0];
    const switchPixels = lod.pixels ? nearest : (2 * radiusM * REFERENCE_FOCAL_PX) / Math.max(farthest, 1e-3);
    const numbers = [centre[0], centre[1], centre[2], radiusM, switchPixels];
    if (!numbers.every((value) => Number.isFinite(value))) {
      this.cursor.fail('bad-vertex', 'the sphere or range of a PagedLOD is no number');
    }
    const centreM = [centre[0] ?? 0, centre[1] ?? 0, centre[2] ?? 0] as const;
    this.nodes.push({ geometries: place.into, childFiles, centreM, radiusM, switchPixels });
  }

  private addGeometry(geometry: SceneGeometry, place: Place): void {
    const { positions } = geometry;
    if (positions === null || positions.values.length === 0) return;
    if (positions.width !== 3) this.cursor.fail('unsupported', `vertices of ${positions.width} numbers`);
    const { values } = positions;
    if (!(values instanceof Float32Array || values instanceof Float64Array)) {
      return this.cursor.fail('unsupported', 'vertices of whole numbers');
    }
    const vertices = values.length / 3;
    this.vertices += vertices;
    this.triangles += triangleCount(geometry.primitives);
    // No honest tile repeats its arrays more often than it has bytes; shared groups could multiply them without end.
    const limit = this.cursor.bytes.length;
    if (this.vertices > limit || this.triangles > limit) {
      this.cursor.fail(
        'too-many',
        `${this.triangles} triangles, ${this.vertices} vertices from ${limit} bytes`,
      );
    }
    const positionsM = applyMatrix(values, place.matrix);
    for (const value of positionsM) {
      if (!Number.isFinite(value)) this.cursor.fail('bad-vertex', 'a vertex is no number');
    }
    const indices = toTriangles(geometry.primitives);
    for (const index of indices) {
      if (index >= vertices) this.cursor.fail('bad-index', `vertex ${index} of ${vertices}`);
    }
    place.into.push({
      positionsM,
      // normals under a matrix would need its inverse transpose; photogrammetric tiles have neither
      normals: place.matrix === null ? perVertex(geometry.normals, vertices, 3) : null,
      uvs: perVertex(geometry.uvs, vertices, 2),
      colours: coloursOf(geometry.colours, vertices),
      indices,
      image: geometry.image ?? place.image,
    });
  }
}

/** Of a LOD with all its children in the file, the one for the nearest eye. */
function finest(item: SceneNode, lod: LodFields): readonly (SceneNode | SceneGeometry)[] {
  let best = 0;
  lod.ranges.forEach(([near, far], i) => {
    const [bestNear, bestFar] = lod.ranges[best] ?? [near, far];
    if (lod.pixels ? far > bestFar : near < bestNear) best = i;
  });
  const child = item.children[best];
  return child === undefined ? item.children : [child];
}

function sphereOf(geometries: readonly OsgbGeometry[]): {
  centreM: [number, number, number];
  radiusM: number;
} {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (const { positionsM } of geometries) {
    for (let i = 0; i < positionsM.length; i++) {
      const [axis, value] = [i % 3, positionsM[i] ?? 0];
      if (value < (min[axis] ?? 0)) min[axis] = value;
      if (value > (max[axis] ?? 0)) max[axis] = value;
    }
  }
  const [x = 0, y = 0, z = 0] = min.map((low, axis) => (low + (max[axis] ?? 0)) / 2);
  if (!Number.isFinite(x)) return { centreM: [0, 0, 0], radiusM: 0 };
  const half = min.map((low, axis) => ((max[axis] ?? 0) - low) / 2);
  return { centreM: [x, y, z], radiusM: Math.hypot(...half) };
}

export function flattenScene(root: SceneNode | SceneGeometry, cursor: Cursor): OsgbNode[] {
  const flattener = new Flattener(cursor);
  flattener.visit(root, { matrix: null, image: null, into: flattener.loose });
  if (flattener.loose.length === 0) return flattener.nodes;
  const sphere = sphereOf(flattener.loose);
  return [...flattener.nodes, { geometries: flattener.loose, childFiles: [], ...sphere, switchPixels: 0 }];
}
