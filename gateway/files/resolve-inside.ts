/** From the path of a request to a file that really lies inside a folder, symbolic links followed. */
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The segments as a clean relative path, or null when one of them could lead elsewhere. */
export function cleanRelativePath(requested: string): string | null {
  const segments = requested.split('/');
  const isClean = segments.every(
    (segment) => segment !== '' && !segment.startsWith('.') && !/[\\\0:]/.test(segment),
  );
  return isClean ? segments.join('/') : null;
}

/** The real path of the file, or null when it does not exist or lies outside. */
export async function resolveInside(root: string, relativePath: string): Promise<string | null> {
  try {
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(join(root, relativePath))]);
    return realFile.startsWith(realRoot + sep) ? realFile : null;
  } catch {
    return null;
  }
}
