/** Opens a tileset on disk for a reader of its tiles. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err } from '../../contracts/result.ts';
import type { AnyTileset } from '../../formats/tiles3d/read-tileset.ts';
import { parseTileset } from '../../formats/tiles3d/read-tileset.ts';
import { transformPoint } from '../../formats/tiles3d/volumes.ts';
import type { Lla } from '../../geodesy/frames.ts';
import { ecefToLla } from '../../geodesy/frames.ts';

/** What lies deeper than this below the surface has no place on the earth. */
const LEAST_RADIUS_M = 6e6;

/** Middle of the root's volume, or null when it lies nowhere on the earth. */
export function centreOf({ root }: AnyTileset): Lla | null {
  const { region, box, sphere } = root.boundingVolume;
  if (region !== undefined) {
    const [west = 0, south = 0, east = 0, north = 0, low = 0, high = 0] = region;
    return {
      longitudeRad: (west + east) / 2,
      latitudeRad: (south + north) / 2,
      ellipsoidalHeightM: (low + high) / 2,
    };
  }
  const [x = 0, y = 0, z = 0] = box ?? sphere ?? [];
  const ecef =
    root.transform === undefined ? ([x, y, z] as const) : transformPoint(root.transform, [x, y, z]);
  return Math.hypot(...ecef) < LEAST_RADIUS_M ? null : ecefToLla(ecef);
}

/** Errors: `no-source`, `not-json`, `not-a-tileset`. */
export async function openTileset(source: string): Promise<Result<AnyTileset, CodedError>> {
  const text = await readFile(path.resolve(source), 'utf8').catch(() => null);
  if (text === null) return err({ code: 'no-source', message: `${source}: no such file` });
  const tileset = parseTileset(text);
  return tileset.ok ? tileset : err({ ...tileset.error, message: `${source}: ${tileset.error.message}` });
}

export function offTheEarth(source: string, hint = ''): CodedError {
  return { code: 'off-the-earth', message: `${source}: root: no transform places it on the earth${hint}` };
}
