/**
 * The embedded ledger: a transparency log in three files under one folder.
 * entries.log holds the sealed entries, checkpoints.log a signed checkpoint per batch, log-key.pem the key.
 * An entry is answered when it and a checkpoint that covers it are on disk; what no checkpoint covers was never
 * answered, so a torn tail beyond it is cut off, while anything wrong before it is tampering and stops the start.
 */
import type { FileHandle } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import type { Receipt } from '../../contracts/case.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { NoteSigner } from './checkpoint.ts';
import { formatVerifierKey, signCheckpoint } from './checkpoint.ts';
import { entryOf, sealEntry } from './entry-seal.ts';
import { FrameAppender, MAX_PAYLOAD_BYTES, openFrameFile, readFrameAt } from './frame-file.ts';
import { GroupCommit } from './group-commit.ts';
import { checkAgainstCheckpoints, checkpointsPath, entriesPath } from './log-files.ts';
import { readCheckpoints, readEntries, tampered } from './log-files.ts';
import { createLogKey, loadLogKey } from './log-key.ts';
import type { Hash, MerkleTree } from './merkle.ts';
import { leafHash } from './merkle.ts';
import type { EvidenceLedger, LedgerEntry, LedgerHead } from './port.ts';

const MAX_ENTRY_BYTES = MAX_PAYLOAD_BYTES - 64;

interface OpenedFiles {
  readonly signer: NoteSigner;
  readonly entriesHandle: FileHandle;
  readonly checkpointsHandle: FileHandle;
  readonly entries: FrameAppender;
  readonly checkpoints: FrameAppender;
  readonly tree: MerkleTree;
  readonly offsets: number[];
  readonly newestNote: string;
}

const base64 = (hash: Hash): string => Buffer.from(hash).toString('base64');
const signedHead = (origin: string, tree: MerkleTree, signer: NoteSigner): string =>
  signCheckpoint({ origin, size: tree.size, root: tree.root() }, signer);

class TransparencyLog implements EvidenceLedger {
  readonly #files: OpenedFiles;
  readonly #commits: GroupCommit<Uint8Array, LedgerEntry>;
  /** Entries that the newest stored checkpoint covers; the tree may be ahead while a batch is written. */
  #head: LedgerHead;
  /** After a failed write the disk is read again at the next start; until then nothing more is accepted. */
  #broken: unknown = null;

  constructor(files: OpenedFiles) {
    this.#files = files;
    this.#commits = new GroupCommit((entries) => this.#commit(entries));
    this.#head = this.#headOf(files.newestNote);
  }

