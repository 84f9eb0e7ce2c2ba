/** Compressed forms of text files: a sibling that the build made, or made here once and kept in memory. */
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Coding = 'br' | 'gzip';

const EXTENSION: Readonly<Record<Coding, string>> = { br: '.br', gzip: '.gz' };
const LARGEST_SOURCE_BYTES = 48 * 2 ** 20;
const SMALLEST_SOURCE_BYTES = 1024;
const CACHE_BYTES = 64 * 2 ** 20;

/** The best coding that the client accepts, brotli before gzip (RFC 9110 section 12.5.3); null for none. */
export function acceptedCoding(header: string | undefined): Coding | null {
  const accepted = new Map(
    (header ?? '').split(',').map((each) => {
      const [name = '', ...parameters] = each
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return [name, quality === undefined ? 1 : Number(quality.slice(2))];
    }),
  );
  const qualityOf = (coding: Coding) => accepted.get(coding) ?? accepted.get('*') ?? 0;
  if (qualityOf('br') > 0 && qualityOf('br') >= qualityOf('gzip')) return 'br';
  return qualityOf('gzip') > 0 ? 'gzip' : null;
}

/** Path of `<file>.br` or `<file>.gz` when it exists and is not older than the file. */
export async function precompressedSibling(path: string, coding: Coding): Promise<string | null> {
  const sibling = `${path}${EXTENSION[coding]}`;
  try {
    const [file, compressed] = await Promise.all([stat(path), stat(sibling)]);
    return compressed.isFile() && compressed.mtimeMs >= file.mtimeMs ? sibling : null;
  } catch {
    return null;
  }
}

export interface Compressor {
  /** The compressed file, or null when it is too small or too large to be worth it. `key` names its version. */
  readonly compress: (path: string, coding: Coding, key: string, sizeBytes: number) => Promise<Buffer | null>;
}

export function createCompressor(): Compressor {
  const kept = new Map<string, Promise<Buffer>>();
  let keptBytes = 0;

  async function run(path: string, coding: Coding): Promise<Buffer> {
    const source = await readFile(path);
    if (coding === 'gzip') return promisify(gzip)(source, { level: 6 });
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_SIZE_HINT]: source.length,
    };
    return promisify(brotliCompress)(source, { params });
  }

  function keep(key: string, pending: Promise<Buffer>): void {
    kept.set(key, pending);
    pending.then(
      (buffer) => {
        keptBytes += buffer.length;
        for (const [oldKey, old] of kept) {
          if (keptBytes <= CACHE_BYTES || oldKey === key) break;
          kept.delete(oldKey);
          void old.then((each) => (keptBytes -= each.length));
        }
      },
      () => kept.delete(key),
    );
  }

  return {
    compress: async (path, coding, key, sizeBytes) => {
      if (sizeBytes < SMALLEST_SOURCE_BYTES || sizeBytes > LARGEST_SOURCE_BYTES) return null;
      const cacheKey = `${coding} ${key} ${path}`;
      const known = kept.get(cacheKey);
      if (known) {
        kept.delete(cacheKey);
        kept.set(cacheKey, known);
        return known;
      }
      const pending = run(path, coding);
      keep(cacheKey, pending);
      return pending;
    },
  };
}
