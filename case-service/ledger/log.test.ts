import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CodedError, Result } from '../../contracts/result.ts';
import { auditLog } from './audit.ts';
import { parseVerifierKey } from './checkpoint.ts';
import { openLog } from './log.ts';
import { verifyConsistency } from './merkle.ts';
import type { EvidenceLedger } from './port.ts';
import { verifyReceipt } from './verify.ts';

const ORIGIN = 'chengkan/test';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chengkan-log-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const entry = (i: number): Buffer => Buffer.from(JSON.stringify({ n: i, objectHash: [] }));
const watch = { progress: () => undefined, isAborted: () => false };
const entries = (): string => join(folder, 'entries.log');
const checkpoints = (): string => join(folder, 'checkpoints.log');

async function opened(): Promise<EvidenceLedger> {
  const log = await openLog(folder, ORIGIN);
  if (!log.ok) throw new Error(`${log.error.code}: ${log.error.message}`);
  return log.value;
}

/** Ten entries in ten batches, with an empty records.log as the audit expects one. */
async function filled(count = 10): Promise<void> {
  const log = await opened();
  for (let i = 0; i < count; i++) expect((await log.submit(entry(i))).ok).toBe(true);
  await log.close();
  await writeFile(join(folder, 'records.log'), '');
}

async function refusal(): Promise<CodedError> {
  const started: Result<EvidenceLedger, CodedError> = await openLog(folder, ORIGIN);
  if (started.ok) throw new Error('the altered log was opened');
  const audited = await auditLog(folder, 0, watch);
  expect(audited.ok ? 'audit passed' : audited.error).toEqual(started.error);
  return started.error;
}

/** Changes one byte of the entry's payload and mends the CRC: what an operator with a hex editor would do. */
async function alterEntry(index: number, mendCrc: boolean): Promise<void> {
  const bytes = await readFile(entries());
  let offset = 0;
  for (let i = 0; i < index; i++) offset += 8 + bytes.readUInt32LE(offset);
  const end = offset + 8 + bytes.readUInt32LE(offset);
  bytes[end - 2]! ^= 1;
  if (mendCrc) bytes.writeUInt32LE(crc32(bytes.subarray(offset + 8, end)), offset + 4);
  await writeFile(entries(), bytes);
}

