/** Where a root tile of an OSGB production lies, from its coarsest file, in the local frame. */
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'node:zlib';
import type { OsgbTile } from '../../formats/osgb/model.ts';
import { readOsgb } from '../../formats/osgb/read.ts';
import type { Place } from './upper-levels/quadtree.ts';

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

/** Null for a root that cannot be read: its conversion says why. */
export async function osgbPlace(root: string): Promise<Place | null> {
  const bytes = await readFile(root).catch(() => null);
  if (bytes === null) return null;
  const tile = readOsgb(bytes, {
    inflate: (packed, maxBytes) => unzipSync(packed, { maxOutputLength: maxBytes }),
  });
  return tile.ok ? placeOf(tile.value) : null;
}
