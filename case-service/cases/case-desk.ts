/** The use cases: file, list, show, prove. An answer of `file` means that the case is on disk and in the ledger. */
import { ulid } from 'ulid';
import type { Case, CaseSheet, FileCase, Receipt } from '../../contracts/case.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { RecordStore } from '../evidence/record-store.ts';
import { recordHash } from '../evidence/record-store.ts';
import type { EvidenceLedger } from '../ledger/port.ts';
import type { CaseStore } from '../store/case-store.ts';
import type { CaseFiledRecord } from './case-entry.ts';
import { canonicalBytes, entryOfRecord, newSalt } from './case-entry.ts';
import type { CaseDistrict } from './district.ts';
import type { Projector } from './projector.ts';
import { requestKeyOf } from './projector.ts';

/** A device's clock may run ahead of ours by this much before its time is refused. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;
/** China Standard Time has had no daylight saving since 1991; case numbers follow its year. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

export type Filer = CaseFiledRecord['filedBy'];

export interface CaseDeskParts {
  readonly district: CaseDistrict;
  readonly ledger: EvidenceLedger;
  readonly records: RecordStore;
  readonly store: CaseStore;
  readonly projector: Projector;
  readonly nowUtcMs: () => number;
  /** Told of every newly filed case once it is projected. */
  readonly onFiled: (filed: Case) => void;
}

export interface Filed {
  readonly sheet: CaseSheet;
  /** false when an earlier submission of the same request had filed it */
  readonly isNew: boolean;
}

const refuse = (code: string, message: string): Result<never, CodedError> => err({ code, message });

export class CaseDesk {
  readonly #parts: CaseDeskParts;
  /** Filings under way by request, so that a double click is one case. */
  readonly #filing = new Map<string, { requestHash: string; answer: Promise<Result<Filed, CodedError>> }>();
  readonly #lastSequence = new Map<number, Promise<number>>();

  constructor(parts: CaseDeskParts) {
    this.#parts = parts;
  }

  /**
   * Errors: `unknown-department`, `unknown-area`, `bad-position`, `occurred-in-future`, `request-id-reused`,
   * `ledger-write-failed`, `database-unavailable`; after the last two the same request may be sent again.
   */
  async file(request: FileCase, filer: Filer): Promise<Result<Filed, CodedError>> {
    const refused = this.#refusalOf(request);
    if (refused !== null) return err(refused);
    const key = requestKeyOf(filer.account, request.clientRequestId);
    const requestHash = recordHash(canonicalBytes(request));
    const underWay = this.#filing.get(key);
    if (underWay !== undefined) {
      if (underWay.requestHash !== requestHash) return this.#reused(request);
      const answer = await underWay.answer;
      return answer.ok ? ok({ ...answer.value, isNew: false }) : answer;
    }
    const answer = this.#fileOnce(request, filer, key, requestHash).finally(() => this.#filing.delete(key));
    this.#filing.set(key, { requestHash, answer });
    return await answer;
  }

  async list(organisation: string, limit: number): Promise<Case[]> {
    return await this.#parts.store.list(organisation, limit);
  }

  /** Errors: `no-such-case`. */
  async sheet(organisation: string, id: string): Promise<Result<CaseSheet, CodedError>> {
    const sheet = await this.#parts.store.sheet(organisation, id);
    return sheet === null ? refuse('no-such-case', `there is no case ${id}`) : ok(sheet);
  }

  /** Errors: `no-such-case`, and those of the ledger. */
  async receipt(organisation: string, id: string): Promise<Result<Receipt, CodedError>> {
    const sheet = await this.sheet(organisation, id);
    return sheet.ok ? await this.#parts.ledger.getReceipt(sheet.value.ledgerIndex) : sheet;
  }

  async #fileOnce(
    request: FileCase,
    filer: Filer,
    key: string,
    requestHash: string,
  ): Promise<Result<Filed, CodedError>> {
    const { projector, records, ledger, store, nowUtcMs } = this.#parts;
    // An entry whose projection failed belongs to a request that may be repeated now: look at it first.
    const current = await projector.catchUp();
    if (!current.ok) return current;
    const earlier = await store.byRequest(key);
    if (earlier !== null) {
      if (earlier.requestHash !== requestHash) return this.#reused(request);
      const sheet = await this.sheet(filer.organisation, earlier.id);
      return sheet.ok ? ok({ sheet: sheet.value, isNew: false }) : sheet;
    }

    const filedAtUtcMs = nowUtcMs();
    const year = new Date(filedAtUtcMs + CHINA_OFFSET_MS).getUTCFullYear();
    const record: CaseFiledRecord = {
      v: 1,
      type: 'case-filed',
      case: ulid(filedAtUtcMs).toLowerCase(),
      year,
      sequence: await this.#nextSequence(year),
      request,
      filedBy: filer,
      filedAtUtcMs,
      salt: newSalt(),
    };
    const recordBytes = canonicalBytes(record);
    const kept = await records.append(recordBytes);
    if (!kept.ok) return kept;
    const logged = await ledger.submit(canonicalBytes(entryOfRecord(record, recordBytes)));
    if (!logged.ok) return logged;
    const projected = await projector.catchUp();
    if (!projected.ok) return projected;
    const sheet = await this.sheet(filer.organisation, record.case);
    if (!sheet.ok) return sheet;
    this.#parts.onFiled(sheet.value);
    return ok({ sheet: sheet.value, isNew: true });
  }

  async #nextSequence(year: number): Promise<number> {
    const last = this.#lastSequence.get(year) ?? this.#parts.store.highestSequence(year);
    const next = last.then((sequence) => sequence + 1);
    this.#lastSequence.set(year, next);
    try {
      return await next;
    } catch (cause) {
      this.#lastSequence.delete(year);
      throw cause;
    }
  }

  #reused(request: FileCase): Result<never, CodedError> {
    return refuse(
      'request-id-reused',
      `clientRequestId ${request.clientRequestId} was used for another case`,
    );
  }

  #refusalOf(request: FileCase): CodedError | null {
    const { district, nowUtcMs } = this.#parts;
    const { longitudeDeg, latitudeDeg } = request.position;
    if (!district.organisations.has(request.department))
      return {
        code: 'unknown-department',
        message: `department ${JSON.stringify(request.department)} is not of ${district.id}`,
      };
    if (!district.areas.has(request.area))
      return {
        code: 'unknown-area',
        message: `area ${JSON.stringify(request.area)} is not of ${district.id}`,
      };
    if (Math.abs(longitudeDeg) > 180 || Math.abs(latitudeDeg) > 90)
      return {
        code: 'bad-position',
        message: `position ${longitudeDeg}, ${latitudeDeg} is not on the earth`,
      };
    if (request.occurredAtUtcMs > nowUtcMs() + CLOCK_TOLERANCE_MS)
      return {
        code: 'occurred-in-future',
        message: `occurredAtUtcMs ${request.occurredAtUtcMs} is in the future`,
      };
    return null;
  }
}
