/** Small file-system truths that the ledger's files share. */
import { open } from 'node:fs/promises';

export const isMissingFile = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

/** Makes new names in a folder survive a power cut. */
export async function syncDirectory(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
