/** An OBJ production or a single OBJ as the source of a tileset. */
import type { Vector3 } from '../../../geodesy/frames.ts';
import type { MeshSource } from '../mesh-source.ts';
import { convertObjRoot } from './convert-obj.ts';
import type { UpAxis } from './load-obj.ts';
import { middleOfObj } from './load-obj.ts';
import { findObjProduction } from './obj-production.ts';

/** So far from zero coordinates are not local: they are those of the projection itself. */
const FAR_M = 20_000;
const PEEK_BYTES = 1 << 20;

async function nearOf(roots: readonly string[], up: UpAxis): Promise<Vector3 | undefined> {
  for (const root of roots) {
    const middle = await middleOfObj(root, up, () => undefined, PEEK_BYTES);
    if (middle === null) continue;
    const [east, north] = middle.map(Math.round);
    return Math.hypot(east ?? 0, north ?? 0) > FAR_M ? [east ?? 0, north ?? 0, 0] : undefined;
  }
  return undefined;
}

/** Null when there is no OBJ. */
export async function openObjSource(source: string, up: UpAxis): Promise<MeshSource | null> {
  const production = await findObjProduction(source);
  if (production === null) return null;
  return {
    ...production,
    near: await nearOf(production.roots, up),
    async placeOf(root, onWork) {
      const middle = await middleOfObj(root, up, onWork);
      return middle === null ? null : [middle[0], middle[1]];
    },
    convert: (context, root, outFolder) => convertObjRoot(context, { file: root, outFolder, up }),
  };
}
