/** Productions imported with their upper levels, and how they are measured. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { validateBytes } from 'gltf-validator';
import { meshImportCommand } from '../../commands/mesh-import.ts';
import { validateTileset } from '../../validate/tileset.ts';
import type { Content } from './seen-tiles.test-support.ts';
import { look, openContent } from './seen-tiles.test-support.ts';
import type { Rgb, TownOptions } from './town.test-support.ts';
import { writeTown } from './town.test-support.ts';

type Input = Parameters<typeof meshImportCommand.run>[0];
const quiet = { progress: (): void => undefined, signal: { aborted: false } };

/** A folder for what a test file makes; it removes it. */
export function workshop() {
  const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-upper-'));
  let made = 0;
  const fresh = (): string => path.join(folder, `case-${++made}`);
  return {
    folder,
    fresh,
    async imported(source: string, more: Partial<Input> = {}) {
      const out = fresh();
      const packed = { geometry: 'meshopt', textures: 'webp', upperLevels: 'rebuilt' } as const;
      const answer = await meshImportCommand.run({ source, out, ...packed, ...more }, quiet);
      if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
      return { out, value: answer.value };
    },
    async town(options: TownOptions): Promise<string> {
      const at = fresh();
      await writeTown(at, options);
      return at;
    },
  };
}

export const filesIn = (out: string, ending: string): string[] =>
  readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort();
export const upperIn = (out: string): string[] =>
  filesIn(out, '.glb').filter((name) => name.startsWith('upper'));

export const upperContents = async (out: string, names: readonly string[]): Promise<Content[]> =>
  await Promise.all(names.map((name) => openContent(path.join(out, name))));

export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? NaN;
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const colourApart = (a: Rgb, b: Rgb): number =>
  mean(a.map((value, k) => Math.abs(value - (b[k] ?? 0))));

export interface Place {
  readonly e: number;
  readonly n: number;
}

/** Points of an irregular lattice, none on an edge of the town's squares. */
export function places(widthM: number, depthM: number, count: number): Place[] {
  return Array.from({ length: count }, (_, i) => ({
    e: 0.37 + ((i * 0.7548776662) % 1) * (widthM - 0.74),
    n: 0.41 + ((i * 0.5698402911) % 1) * (depthM - 0.82),
  }));
}

export const FROM_ABOVE_M = 500;
export const lookDown = (contents: readonly Content[], { e, n }: Place) =>
  look(contents, [e, n, FROM_ABOVE_M], [0, 0, -1]);

export async function faultsOf(out: string): Promise<string[]> {
  const { findings } = await validateTileset(path.join(out, 'tileset.json'));
  const faults = findings.map(({ code, path: at, message }) => `${code} ${at} ${message}`);
  for (const name of upperIn(out)) {
    const { issues } = await validateBytes(new Uint8Array(readFileSync(path.join(out, name))));
    if (issues.numErrors + issues.numWarnings > 0) faults.push(`${name}: ${JSON.stringify(issues)}`);
  }
  return faults;
}

/** What root tiles draw at their coarsest, as far as it is written. */
export async function openRoots(out: string): Promise<Content[]> {
  const roots = filesIn(out, '.glb').filter((name) => path.basename(name, '.glb') === path.dirname(name));
  return await Promise.all(roots.map((name) => openContent(path.join(out, name))));
}
