/**
 * What the case service needs of a ledger. The transparency log in this folder is one engine; a chain of several
 * organisations is another. Indices count entries from 0; proofs are those of RFC 6962 over the entries' bytes.
 */
import type { Receipt } from '../../contracts/case.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import type { Hash } from './merkle.ts';

export interface LedgerHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  /** signed note over the three above */
  readonly checkpoint: string;
}

export interface LedgerEntry {
  readonly index: number;
  /** canonical JSON (RFC 8785), UTF-8 */
  readonly bytes: Uint8Array;
}

export interface EvidenceLedger {
  /**
   * Resolves when the entry is on disk and covered by a stored checkpoint.
   * Errors: `ledger-write-failed`, `entry-too-large`.
   */
  submit(entry: Uint8Array): Promise<Result<LedgerEntry, CodedError>>;
  /** Errors: `no-such-entry`, `ledger-read-failed`. */
  entry(index: number): Promise<Result<LedgerEntry, CodedError>>;
  /** Entry, proof and the head that the proof leads to. Errors: those of `entry`. */
  getReceipt(index: number): Promise<Result<Receipt, CodedError>>;
  /** Inclusion proof in the tree of the first `size` entries. Errors: `no-such-entry`. */
  prove(index: number, size: number): Result<readonly Hash[], CodedError>;
  /** Proof that the first `second` entries begin with the first `first`. Errors: `no-such-size`. */
  consistency(first: number, second: number): Result<readonly Hash[], CodedError>;
  /** Root over the first `size` entries. Errors: `no-such-size`. */
  rootAt(size: number): Result<Hash, CodedError>;
  head(): LedgerHead;
  /** After everything submitted has been answered. */
  close(): Promise<void>;
}
