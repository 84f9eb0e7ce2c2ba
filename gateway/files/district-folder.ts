/**
 * The district folder as its manifest describes it: which files are part of it, and which right each needs.
 * What the manifest does not name is not served.
 */
import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { DistrictSchema, type District } from '../../contracts/district.ts';
import type { Right } from '../../contracts/identity.ts';

interface DistrictSnapshot {
  readonly manifest: District;
  /** The right that a file needs, null when being signed in is enough, undefined when it is not served. */
  readonly rightFor: (relativePath: string) => Right | null | undefined;
}

export interface DistrictFolder {
  readonly path: string;
  /** The manifest as it is now; read again when the file has changed. Throws when it is broken. */
  readonly read: () => Promise<DistrictSnapshot>;
}

/** What a survey firm handed over, and what the generator planted: never part of the twin. */
const NEVER_SERVED = new Set(['source', 'truth']);

/** Vectors of the approval file: planning conditions, and households behind windows. */
const PLANNING_VECTORS = new Set(['zones', 'windows']);

function rightsByPath(manifest: District): (path: string) => Right | null | undefined {
  const files = new Map<string, Right | null>([['district.json', null]]);
  const folders: { prefix: string; right: Right | null }[] = [];
  for (const { tileset, controlled } of manifest.meshes) {
    const folder = posix.dirname(posix.normalize(tileset));
    folders.push({
      prefix: folder === '.' ? '' : `${folder}/`,
      right: controlled ? 'controlled-data' : null,
    });
  }
  for (const { archive } of manifest.imagery) files.set(posix.normalize(archive), 'imagery-read');
  if (manifest.terrain) files.set(posix.normalize(manifest.terrain.archive), null);
  for (const { raster } of manifest.surfaces) files.set(posix.normalize(raster), 'plans-read');
  for (const { geojson, kind } of manifest.vectors) {
    files.set(posix.normalize(geojson), PLANNING_VECTORS.has(kind) ? 'plans-read' : null);
  }
  // The deepest folder decides, and of two meshes in one folder the controlled one.
  folders.sort(
    (a, b) => b.prefix.length - a.prefix.length || Number(b.right !== null) - Number(a.right !== null),
  );
  return (path) => {
    if (NEVER_SERVED.has(path.split('/')[0] ?? '')) return undefined;
    const file = files.get(path);
    return file === undefined ? folders.find(({ prefix }) => path.startsWith(prefix))?.right : file;
  };
}

export function openDistrictFolder(path: string): DistrictFolder {
  const manifestPath = join(path, 'district.json');
  let known: { changedAtUtcMs: number; snapshot: DistrictSnapshot } | null = null;
  return {
    path,
    read: async () => {
      const changedAtUtcMs = (await stat(manifestPath)).mtimeMs;
      if (known?.changedAtUtcMs !== changedAtUtcMs) {
        const manifest = DistrictSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8')));
        known = { changedAtUtcMs, snapshot: { manifest, rightFor: rightsByPath(manifest) } };
      }
      return known.snapshot;
    },
  };
}
