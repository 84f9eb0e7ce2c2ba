/**
 * Reads a log's folder without its service and without its private key, and believes nothing but the verifier key.
 * The checkpoints are read first and the entries only up to the newest of them, so a running service does no harm.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { recordHash } from '../evidence/record-store.ts';
import type { NoteVerifier } from './checkpoint.ts';
import { formatVerifierKey } from './checkpoint.ts';
import { entryOf, sealFits } from './entry-seal.ts';
import { isMissingFile } from './files.ts';
import { readFrames } from './frame-file.ts';
import type { StoredCheckpoint } from './log-files.ts';
import {
  checkAgainstCheckpoints,
  checkpointsPath,
  entriesPath,
  readCheckpoints,
  readEntries,
  recordsPath,
  tampered,
} from './log-files.ts';
import { loadVerifierKey } from './log-key.ts';
import type { Hash, MerkleTree } from './merkle.ts';
import { leafHash, sameHash, verifyConsistency } from './merkle.ts';

export interface AuditReport {
  readonly origin: string;
  readonly publicKey: string;
  readonly entries: number;
  readonly entriesChecked: number;
  readonly checkpointsChecked: number;
  readonly root: Hash;
  readonly checkpoint: string;
}

export interface AuditWatch {
  readonly progress: (line: string) => void;
  readonly isAborted: () => boolean;
}

const NamesObjects = z.object({ objectHash: z.array(z.string()) });

function objectHashesOf(entry: Uint8Array): readonly string[] | null {
  try {
    return NamesObjects.safeParse(JSON.parse(Buffer.from(entry).toString('utf8'))).data?.objectHash ?? null;
  } catch {
    return null;
  }
}

async function recordHashes(handle: FileHandle): Promise<ReadonlySet<string>> {
  const hashes = new Set<string>();
  const frames = readFrames(handle);
  for await (const frame of frames) hashes.add(recordHash(frame.payload));
  return hashes;
}

/** Each stored checkpoint is a root over the entries, and each follows from the one before. */
function checkHistory(tree: MerkleTree, checkpoints: readonly StoredCheckpoint[]): Result<null, CodedError> {
  let before: StoredCheckpoint | null = null;
  for (const [i, checkpoint] of checkpoints.entries()) {
    const { size, root } = checkpoint;
    if (!sameHash(tree.root(size), root))
      return tampered(
        `checkpoints.log: checkpoint ${i} does not fit entries ${before?.size ?? 0} to ${size - 1}`,
      );
    if (before !== null) {
      const proof = tree.consistencyProof(before.size, size);
      const claim = { first: before.size, second: size, firstRoot: before.root, secondRoot: root, proof };
      if (!verifyConsistency(claim))
        return tampered(`checkpoints.log: checkpoint ${i} does not extend checkpoint ${i - 1}`);
    }
    before = checkpoint;
  }
  return ok(null);
}

async function checkEntries(
  handles: { entries: FileHandle; records: FileHandle },
  range: { from: number; size: number },
  verifier: NoteVerifier,
  watch: AuditWatch,
): Promise<Result<number, CodedError>> {
  // A record is on disk before its entry: reading records now finds all that the checked entries name.
  const records = await recordHashes(handles.records);
  let checked = 0;
  for await (const frame of readFrames(handles.entries)) {
    if (frame.index >= range.size) break;
    if (frame.index < range.from) continue;
    if (watch.isAborted()) return err({ code: 'cancelled', message: `stopped at entry ${frame.index}` });
    const entry = entryOf(frame.payload);
    if (entry === null || !sealFits(frame.index, leafHash(entry), frame.payload, verifier.publicKey))
      return tampered(`entries.log: entry ${frame.index} is not the one that was logged`);
    const named = objectHashesOf(entry);
    if (named === null) return tampered(`entries.log: entry ${frame.index} names no record`);
    if (named.some((hash) => !records.has(hash)))
      return tampered(`records.log: the record of entry ${frame.index} is missing or altered`);
    checked += 1;
    if (checked % 10_000 === 0) watch.progress(`${checked} of ${range.size - range.from} entries checked`);
  }
  return ok(checked);
}

async function auditFiles(
  handles: { checkpoints: FileHandle; entries: FileHandle; records: FileHandle },
  verifier: NoteVerifier,
  from: number,
  watch: AuditWatch,
): Promise<Result<AuditReport, CodedError>> {
  const stored = await readCheckpoints(handles.checkpoints, verifier);
  if (!stored.ok) return stored;
  const newest = stored.value.list.at(-1);
  if (newest === undefined) return tampered('checkpoints.log: every checkpoint is gone');
  if (from > newest.size)
    return err({ code: 'no-such-entry', message: `--from ${from}: the log has ${newest.size} entries` });
  const entries = await readEntries(handles.entries);
  const covered = await checkAgainstCheckpoints(handles.entries, entries, stored.value.list, verifier);
  if (!covered.ok) return covered;
  const history = checkHistory(entries.tree, stored.value.list);
  if (!history.ok) return history;
  const checked = await checkEntries(handles, { from, size: newest.size }, verifier, watch);
  if (!checked.ok) return checked;
  return ok({
    origin: newest.origin,
    publicKey: formatVerifierKey(verifier),
    entries: newest.size,
    entriesChecked: checked.value,
    checkpointsChecked: stored.value.list.length,
    root: newest.root,
    checkpoint: newest.note,
  });
}

/**
 * @param folder the ledger's own folder
 * @param from first index whose seal and record are checked
 * Errors: `no-ledger`, `ledger-tampered` (naming the index), `no-such-entry`, `cancelled`, `bad-verifier-key`.
 */
export async function auditLog(
  folder: string,
  from: number,
  watch: AuditWatch,
): Promise<Result<AuditReport, CodedError>> {
  const verifier = await loadVerifierKey(folder);
  if (!verifier.ok) return verifier;
  const opened: FileHandle[] = [];
  const openForReading = async (path: string): Promise<FileHandle> => {
    const handle = await open(path, 'r');
    opened.push(handle);
    return handle;
  };
  try {
    const checkpoints = await openForReading(checkpointsPath(folder));
    const entries = await openForReading(entriesPath(folder));
    const records = await openForReading(recordsPath(folder));
    return await auditFiles({ checkpoints, entries, records }, verifier.value, from, watch);
  } catch (cause) {
    if (isMissingFile(cause)) return tampered(`a file of the log is gone: ${String(cause)}`);
    throw cause;
  } finally {
    for (const handle of opened) await handle.close();
  }
}
