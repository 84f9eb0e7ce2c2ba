/** Files that a source names beside itself, as far as they lie inside the production. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ConversionContext } from './convert-tile.ts';

const isFile = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => null))?.isFile() === true;

/** Windows, where most of these files are made, takes TILE.JPG for tile.jpg. */
async function inOtherCase(file: string): Promise<string | null> {
  const folder = path.dirname(file);
  const wanted = path.basename(file).toLowerCase();
  const names = await readdir(folder).catch(() => []);
  const name = names.find((candidate) => candidate.toLowerCase() === wanted);
  return name !== undefined && (await isFile(path.join(folder, name))) ? path.join(folder, name) : null;
}

/**
 * The bytes of a file beside another; null when there is none, or an answer that it is not to be read.
 * @param name as the source writes it, with either slash
 */
export async function readBeside(
  context: Pick<ConversionContext, 'folder' | 'onFile' | 'sourceBytes'>,
  beside: string,
  name: string,
): Promise<Uint8Array | null | 'outside'> {
  const file = path.resolve(path.dirname(beside), name.replaceAll('\\', '/'));
  const relative = path.relative(context.folder, file);
  const drive = /^[A-Za-z]:/.test(name);
  if (drive || path.isAbsolute(relative) || relative.split(path.sep)[0] === '..') return 'outside';
  const found = (await isFile(file)) ? file : await inOtherCase(file);
  if (found === null) return null;
  context.onFile();
  const bytes = await readFile(found).catch(() => null);
  context.sourceBytes += bytes?.length ?? 0;
  return bytes;
}
