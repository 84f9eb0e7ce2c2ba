/**
 * A heavy OBJ in parts: first by pictures, so that none is carried twice, then in halves across the longer side at the
 * median of the triangles. Every triangle is in one part.
 */
import type { ObjMesh } from '../../../formats/obj/model.ts';

/** Triangles of one group of the mesh, by number. */
export interface Piece {
  readonly group: number;
  readonly triangles: Uint32Array;
}

export type Part = readonly Piece[];

export interface GroupPicture {
  /** which picture, or null */
  readonly image: number | null;
  readonly texels: number;
}

export interface Limits {
  readonly triangles: number;
  readonly texels: number;
}

export const PART_LIMITS: Limits = { triangles: 100_000, texels: 16 * 1024 * 1024 };

const countOf = (part: Part): number => part.reduce((sum, { triangles }) => sum + triangles.length, 0);

/** Of whole groups, as many pictures together as stay within the limit; one picture alone may be beyond it. */
function byPictures(groups: Part, pictureOf: (group: number) => GroupPicture, mostTexels: number): Part[] {
  const byImage = new Map<number | null, Piece[]>();
  for (const piece of groups) {
    const { image } = pictureOf(piece.group);
    byImage.set(image, [...(byImage.get(image) ?? []), piece]);
  }
  const parts: Piece[][] = [];
  let texels = Infinity;
  for (const pieces of byImage.values()) {
    const more = pictureOf(pieces[0]?.group ?? 0).texels;
    const last = parts.at(-1);
    if (last === undefined || texels + more > mostTexels) {
      parts.push([...pieces]);
      texels = more;
    } else {
      last.push(...pieces);
      texels += more;
    }
  }
  return parts;
}

class Halver {
  readonly #mesh: ObjMesh;
  readonly #most: number;

  constructor(mesh: ObjMesh, most: number) {
    this.#mesh = mesh;
    this.#most = most;
  }

  /** Three times the middle of a triangle along an axis. */
  #along(group: number, triangle: number, axis: 0 | 1): number {
    const { positionsM, groups } = this.#mesh;
    const corners = groups[group]?.corners;
    let sum = 0;
    for (let k = 0; k < 3; k++) sum += positionsM[3 * (corners?.[6 * triangle + 2 * k] ?? 0) + axis] ?? 0;
    return sum;
  }

  #sorted(part: Part, axis: 0 | 1): Float64Array {
    const values = new Float64Array(countOf(part));
    let at = 0;
    for (const { group, triangles } of part) {
      for (const triangle of triangles) values[at++] = this.#along(group, triangle, axis);
    }
    return values.sort();
  }

  halved(part: Part): Part[] {
    const count = countOf(part);
    if (count <= this.#most) return [part];
    const sorted = [this.#sorted(part, 0), this.#sorted(part, 1)] as const;
    const spread = (values: Float64Array): number => (values.at(-1) ?? 0) - (values[0] ?? 0);
    const axis = spread(sorted[0]) >= spread(sorted[1]) ? 0 : 1;
    const medianM = sorted[axis][count >> 1] ?? 0;
    const first = sorted[axis][0] ?? 0;
    // half of the triangles in one place cannot be parted by it: then by their order
    let before = 0;
    const isLow = (group: number, triangle: number): boolean =>
      first < medianM ? this.#along(group, triangle, axis) < medianM : before++ < count >> 1;
    const low: Piece[] = [];
    const high: Piece[] = [];
    for (const { group, triangles } of part) {
      const mask = triangles.map((triangle) => (isLow(group, triangle) ? 1 : 0));
      const side = (want: number): Uint32Array => triangles.filter((_, index) => mask[index] === want);
      low.push({ group, triangles: side(1) });
      high.push({ group, triangles: side(0) });
    }
    const filled = (pieces: Piece[]): Part => pieces.filter(({ triangles }) => triangles.length > 0);
    return [...this.halved(filled(low)), ...this.halved(filled(high))];
  }
}

/** One part for a mesh within the limits. */
export function partsOf(
  mesh: ObjMesh,
  pictureOf: (group: number) => GroupPicture,
  limits: Limits = PART_LIMITS,
): readonly Part[] {
  const whole = mesh.groups.map(({ corners }, group): Piece => {
    return { group, triangles: Uint32Array.from({ length: corners.length / 6 }, (_, triangle) => triangle) };
  });
  const halver = new Halver(mesh, limits.triangles);
  return byPictures(whole, pictureOf, limits.texels).flatMap((part) => halver.halved(part));
}
