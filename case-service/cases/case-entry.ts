/**
 * What is written when a case is filed: a record with everything, and a ledger entry with nothing personal in clear.
 * The entry names the record by its hash, which a random salt inside the record keeps from being guessed.
 */
import { createHmac, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { FileCaseSchema } from '../../contracts/case.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { recordHash } from '../evidence/record-store.ts';

const Hex = z.string().regex(/^[0-9a-f]+$/);

const CaseFiledRecordSchema = z.object({
  v: z.literal(1),
  type: z.literal('case-filed'),
  case: z.string(),
  year: z.int(),
  sequence: z.int().describe('running number within the year'),
  request: FileCaseSchema,
  filedBy: z.object({ account: z.string(), name: z.string(), organisation: z.string() }),
  filedAtUtcMs: z.number(),
  salt: Hex.length(64),
});
export type CaseFiledRecord = z.infer<typeof CaseFiledRecordSchema>;

const CaseFiledEntrySchema = z.object({
  v: z.literal(1),
  type: z.literal('case-filed'),
  case: z.string(),
  actor: z.object({ organisation: z.string(), user: Hex.length(64).describe('HMAC of the account id') }),
  objectHash: z.array(Hex.length(64)).length(1),
  tEventUtcMs: z.number().describe('when it happened'),
  tFiledUtcMs: z.number(),
  nonce: Hex.length(32),
});
export type CaseFiledEntry = z.infer<typeof CaseFiledEntrySchema>;

export function canonicalBytes(value: unknown): Uint8Array {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('value has no JSON form');
  return Buffer.from(text, 'utf8');
}

export const newSalt = (): string => randomBytes(32).toString('hex');

/** Only who holds the record, and so the salt, can tell which account it was. */
const pseudonym = (record: CaseFiledRecord): string =>
  createHmac('sha256', Buffer.from(record.salt, 'hex')).update(record.filedBy.account).digest('hex');

export function entryOfRecord(record: CaseFiledRecord, recordBytes: Uint8Array): CaseFiledEntry {
  return {
    v: 1,
    type: 'case-filed',
    case: record.case,
    actor: { organisation: record.filedBy.organisation, user: pseudonym(record) },
    objectHash: [recordHash(recordBytes)],
    tEventUtcMs: record.request.occurredAtUtcMs,
    tFiledUtcMs: record.filedAtUtcMs,
    nonce: randomBytes(16).toString('hex'),
  };
}

function parseJson<T>(bytes: Uint8Array, schema: z.ZodType<T>, what: string): Result<T, CodedError> {
  const unreadable = (why: string): Result<never, CodedError> =>
    err({ code: 'unreadable-entry', message: `${what}: ${why}` });
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return parsed.success ? ok(parsed.data) : unreadable(z.prettifyError(parsed.error));
  } catch (cause) {
    return unreadable(String(cause));
  }
}

/** Errors: `unreadable-entry`, naming the index. */
export const parseEntry = (bytes: Uint8Array, index: number): Result<CaseFiledEntry, CodedError> =>
  parseJson(bytes, CaseFiledEntrySchema, `entry ${index}`);

/** Errors: `unreadable-entry`, naming the index; also when record and entry do not tell the same. */
export function parseRecord(
  bytes: Uint8Array,
  entry: CaseFiledEntry,
  index: number,
): Result<CaseFiledRecord, CodedError> {
  const record = parseJson(bytes, CaseFiledRecordSchema, `record of entry ${index}`);
  if (!record.ok) return record;
  const { value } = record;
  const agree =
    value.case === entry.case &&
    value.filedBy.organisation === entry.actor.organisation &&
    pseudonym(value) === entry.actor.user;
  if (agree) return record;
  return err({ code: 'unreadable-entry', message: `record of entry ${index} tells of another act` });
}
