/**
 * The full records behind the entries: one canonical JSON each, in an append-only file, found by their SHA-256,
 * which the ledger entry names. Personal data stays here and can be removed without breaking the ledger.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { FrameAppender, openFrameFile, readFrameAt, scanFrames } from '../ledger/frame-file.ts';
import { GroupCommit } from '../ledger/group-commit.ts';
import { recordsPath } from '../ledger/log-files.ts';

/** SHA-256 in hexadecimal: the name of a record. */
export const recordHash = (record: Uint8Array): string => createHash('sha256').update(record).digest('hex');

export class RecordStore {
  readonly #handle: FileHandle;
  readonly #offsets: Map<string, number>;
  readonly #commits: GroupCommit<Uint8Array, number>;

  constructor(handle: FileHandle, offsets: Map<string, number>, validBytes: number) {
    this.#handle = handle;
    this.#offsets = offsets;
    const appender = new FrameAppender(handle, validBytes);
    this.#commits = new GroupCommit((records) => appender.append(records));
  }

  /** Resolves with the record's hash when it is on disk. Errors: `ledger-write-failed`. */
  async append(record: Uint8Array): Promise<Result<string, CodedError>> {
    try {
      const offset = await this.#commits.submit(record);
      const hash = recordHash(record);
      this.#offsets.set(hash, offset);
      return ok(hash);
    } catch (cause) {
      return err({ code: 'ledger-write-failed', message: `records.log: ${String(cause)}` });
    }
  }

  has(hash: string): boolean {
    return this.#offsets.has(hash);
  }

  /** Errors: `record-missing` when there is none whose bytes hash to `hash`. */
  async read(hash: string): Promise<Result<Uint8Array, CodedError>> {
    const offset = this.#offsets.get(hash);
    const record = offset === undefined ? null : await readFrameAt(this.#handle, offset);
    if (record === null || recordHash(record) !== hash)
      return err({ code: 'record-missing', message: `records.log: no record hashes to ${hash}` });
    return ok(record);
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    await this.#handle.close();
  }
}

/**
 * Opens or creates records.log in the ledger's folder. A broken tail is cut off only when no entry needs it: a record
 * is on disk before its entry is written, so what a crash tears was never named by one.
 * @param named hashes that the ledger's entries name, each with the index of its entry
 * Errors: `ledger-tampered`, naming the entry whose record is gone or altered.
 */
export async function openRecords(
  folder: string,
  named: ReadonlyMap<string, number>,
): Promise<Result<RecordStore, CodedError>> {
  const handle = await openFrameFile(recordsPath(folder));
  const offsets = new Map<string, number>();
  const end = await scanFrames(handle, (frame) => offsets.set(recordHash(frame.payload), frame.offset));
  for (const [hash, index] of named) {
    if (offsets.has(hash)) continue;
    await handle.close();
    return err({
      code: 'ledger-tampered',
      message: `records.log: the record of entry ${index} is missing or altered`,
    });
  }
  await handle.truncate(end.validBytes);
  return ok(new RecordStore(handle, offsets, end.validBytes));
}
