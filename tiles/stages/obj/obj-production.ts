/**
 * What lies in an OBJ production: metadata.xml, and Data/Tile_x/Tile_x.obj or any other folders with an OBJ in each.
 * Several files of one folder are tiles side by side, unless one is named as the folder or their names count levels.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../../contracts/finding.ts';

export interface ObjProduction {
  readonly folder: string;
  readonly metadata: string | null;
  readonly roots: readonly string[];
  readonly findings: readonly Finding[];
}

const MAX_DEPTH = 4;
/** Tile_+000_+000_L17_0.obj */
const LEVEL = /_L\d+(_\d+)*\.obj$/i;

const isObj = (name: string): boolean => name.toLowerCase().endsWith('.obj');

async function firstText(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

class Search {
  readonly #folder: string;
  readonly roots: string[] = [];
  readonly findings: Finding[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  async in(folder: string, depth = 0): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && isObj(entry.name)).map(({ name }) => name);
    this.#choose(folder, names);
    if (depth === MAX_DEPTH) return;
    for (const entry of entries) {
      if (entry.isDirectory()) await this.in(path.join(folder, entry.name), depth + 1);
    }
  }

  #choose(folder: string, names: readonly string[]): void {
    const own = names.find((name) => name.slice(0, -4) === path.basename(folder));
    const levels = names.filter((name) => LEVEL.test(name));
    const chosen =
      own === undefined ? names.filter((name) => names.length === 1 || !levels.includes(name)) : [own];
    this.roots.push(...chosen.map((name) => path.join(folder, name)));
    const left = names.length - chosen.length;
    if (left === 0) return;
    const message =
      chosen.length > 0
        ? `${left} more .obj beside ${chosen.join(', ')}: taken for other levels of it and not read`
        : `the folder holds ${left} levels and no ${path.basename(folder)}.obj, so nothing says where they begin`;
    this.findings.push({
      code: chosen.length > 0 ? 'tile-levels-unread' : 'tile-root-missing',
      path: path.relative(this.#folder, folder),
      severity: chosen.length > 0 ? 'warning' : 'error',
      message,
    });
  }
}

/** A single OBJ lies beside metadata.xml or in Data/Tile_x/ below it. */
async function aroundFile(file: string): Promise<ObjProduction> {
  const folder = path.dirname(file);
  const data = path.dirname(folder);
  const above = path.basename(data) === 'Data' ? [data, path.dirname(data)] : [];
  const metadata = await firstText([folder, ...above].map((at) => path.join(at, 'metadata.xml')));
  return { folder, metadata, roots: [file], findings: [] };
}

/** Null when there is no OBJ. */
export async function findObjProduction(source: string): Promise<ObjProduction | null> {
  const resolved = path.resolve(source);
  const found = await stat(resolved).catch(() => null);
  if (found === null) return null;
  if (found.isFile()) return await aroundFile(resolved);
  const search = new Search(resolved);
  await search.in(resolved);
  if (search.roots.length === 0) return null;
  const above = path.basename(resolved) === 'Data' ? [path.dirname(resolved)] : [];
  const metadata = await firstText(
    [resolved, path.join(resolved, 'Data'), ...above].map((at) => path.join(at, 'metadata.xml')),
  );
  return { folder: resolved, metadata, roots: search.roots.sort(), findings: search.findings };
}
