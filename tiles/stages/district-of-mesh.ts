/** The district that a tileset belongs to: the manifest above it which names it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { District } from '../../contracts/district.ts';
import { DistrictSchema } from '../../contracts/district.ts';

const LEVELS_UP = 4;

/** Null when no manifest above the file names it. A manifest that does not parse is `district check`'s business. */
export async function districtOfMesh(tileset: string): Promise<District | null> {
  const file = path.resolve(tileset);
  let folder = path.dirname(file);
  for (let level = 0; level < LEVELS_UP; level++) {
    const text = await readFile(path.join(folder, 'district.json'), 'utf8').catch(() => null);
    if (text !== null) {
      let json: unknown = null;
      try {
        json = JSON.parse(text);
      } catch {
        return null;
      }
      const parsed = DistrictSchema.safeParse(json);
      const named = parsed.data?.meshes.some((mesh) => path.resolve(folder, mesh.tileset) === file) === true;
      return named && parsed.success ? parsed.data : null;
    }
    folder = path.dirname(folder);
  }
  return null;
}