  async submit(entry: Uint8Array): Promise<Result<LedgerEntry, CodedError>> {
    if (entry.length === 0 || entry.length > MAX_ENTRY_BYTES)
      return err({
        code: 'entry-too-large',
        message: `entry of ${entry.length} bytes; 1 to ${MAX_ENTRY_BYTES}`,
      });
    try {
      return ok(await this.#commits.submit(entry));
    } catch (cause) {
      return err({
        code: 'ledger-write-failed',
        message: `the ledger could not be written: ${String(cause)}`,
      });
    }
  }

  async entry(index: number): Promise<Result<LedgerEntry, CodedError>> {
    const offset = index < this.#head.size ? this.#files.offsets[index] : undefined;
    if (offset === undefined) return this.#noSuchEntry(index, this.#head.size);
    const payload = await readFrameAt(this.#files.entriesHandle, offset);
    const bytes = payload === null ? null : entryOf(payload);
    if (bytes === null || base64(leafHash(bytes)) !== base64(this.#files.tree.leafHashAt(index)))
      return err({ code: 'ledger-read-failed', message: `entry ${index} is no longer what was logged` });
    return ok({ index, bytes });
  }

  async getReceipt(index: number): Promise<Result<Receipt, CodedError>> {
    const head = this.#head;
    const entry = await this.entry(index);
    if (!entry.ok) return entry;
    return ok({
      index,
      entry: Buffer.from(entry.value.bytes).toString('utf8'),
      leafHash: base64(this.#files.tree.leafHashAt(index)),
      inclusionProof: this.#files.tree.inclusionProof(index, head.size).map(base64),
      checkpoint: head.checkpoint,
      publicKey: formatVerifierKey(this.#files.signer.verifier),
    });
  }

  prove(index: number, size: number): Result<readonly Hash[], CodedError> {
    if (!this.#covers(size)) return this.#noSuchSize(size);
    if (!Number.isInteger(index) || index < 0 || index >= size) return this.#noSuchEntry(index, size);
    return ok(this.#files.tree.inclusionProof(index, size));
  }

  consistency(first: number, second: number): Result<readonly Hash[], CodedError> {
    if (!this.#covers(second)) return this.#noSuchSize(second);
    if (!this.#covers(first) || first > second) return this.#noSuchSize(first);
    return ok(this.#files.tree.consistencyProof(first, second));
  }

  rootAt(size: number): Result<Hash, CodedError> {
    return this.#covers(size) ? ok(this.#files.tree.root(size)) : this.#noSuchSize(size);
  }

  head(): LedgerHead {
    return this.#head;
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    await this.#files.entriesHandle.close();
    await this.#files.checkpointsHandle.close();
  }

  async #commit(entries: readonly Uint8Array[]): Promise<readonly LedgerEntry[]> {
    if (this.#broken !== null) throw this.#broken;
    try {
      return await this.#write(entries);
    } catch (cause) {
      this.#broken = cause;
      throw cause;
    }
  }

  async #write(entries: readonly Uint8Array[]): Promise<readonly LedgerEntry[]> {
    const { tree, signer, offsets } = this.#files;
    const first = tree.size;
    const hashes = entries.map(leafHash);
    const payloads = entries.map((entry, i) =>
      sealEntry(first + i, hashes[i] ?? leafHash(entry), entry, signer.privateKey),
    );
    offsets.push(...(await this.#files.entries.append(payloads)));
    for (const hash of hashes) tree.appendLeafHash(hash);
    const note = signedHead(signer.verifier.name, tree, signer);
    await this.#files.checkpoints.append([Buffer.from(note)]);
    this.#head = this.#headOf(note);
    return entries.map((bytes, i) => ({ index: first + i, bytes }));
  }

  #headOf(checkpoint: string): LedgerHead {
    const { tree, signer } = this.#files;
    return { origin: signer.verifier.name, size: tree.size, root: tree.root(), checkpoint };
  }

  #covers(size: number): boolean {
    return Number.isInteger(size) && size >= 0 && size <= this.#head.size;
  }

  #noSuchEntry(index: number, size: number): Result<never, CodedError> {
    return err({ code: 'no-such-entry', message: `entry ${index}: the log has ${size}` });
  }

  #noSuchSize(size: number): Result<never, CodedError> {
    return err({ code: 'no-such-size', message: `size ${size}: the log has ${this.#head.size}` });
  }
}

/** The key, and whether the log is new. Errors: `ledger-tampered` when a log with content has lost its key. */
async function keyOf(
  folder: string,
  origin: string,
  isEmpty: boolean,
): Promise<Result<NoteSigner, CodedError>> {
  const loaded = await loadLogKey(folder, origin);
  if (!loaded.ok) return loaded;
  if (loaded.value !== null) return ok(loaded.value);
  if (!isEmpty) return tampered(`${folder}: the log has content but log-key.pem is missing`);
  return ok(await createLogKey(folder, origin));
}

async function recover(
  folder: string,
  origin: string,
  entriesHandle: FileHandle,
  checkpointsHandle: FileHandle,
): Promise<Result<OpenedFiles, CodedError>> {
  const entriesAreEmpty = (await entriesHandle.stat()).size === 0;
  const isEmpty = entriesAreEmpty && (await checkpointsHandle.stat()).size === 0;
  const signer = await keyOf(folder, origin, isEmpty);
  if (!signer.ok) return signer;
  const stored = await readCheckpoints(checkpointsHandle, signer.value.verifier);
  if (!stored.ok) return stored;
  const newest = stored.value.list.at(-1);
  // A checkpoint of the empty log is stored before the first entry, so this cannot come of a crash.
  if (newest === undefined && !entriesAreEmpty) return tampered('checkpoints.log: every checkpoint is gone');

  const entries = await readEntries(entriesHandle);
  const checked = await checkAgainstCheckpoints(
    entriesHandle,
    entries,
    stored.value.list,
    signer.value.verifier,
  );
  if (!checked.ok) return checked;
  await entriesHandle.truncate(entries.end.validBytes);
  await checkpointsHandle.truncate(stored.value.validBytes);

  const checkpoints = new FrameAppender(checkpointsHandle, stored.value.validBytes);
  let newestNote = newest?.note ?? '';
  if (newest === undefined || newest.size < entries.tree.size) {
    newestNote = signedHead(origin, entries.tree, signer.value);
    await checkpoints.append([Buffer.from(newestNote)]);
  }
  return ok({
    signer: signer.value,
    entriesHandle,
    checkpointsHandle,
    entries: new FrameAppender(entriesHandle, entries.end.validBytes),
    checkpoints,
    tree: entries.tree,
    offsets: entries.offsets,
    newestNote,
  });
}

/**
 * Opens or creates the log in `folder`; the caller holds the data directory's lock.
 * @param origin `chengkan/<district id>`, the name under which checkpoints are signed
 * Errors: `ledger-tampered` (with the index), `bad-ledger-key`.
 */
export async function openLog(folder: string, origin: string): Promise<Result<EvidenceLedger, CodedError>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const entriesHandle = await openFrameFile(entriesPath(folder));
  const checkpointsHandle = await openFrameFile(checkpointsPath(folder));
  const files = await recover(folder, origin, entriesHandle, checkpointsHandle);
  if (files.ok) return ok(new TransparencyLog(files.value));
  await entriesHandle.close();
  await checkpointsHandle.close();
  return files;
}
