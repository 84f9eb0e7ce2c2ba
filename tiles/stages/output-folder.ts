/** A folder of ours: written under a temporary name, and it takes the place of an old one only when it is whole. */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CodedError } from '../../contracts/result.ts';

/** Errors: `out-exists`, when what is there is no tileset that may be replaced. */
export async function refusalOf(out: string): Promise<CodedError | null> {
  const there = await stat(out).catch(() => null);
  if (there === null) return null;
  const ours = await stat(path.join(out, 'tileset.json')).catch(() => null);
  const message = `${out} exists and is no tileset: give a folder that does not exist`;
  return there.isDirectory() && ours !== null ? null : { code: 'out-exists', message };
}

export async function replace(from: string, out: string): Promise<void> {
  const old = `${from}-old`;
  const hadOld = (await stat(out).catch(() => null)) !== null;
  if (hadOld) await rename(out, old);
  await rename(from, out);
  if (hadOld) await rm(old, { recursive: true, force: true });
}

/** Makes the folder to write into, beside the one that is wanted. */
export async function partialFolder(out: string): Promise<string> {
  const partial = path.join(path.dirname(out), `.${path.basename(out)}.partial-${process.pid}`);
  await mkdir(partial, { recursive: true });
  return partial;
}
