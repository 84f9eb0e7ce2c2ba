/**
 * Each stored entry carries the log's signature over its index and leaf hash, so that an altered, moved or inserted
 * entry is named by its index and not only noticed in the root. The seal is not part of the leaf.
 */
import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Hash } from './merkle.ts';

const SEAL_BYTES = 64;

function sealedText(index: number, hash: Hash): Buffer {
  return Buffer.from(`chengkan-entry/v1\n${index}\n${Buffer.from(hash).toString('base64')}\n`);
}

/** Seal followed by the entry: the payload of a frame in entries.log. */
export function sealEntry(index: number, hash: Hash, entry: Uint8Array, privateKey: KeyObject): Buffer {
  return Buffer.concat([sign(null, sealedText(index, hash), privateKey), entry]);
}

export function sealFits(index: number, hash: Hash, payload: Buffer, publicKey: KeyObject): boolean {
  return verify(null, sealedText(index, hash), publicKey, payload.subarray(0, SEAL_BYTES));
}

/** The entry in a payload, or null when the payload is too short to hold one. */
export function entryOf(payload: Buffer): Buffer | null {
  return payload.length > SEAL_BYTES ? payload.subarray(SEAL_BYTES) : null;
}
