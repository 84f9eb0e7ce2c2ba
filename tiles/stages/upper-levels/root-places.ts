/** Where the root tiles of a production lie, from their coarsest file, in its local frame. */
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'node:zlib';
import type { OsgbTile } from '../../../formats/osgb/model.ts';
import { readOsgb } from '../../../formats/osgb/read.ts';
import type { Place } from './quadtree.ts';

function placeOf({ nodes }: OsgbTile): Place | null {
  const [min, max] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  const grow = (axis: 0 | 1, value: number): void => {
    min[axis] = Math.min(min[axis] ?? value, value);
    max[axis] = Math.max(max[axis] ?? value, value);
  };
  for (const { geometries, centreM, radiusM } of nodes) {
    for (const { positionsM } of geometries) {
      for (let at = 0; at < positionsM.length; at += 3) {
        grow(0, positionsM[at] ?? 0);
        grow(1, positionsM[at + 1] ?? 0);
      }
    }
    if (geometries.length > 0) continue;
    for (const axis of [0, 1] as const) {
      grow(axis, centreM[axis] - radiusM);
      grow(axis, centreM[axis] + radiusM);
    }
  }
  const middle = (axis: 0 | 1): number => ((min[axis] ?? 0) + (max[axis] ?? 0)) / 2;
  return Number.isFinite(middle(0)) && Number.isFinite(middle(1)) ? [middle(0), middle(1)] : null;
}

/**
 * Null for a root that cannot be read: its conversion says why.
 * @param onFile called before every file; throws to stop
 */
export async function rootPlaces(roots: readonly string[], onFile: () => void): Promise<(Place | null)[]> {
  const places: (Place | null)[] = [];
  for (const root of roots) {
    onFile();
    const bytes = await readFile(root).catch(() => null);
    const tile =
      bytes === null
        ? null
        : readOsgb(bytes, {
            inflate: (packed, maxBytes) => unzipSync(packed, { maxOutputLength: maxBytes }),
          });
    places.push(tile?.ok === true ? placeOf(tile.value) : null);
  }
  return places;
}
