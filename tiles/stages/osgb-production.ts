/** What lies in an OSGB production: metadata.xml and the root file of every tile. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../contracts/finding.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export interface OsgbProduction {
  /** files outside this folder are not read */
  readonly folder: string;
  readonly metadata: string | null;
  /** root files, sorted by name */
  readonly roots: readonly string[];
  readonly findings: readonly Finding[];
}

async function textOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}

const isFolder = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => null))?.isDirectory() === true;

async function rootsIn(folder: string): Promise<{ roots: string[]; findings: Finding[] }> {
  const roots: string[] = [];
  const findings: Finding[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const files = await readdir(path.join(folder, entry.name));
    const root = `${entry.name}.osgb`;
    if (files.includes(root)) roots.push(path.join(folder, entry.name, root));
    else if (files.some((file) => file.endsWith('.osgb'))) {
      const message = `the folder holds tiles and no ${root}, so nothing says where they begin`;
      findings.push({ code: 'tile-root-missing', path: entry.name, severity: 'error', message });
    }
  }
  return { roots: roots.sort(), findings };
}

export async function openProduction(source: string): Promise<Result<OsgbProduction, CodedError>> {
  const resolved = path.resolve(source);
  const found = await stat(resolved).catch(() => null);
  if (found === null) return err({ code: 'no-source', message: `${source}: no such file or folder` });
  if (found.isFile()) {
    const folder = path.dirname(resolved);
    return ok({ folder, metadata: null, roots: [resolved], findings: [] });
  }
  const data = path.join(resolved, 'Data');
  const { roots, findings } = await rootsIn((await isFolder(data)) ? data : resolved);
  if (roots.length === 0) {
    return err({ code: 'no-tiles', message: `${source}: no Data/Tile_x/Tile_x.osgb in it` });
  }
  const metadata = await textOrNull(path.join(resolved, 'metadata.xml'));
  return ok({ folder: resolved, metadata, roots, findings });
}
