/**
 * Keeps the database where the ledger is. The ledger and its records are the truth: a projection that is behind is
 * caught up, one that does not fit the log's root is rebuilt, and one of another log is refused.
 */
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { RecordStore } from '../evidence/record-store.ts';
import { recordHash } from '../evidence/record-store.ts';
import { emptyRoot } from '../ledger/merkle.ts';
import type { Hash } from '../ledger/merkle.ts';
import type { EvidenceLedger } from '../ledger/port.ts';
import type { CaseStore, ProjectedFiling, ProjectionPosition } from '../store/case-store.ts';
import { canonicalBytes, parseEntry, parseRecord } from './case-entry.ts';
import type { CaseFiledRecord } from './case-entry.ts';
import { applyCaseEvent } from './case-transitions.ts';

const BATCH_ENTRIES = 200;
const base64 = (hash: Hash): string => Buffer.from(hash).toString('base64');

/** A repeated submission is one of the same account with the same id. */
export const requestKeyOf = (account: string, clientRequestId: string): string =>
  `${account} ${clientRequestId}`;

function filingOf(record: CaseFiledRecord, ledgerIndex: number): Result<ProjectedFiling, CodedError> {
  const sheet = applyCaseEvent(null, { type: 'case-filed', ledgerIndex, record });
  if (!sheet.ok) return sheet;
  const requestKey = requestKeyOf(record.filedBy.account, record.request.clientRequestId);
  const requestHash = recordHash(canonicalBytes(record.request));
  return ok({
    sheet: sheet.value,
    facts: { requestKey, requestHash, year: record.year, sequence: record.sequence },
  });
}

export class Projector {
  readonly #ledger: EvidenceLedger;
  readonly #records: RecordStore;
  readonly #store: CaseStore;
  readonly #logKey: string;
  #nextIndex = 0;
  #running: Promise<Result<null, CodedError>> | null = null;

  constructor(ledger: EvidenceLedger, records: RecordStore, store: CaseStore, logKey: string) {
    this.#ledger = ledger;
    this.#records = records;
    this.#store = store;
    this.#logKey = logKey;
  }

  /** Errors: `database-of-another-log`, and those of `catchUp`. */
  async start(): Promise<Result<null, CodedError>> {
    const found = await this.#store.position();
    if (found !== null && found.logKey !== this.#logKey)
      return err({
        code: 'database-of-another-log',
        message: `the database holds cases of the log ${found.logKey}; this one is ${this.#logKey}`,
      });
    const root = found === null ? null : this.#ledger.rootAt(found.nextIndex);
    if (found !== null && root?.ok === true && base64(root.value) === found.root)
      this.#nextIndex = found.nextIndex;
    else await this.#store.reset({ logKey: this.#logKey, nextIndex: 0, root: base64(emptyRoot()) });
    return await this.catchUp();
  }

  /**
   * Projects up to the ledger's head as it was at the call, at least; callers share one run.
   * Errors: `record-missing`, `unreadable-entry`, `ledger-read-failed`, `database-unavailable`.
   */
  async catchUp(): Promise<Result<null, CodedError>> {
    const target = this.#ledger.head().size;
    while (this.#nextIndex < target) {
      this.#running ??= this.#batch().finally(() => (this.#running = null));
      const done = await this.#running;
      if (!done.ok) return done;
    }
    return ok(null);
  }

  async #batch(): Promise<Result<null, CodedError>> {
    const end = Math.min(this.#ledger.head().size, this.#nextIndex + BATCH_ENTRIES);
    const filings: ProjectedFiling[] = [];
    for (let index = this.#nextIndex; index < end; index++) {
      const filing = await this.#filing(index);
      if (!filing.ok) return filing;
      filings.push(filing.value);
    }
    const root = this.#ledger.rootAt(end);
    if (!root.ok) return root;
    const next: ProjectionPosition = { logKey: this.#logKey, nextIndex: end, root: base64(root.value) };
    try {
      await this.#store.project(filings, next);
    } catch (cause) {
      return err({ code: 'database-unavailable', message: `entries below ${end}: ${String(cause)}` });
    }
    this.#nextIndex = end;
    return ok(null);
  }

  async #filing(index: number): Promise<Result<ProjectedFiling, CodedError>> {
    const logged = await this.#ledger.entry(index);
    if (!logged.ok) return logged;
    const entry = parseEntry(logged.value.bytes, index);
    if (!entry.ok) return entry;
    const bytes = await this.#records.read(entry.value.objectHash[0] ?? '');
    if (!bytes.ok) return bytes;
    const record = parseRecord(bytes.value, entry.value, index);
    return record.ok ? filingOf(record.value, index) : record;
  }
}