describe('transparency log', () => {
  test('property: many submitters at once, each gets its own index and a receipt that verifies', async () => {
    const log = await opened();
    const submitted = await Promise.all(Array.from({ length: 300 }, (_, i) => log.submit(entry(i))));
    const indices = submitted.map((result) => (result.ok ? result.value.index : -1));
    expect([...indices].sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    for (const index of [0, 1, 17, 255, 256, 299]) {
      const receipt = await log.getReceipt(index);
      if (!receipt.ok) throw new Error(receipt.error.message);
      const key = receipt.value.publicKey;
      expect(verifyReceipt(receipt.value, key)).toMatchObject({
        ok: true,
        value: { size: 300, origin: ORIGIN },
      });
      expect(verifyReceipt({ ...receipt.value, entry: receipt.value.entry + ' ' }, key)).toMatchObject({
        error: { code: 'bad-leaf-hash' },
      });
      expect(verifyReceipt({ ...receipt.value, index: (index + 1) % 300 }, key)).toMatchObject({
        error: { code: 'bad-inclusion-proof' },
      });
      expect(verifyReceipt(receipt.value, 'another')).toMatchObject({ error: { code: 'wrong-key' } });
    }
    await log.close();
  });

  test('property: the head after a restart extends the head before it', async () => {
    await filled(7);
    const log = await opened();
    const before = log.head();
    for (let i = 7; i < 20; i++) await log.submit(entry(i));
    const after = log.head();
    const proof = log.consistency(before.size, after.size);
    expect(
      proof.ok &&
        verifyConsistency({
          first: before.size,
          second: after.size,
          firstRoot: before.root,
          secondRoot: after.root,
          proof: proof.value,
        }),
    ).toBe(true);
    await log.close();
    expect(parseVerifierKey((await readFile(join(folder, 'log-key.vkey'), 'utf8')).trim()).ok).toBe(true);
    expect((await stat(join(folder, 'log-key.pem'))).mode & 0o777).toBe(0o600);
  });

  test('property: a write that was torn at any byte leaves the answered entries', async () => {
    await filled(3);
    const whole = await readFile(entries());
    const log = await opened();
    await log.submit(entry(3));
    await log.close();
    const longer = await readFile(entries());
    const notes = await readFile(checkpoints());
    const lastNoteBytes = notes.length;
    const cut = await open(checkpoints(), 'r+');
    let offset = 0;
    for (let next = 0; next < lastNoteBytes; next += 8 + notes.readUInt32LE(next)) offset = next;
    for (let end = whole.length; end < longer.length; end += 7) {
      await cut.truncate(offset);
      await writeFile(entries(), Buffer.concat([longer.subarray(0, end), Buffer.alloc(end % 3)]));
      const again = await opened();
      expect(again.head().size).toBe(3);
      expect(await again.submit(entry(9))).toMatchObject({ ok: true, value: { index: 3 } });
      await again.close();
      await writeFile(checkpoints(), notes);
    }
    await cut.close();
  });

  test('property: a torn checkpoint is signed again over the entries that are whole', async () => {
    await filled(3);
    const notes = await readFile(checkpoints());
    await writeFile(checkpoints(), notes.subarray(0, notes.length - 11));
    const log = await opened();
    expect(log.head().size).toBe(3);
    await log.close();
  });

  test('errors: ledger-tampered names the altered entry, with the CRC mended or not', async () => {
    await filled();
    await alterEntry(4, false);
    expect((await refusal()).message).toContain('entry 4 of 10 is broken');
    await alterEntry(4, false);
    await alterEntry(6, true);
    expect(await refusal()).toMatchObject({
      code: 'ledger-tampered',
      message: 'entries.log: entry 6 is not the one that was logged',
    });
  });

  test('errors: ledger-tampered when entries are cut off, swapped or all checkpoints are gone', async () => {
    await filled();
    const whole = await readFile(entries());
    const frameBytes = 8 + whole.readUInt32LE(0);
    await writeFile(entries(), whole.subarray(0, frameBytes * 8));
    expect((await refusal()).message).toContain('entry 8 of 10 is missing');
    const swapped = [2, 1].map((i) => whole.subarray(i * frameBytes, (i + 1) * frameBytes));
    await writeFile(
      entries(),
      Buffer.concat([whole.subarray(0, frameBytes), ...swapped, whole.subarray(3 * frameBytes)]),
    );
    expect((await refusal()).message).toContain('entry 1 is not the one');
    await writeFile(entries(), whole);
    const notes = await readFile(checkpoints());
    await writeFile(checkpoints(), '');
    expect((await refusal()).message).toContain('every checkpoint is gone');
    notes[30]! ^= 1;
    await writeFile(checkpoints(), notes);
    expect((await refusal()).message).toContain('checkpoint 0 is damaged');
  });

  test('errors: ledger-tampered when the key was exchanged or removed', async () => {
    await filled();
    await rm(join(folder, 'log-key.pem'));
    expect(await openLog(folder, ORIGIN)).toMatchObject({ error: { code: 'ledger-tampered' } });
    await writeFile(join(folder, 'log-key.pem'), 'nothing');
    expect(await openLog(folder, ORIGIN)).toMatchObject({ error: { code: 'bad-ledger-key' } });
  });

  test('errors: no-such-entry, no-such-size, entry-too-large, no-ledger', async () => {
    const log = await opened();
    expect(await log.entry(0)).toMatchObject({ error: { code: 'no-such-entry' } });
    expect(log.prove(0, 1)).toMatchObject({ error: { code: 'no-such-size' } });
    expect(log.prove(0, 0)).toMatchObject({ error: { code: 'no-such-entry' } });
    expect(log.consistency(1, 0)).toMatchObject({ error: { code: 'no-such-size' } });
    expect(log.rootAt(2)).toMatchObject({ error: { code: 'no-such-size' } });
    expect(await log.submit(new Uint8Array(2 << 20))).toMatchObject({ error: { code: 'entry-too-large' } });
    await log.close();
    expect(await auditLog(tmpdir(), 0, watch)).toMatchObject({ error: { code: 'no-ledger' } });
  });
});
