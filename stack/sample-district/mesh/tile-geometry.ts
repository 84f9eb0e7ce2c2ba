/**
 * Triangles of one tile while it is being made. A vertex is e, n, H (m) and a place on a chart (m).
 * Every triangle is tagged with the detail levels that show it: bit 0 coarse, bit 1 middle, bit 2 fine.
 */
import type { OsgbGeometry } from '../../../formats/osgb/model.ts';
import { toTangentPlane } from '../description/frame.ts';
import type { Atlas, Chart } from './atlas.ts';

export const COARSE = 1;
export const MIDDLE = 2;
export const FINE = 4;
export const ALL = 7;

export interface Corner {
  readonly e: number;
  readonly n: number;
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

export class TileGeometry {
  readonly charts: Chart[] = [];
  readonly #values: number[] = [];
  readonly #chartOf: number[] = [];
  readonly #triangles: number[] = [];
  readonly #levels: number[] = [];

  chart(chart: Chart): number {
    this.charts.push(chart);
    return this.charts.length - 1;
  }

  vertex(chart: number, corner: Corner): number {
    this.#values.push(corner.e, corner.n, corner.z, corner.x, corner.y);
    this.#chartOf.push(chart);
    return this.#chartOf.length - 1;
  }

  triangle(a: number, b: number, c: number, levels = ALL): void {
    this.#triangles.push(a, b, c);
    this.#levels.push(levels);
  }

  /** A convex polygon, counter-clockwise seen from its front. */
  polygon(chart: number, corners: readonly Corner[], levels = ALL): void {
    const indices = corners.map((corner) => this.vertex(chart, corner));
    for (let i = 1; i + 1 < indices.length; i++) {
      this.triangle(indices[0] ?? 0, indices[i] ?? 0, indices[i + 1] ?? 0, levels);
    }
  }

  /** One geometry per picture of the atlas, of the triangles of one level. */
  geometries(atlas: Atlas, level: number): OsgbGeometry[] {
    return atlas.pictures
      .map((_, picture) => this.#geometryOf(atlas, picture, level))
      .filter((g) => g.indices.length > 0);
  }

  #geometryOf(atlas: Atlas, picture: number, level: number): OsgbGeometry {
    const map = new Int32Array(this.#chartOf.length).fill(-1);
    const order: number[] = [];
    const indices: number[] = [];
    const triangles = this.#triangles;
    for (let t = 0; t < this.#levels.length; t++) {
      if (((this.#levels[t] ?? 0) & level) === 0) continue;
      const first = triangles[t * 3] ?? 0;
      if (atlas.places[this.#chartOf[first] ?? 0]?.picture !== picture) continue;
      for (let k = 0; k < 3; k++) {
        const vertex = triangles[t * 3 + k] ?? 0;
        if (map[vertex] === -1) {
          map[vertex] = order.length;
          order.push(vertex);
        }
        indices.push(map[vertex] ?? 0);
      }
    }
    const positionsM = new Float32Array(order.length * 3);
    const uvs = new Float32Array(order.length * 2);
    const size = atlas.pictures[picture];
    order.forEach((vertex, i) => {
      const at = vertex * 5;
      const v = this.#values;
      const place = atlas.places[this.#chartOf[vertex] ?? 0];
      const chart = this.charts[this.#chartOf[vertex] ?? 0];
      if (!place || !chart || !size) return;
      positionsM.set(toTangentPlane(v[at] ?? 0, v[at + 1] ?? 0, v[at + 2] ?? 0), i * 3);
      const x = Math.min(chart.widthM, Math.max(0, v[at + 3] ?? 0));
      const y = Math.min(chart.heightM, Math.max(0, v[at + 4] ?? 0));
      uvs[i * 2] = (place.leftPx + x / place.texelXM) / size.widthPx;
      uvs[i * 2 + 1] = 1 - (place.bottomPx - y / place.texelYM) / size.heightPx;
    });
    return {
      positionsM,
      normals: null,
      uvs,
      colours: null,
      indices: Uint32Array.from(indices),
      image: picture,
    };
  }
}
