/**
 * Vertices of different tiles that lie within a centimetre of each other become one place, so that simplifying opens no
 * crack between the tiles. Inside a tile nothing moves on account of its own vertices.
 */
import type { Patch, Surface } from './surface.ts';
import { joined } from './surface.ts';

export const WELD_TOLERANCE_M = 0.01;
const CELL_M = 2 * WELD_TOLERANCE_M;

/** Places by cells of twice the tolerance: what is near lies in this cell or in one towards the nearer sides. */
class Places {
  readonly #cells = new Map<number, number[]>();
  readonly #coordinatesM: number[] = [];
  readonly #tiles: number[] = [];

  add(x: number, y: number, z: number, tile: number): void {
    const place = this.#tiles.push(tile) - 1;
    this.#coordinatesM.push(x, y, z);
    const key = this.#key(Math.floor(x / CELL_M), Math.floor(y / CELL_M), Math.floor(z / CELL_M));
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, [place]);
    else cell.push(place);
  }

  /** The first place of another tile within the tolerance, as an offset into its coordinates, or null. */
  near(x: number, y: number, z: number, tile: number): readonly [number, number, number] | null {
    const range = (value: number): number[] => {
      const from = Math.floor((value - WELD_TOLERANCE_M) / CELL_M);
      const to = Math.floor((value + WELD_TOLERANCE_M) / CELL_M);
      return from === to ? [from] : [from, to];
    };
    for (const i of range(x)) {
      for (const j of range(y)) {
        for (const k of range(z)) {
          for (const place of this.#cells.get(this.#key(i, j, k)) ?? []) {
            if (this.#tiles[place] === tile) continue;
            const [px = 0, py = 0, pz = 0] = this.#coordinatesM.slice(3 * place, 3 * place + 3);
            if (Math.hypot(px - x, py - y, pz - z) <= WELD_TOLERANCE_M) return [px, py, pz];
          }
        }
      }
    }
    return null;
  }

  #key(i: number, j: number, k: number): number {
    return Math.imul(i, 73856093) ^ Math.imul(j, 19349663) ^ Math.imul(k, 83492791);
  }
}

function weldedPatch(patch: Patch, tile: number, places: Places): Patch {
  const positionsM = patch.positionsM.slice();
  for (let at = 0; at < positionsM.length; at += 3) {
    const [x = 0, y = 0, z = 0] = positionsM.subarray(at, at + 3);
    const there = places.near(x, y, z, tile);
    if (there === null) places.add(x, y, z, tile);
    else positionsM.set(there, at);
  }
  return { ...patch, positionsM };
}

/** @param tiles neighbours; the earlier ones stay and the later ones move */
export function welded(tiles: readonly Surface[]): Surface {
  const places = new Places();
  return joined(
    tiles.map((surface, tile) => ({
      ...surface,
      patches: surface.patches.map((patch) => weldedPatch(patch, tile, places)),
    })),
  );
}
