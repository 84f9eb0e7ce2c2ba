/** Names in an output folder: as the source has them where that is safe, each once, on any file system. */
import path from 'node:path';

const MAX_BYTES = 200;
const isControl = (letter: string): boolean => letter < ' ' || letter === '\u007f';

function safeSegment(segment: string): string {
  const sound =
    !segment.startsWith('.') &&
    !/[\\:*?"<>|]/.test(segment) &&
    ![...segment].some(isControl) &&
    Buffer.byteLength(segment) <= MAX_BYTES;
  return sound ? segment : segment.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, MAX_BYTES) || 'tile';
}

export class TilesetNames {
  readonly #taken = new Set<string>();

  /** @param wanted relative path with `/`; the answer is one that nobody else has */
  unique(wanted: string): string {
    const safe = wanted.split('/').map(safeSegment).join('/');
    const { dir, name, ext } = path.posix.parse(safe);
    let out = safe;
    for (let again = 2; this.#taken.has(out.toLowerCase()); again++) {
      out = path.posix.join(dir, `${name}-${again}${ext}`);
    }
    this.#taken.add(out.toLowerCase());
    return out;
  }

  /** Takes a name as it is, because others refer to it. */
  exact(name: string): string {
    this.#taken.add(name.toLowerCase());
    return name;
  }
}

/** Relative URI from one file of the output to another. */
export const uriBetween = (from: string, to: string): string =>
  path.posix.relative(path.posix.dirname(from), to).split('/').map(encodeURIComponent).join('/');
