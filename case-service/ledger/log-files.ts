/** Reading the files of a log back: which checkpoints were stored, and what its entries hash to. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { Checkpoint, NoteVerifier } from './checkpoint.ts';
import { openCheckpoint } from './checkpoint.ts';
import { entryOf, sealFits } from './entry-seal.ts';
import type { ScanEnd } from './frame-file.ts';
import { readFrames, scanFrames } from './frame-file.ts';
import { leafHash, MerkleTree, sameHash } from './merkle.ts';

export const entriesPath = (folder: string): string => join(folder, 'entries.log');
export const checkpointsPath = (folder: string): string => join(folder, 'checkpoints.log');
export const recordsPath = (folder: string): string => join(folder, 'records.log');

/** Longer than any checkpoint with one signature: a frame that claims more was not torn but altered. */
const MAX_NOTE_FRAME_BYTES = 1024;

export interface StoredCheckpoint extends Checkpoint {
  readonly note: string;
}

export interface StoredCheckpoints {
  readonly list: readonly StoredCheckpoint[];
  readonly validBytes: number;
}

/** One refusal for everything that the log's own files cannot explain by a crash. */
export const tampered = (message: string): Result<never, CodedError> =>
  err({ code: 'ledger-tampered', message });

/**
 * Every stored checkpoint, signature checked, sizes growing. Each was one write: only the very last can be torn.
 * Errors: `ledger-tampered`.
 */
export async function readCheckpoints(
  handle: FileHandle,
  verifier: NoteVerifier,
): Promise<Result<StoredCheckpoints, CodedError>> {
  const notes: string[] = [];
  const end = await scanFrames(handle, (frame) => notes.push(frame.payload.toString('utf8')));
  const claimedBytes = end.faultEndBytes - end.validBytes;
  const isTorn = end.faultEndBytes >= end.fileBytes && claimedBytes <= MAX_NOTE_FRAME_BYTES;
  if (end.fault !== null && !isTorn)
    return tampered(`checkpoints.log: checkpoint ${end.frames} is damaged (${end.fault})`);
  const list: StoredCheckpoint[] = [];
  for (const [i, note] of notes.entries()) {
    const opened = openCheckpoint(note, verifier);
    if (!opened.ok) return tampered(`checkpoints.log: checkpoint ${i}: ${opened.error.message}`);
    if (opened.value.origin !== verifier.name)
      return tampered(`checkpoints.log: checkpoint ${i} is of ${opened.value.origin}, not ${verifier.name}`);
    const before = list.at(-1);
    if (before !== undefined && opened.value.size < before.size)
      return tampered(`checkpoints.log: checkpoint ${i} shrinks from ${before.size} to ${opened.value.size}`);
    list.push({ ...opened.value, note });
  }
  return ok({ list, validBytes: end.validBytes });
}

export interface StoredEntries {
  readonly tree: MerkleTree;
  readonly offsets: number[];
  readonly end: ScanEnd;
}

export async function readEntries(handle: FileHandle): Promise<StoredEntries> {
  const tree = new MerkleTree();
  const offsets: number[] = [];
  const end = await scanFrames(handle, (frame) => {
    offsets.push(frame.offset);
    tree.appendLeafHash(leafHash(entryOf(frame.payload) ?? new Uint8Array()));
  });
  return { tree, offsets, end };
}

/** The first index below `size` whose seal does not fit, or null when all fit. */
async function firstBrokenSeal(
  handle: FileHandle,
  size: number,
  verifier: NoteVerifier,
): Promise<number | null> {
  for await (const frame of readFrames(handle)) {
    if (frame.index >= size) break;
    const entry = entryOf(frame.payload);
    if (entry === null || !sealFits(frame.index, leafHash(entry), frame.payload, verifier.publicKey))
      return frame.index;
  }
  return null;
}

/**
 * Does the log begin with what its newest checkpoint signed?
 * Errors: `ledger-tampered`, naming the index of the first entry that is missing, broken or not the one that was logged.
 */
export async function checkAgainstCheckpoints(
  handle: FileHandle,
  entries: StoredEntries,
  checkpoints: readonly StoredCheckpoint[],
  verifier: NoteVerifier,
): Promise<Result<null, CodedError>> {
  const newest = checkpoints.at(-1);
  if (newest === undefined) return ok(null);
  const { tree, end } = entries;
  if (tree.size < newest.size) {
    const why = end.fault === null ? 'is missing' : `is broken (${end.fault})`;
    return tampered(`entries.log: entry ${tree.size} of ${newest.size} ${why}`);
  }
  if (sameHash(tree.root(newest.size), newest.root)) return ok(null);
  const broken = await firstBrokenSeal(handle, newest.size, verifier);
  if (broken !== null) return tampered(`entries.log: entry ${broken} is not the one that was logged`);
  const at = checkpoints.findIndex(({ size, root }) => !sameHash(tree.root(size), root));
  const from = checkpoints[at - 1]?.size ?? 0;
  return tampered(`checkpoints.log: checkpoint ${at} does not fit entries ${from} to ${newest.size - 1}`);
}
