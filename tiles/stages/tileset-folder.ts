/**
 * The files of a tileset: nothing outside the folder of its root is read, neither by `..` nor by a link, and nothing is
 * fetched. What cannot be read is a finding.
 */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../contracts/finding.ts';
import type { FindingGroups } from './finding-groups.ts';

const leaves = (relative: string): boolean =>
  relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);

function decoded(uri: string): string {
  const plain = uri.replace(/[?#].*$/, '');
  try {
    return decodeURIComponent(plain).replaceAll('\\', '/');
  } catch {
    return plain.replaceAll('\\', '/');
  }
}

const isAbsolute = (uri: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith('/');

export class TilesetFolder {
  readonly folder: string;
  /** of all files that were read */
  bytes = 0;
  readonly #findings: FindingGroups;
  readonly #onFile: () => void;
  #real: Promise<string> | null = null;

  /** @param onFile called before every file; throws to stop */
  constructor(folder: string, findings: FindingGroups, onFile: () => void) {
    this.folder = folder;
    this.#findings = findings;
    this.#onFile = onFile;
  }

  relative(file: string): string {
    return path.relative(this.folder, file);
  }

  /** Adds a finding on a file; returns null, for a caller that has nothing else. */
  note(code: string, file: string, message: string, severity: Finding['severity'] = 'error'): null {
    this.#findings.add({ code, path: this.relative(file), severity, message });
    return null;
  }

  /** The file that a URI in another file means, or null, and the finding `tile-outside`. */
  resolve(from: string, uri: string): string | null {
    const name = decoded(uri);
    if (isAbsolute(name)) {
      const message = 'is an absolute address: only files beside the tileset are read';
      this.#findings.add({ code: 'tile-outside', path: name.slice(0, 200), severity: 'error', message });
      return null;
    }
    const file = path.resolve(path.dirname(from), name);
    if (!leaves(this.relative(file))) return file;
    return this.note('tile-outside', file, 'lies outside the folder of the tileset');
  }

  /** Null, and a finding (`content-missing`, `tile-outside`), when it cannot be read. */
  async read(file: string): Promise<Buffer | null> {
    this.#onFile();
    try {
      this.#real ??= realpath(this.folder);
      const [root, real] = [await this.#real, await realpath(file)];
      if (leaves(path.relative(root, real))) {
        return this.note('tile-outside', file, 'is a link that leads outside the folder of the tileset');
      }
      const bytes = await readFile(real);
      this.bytes += bytes.length;
      return bytes;
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
      const message = code === 'ENOENT' || code === 'ENOTDIR' ? 'no such file' : `cannot be read: ${code}`;
      return this.note('content-missing', file, message);
    }
  }
}
