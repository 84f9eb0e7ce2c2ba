/**
 * One process owns a data directory. The lock is a Linux abstract socket named after the directory's real path: the
 * kernel frees it when the owner dies, however it dies, so no stale lock file can keep the next start out.
 */
import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export interface DataLock {
  release(): Promise<void>;
}

/** Errors: `data-directory-in-use`. */
export async function lockDataDirectory(directory: string): Promise<Result<DataLock, CodedError>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = await realpath(directory);
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  server.unref();
  return await new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      if ('code' in cause && cause.code === 'EADDRINUSE')
        resolve(
          err({ code: 'data-directory-in-use', message: `${path}: another case service already owns it` }),
        );
      else reject(cause);
    });
    server.listen(`\0chengkan-case-service-${name}`, () => {
      resolve(ok({ release: () => new Promise((released) => server.close(() => released())) }));
    });
  });
}
