/** The data directory: its lock, and the secrets that parts share. Files with secrets are 0600, written whole or not at all. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

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

export function writeSecretly(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, 'w', 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(temporary, file);
}

/** The secret by which the parts know one another, made once per install. */
export function ensureServiceToken(directory: string): string {
  const file = path.join(directory, 'keys', 'service-token');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const token = randomBytes(32).toString('hex');
  writeSecretly(file, token);
  return token;
}
