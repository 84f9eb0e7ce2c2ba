/** The data directory: its lock, and the secret that the parts share. */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { readTextIfPresent, writeFileDurably } from '../../gateway/durable-file.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A recycled number is not our predecessor: only a starter counts.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bootstrap.mjs');
  } catch {
    return false;
  }
}

/** Errors: `data-in-use`, `data-unusable`. */
export function lockDataDirectory(directory: string): Result<() => void, CodedError> {
  const file = path.join(directory, 'starter.pid');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (let round = 0; round < 2; round++) {
      try {
        const handle = openSync(file, 'wx', 0o600);
        writeSync(handle, String(process.pid));
        closeSync(handle);
        return ok(() => rmSync(file, { force: true }));
      } catch {
        const owner = Number(readFileSync(file, 'utf8'));
        if (isAlive(owner)) {
          const message = `${directory} is used by a running Chengkan (process ${owner}); stop it or pass another --data`;
          return err({ code: 'data-in-use', message });
        }
        rmSync(file, { force: true });
      }
    }
  } catch (cause) {
    return err({ code: 'data-unusable', message: `${directory}: ${String(cause)}` });
  }
  return err({ code: 'data-in-use', message: `${directory}: another process takes it at this moment` });
}

/** The secret by which the parts know one another, made once per install. */
export async function ensureServiceToken(directory: string): Promise<string> {
  const file = path.join(directory, 'keys', 'service-token');
  const present = (await readTextIfPresent(file))?.trim();
  if (present) return present;
  const token = randomBytes(32).toString('hex');
  await writeFileDurably(file, token);
  return token;
}
