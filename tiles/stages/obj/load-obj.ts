/** An OBJ from disk, piece by piece, with z up. */
import { open } from 'node:fs/promises';
import type { ObjMesh } from '../../../formats/obj/model.ts';
import type { ObjBounds } from '../../../formats/obj/read-bounds.ts';
import { ObjBoundsReader } from '../../../formats/obj/read-bounds.ts';
import { ObjReader } from '../../../formats/obj/read-obj.ts';
import type { Vector3 } from '../../../geodesy/frames.ts';
import { decodeName } from './decode-name.ts';

/** Which axis of the file points up: z (x east, y north), or y (x east, z south). */
export type UpAxis = 'y' | 'z';

const PIECE_BYTES = 4 << 20;

interface PieceReader {
  push(piece: Uint8Array): void;
}

/** @returns the bytes read */
async function feed(
  file: string,
  reader: PieceReader,
  onWork: () => void,
  mostBytes = Infinity,
): Promise<number> {
  const handle = await open(file);
  try {
    const buffer = new Uint8Array(Math.min(PIECE_BYTES, mostBytes));
    let total = 0;
    while (total < mostBytes) {
      onWork();
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      reader.push(buffer.subarray(0, bytesRead));
      total += bytesRead;
    }
    return total;
  } finally {
    await handle.close();
  }
}

function turnUp(positionsM: Float64Array): void {
  for (let v = 0; v < positionsM.length; v += 3) {
    const north = -(positionsM[v + 2] ?? 0);
    positionsM[v + 2] = positionsM[v + 1] ?? 0;
    positionsM[v + 1] = north;
  }
}

/** Rejects when the file cannot be read. */
export async function loadObj(
  file: string,
  up: UpAxis,
  onWork: () => void,
): Promise<{ mesh: ObjMesh; bytes: number }> {
  const reader = new ObjReader(decodeName);
  const bytes = await feed(file, reader, onWork);
  const mesh = reader.end();
  if (up === 'y') turnUp(mesh.positionsM);
  return { mesh, bytes };
}

const middleOf = ({ min, max }: ObjBounds, up: UpAxis): Vector3 => {
  const middle = (axis: 0 | 1 | 2): number => (min[axis] + max[axis]) / 2;
  return up === 'z' ? [middle(0), middle(1), middle(2)] : [middle(0), -middle(2), middle(1)];
};

/**
 * The middle of the vertices, those alone that begin within so many bytes; null when there is none or the file cannot be read.
 * @param onWork throws to stop
 */
export async function middleOfObj(
  file: string,
  up: UpAxis,
  onWork: () => void,
  mostBytes?: number,
): Promise<Vector3 | null> {
  const reader = new ObjBoundsReader();
  let stopped: unknown = null;
  const work = (): void => {
    try {
      onWork();
    } catch (cause) {
      stopped = cause;
      throw cause;
    }
  };
  const read = await feed(file, reader, work, mostBytes).catch(() => null);
  if (stopped !== null) throw stopped;
  const bounds = read === null ? null : reader.end();
  return bounds === null ? null : middleOf(bounds, up);
}
