import { appendFileSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JournalOptions, JournalRecord, SegmentFile } from './journal.ts';
import { Journal } from './journal.ts';

const folderOf = (): string => mkdtempSync(join(tmpdir(), 'journal-'));

async function opened(folder: string, options: Partial<JournalOptions> = {}) {
  const payloads: string[] = [];
  const result = await Journal.open({
    folder,
    onRecord: (payload) => payloads.push(payload.toString()),
    ...options,
  });
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return { ...result.value, payloads };
}

const append = (journal: Journal, text: string): Promise<JournalRecord> =>
  new Promise((resolve, reject) => journal.append(Buffer.from(text), resolve, reject));

test('property: records come back in order, over several segments, and by position', async () => {
  const folder = folderOf();
  const { journal } = await opened(folder, { segmentBytes: 200 });
  const records: JournalRecord[] = [];
  for (let at = 0; at < 30; at++) records.push(await append(journal, `record ${at}`));
  const group = await Promise.all(['a', 'b', 'c'].map((text) => append(journal, text)));
  expect(group.map(({ index }) => index)).toEqual([30, 31, 32]);
  expect((await journal.read(records[7]!.position))?.toString()).toBe('record 7');
  await journal.close();
  expect(readdirSync(folder).length).toBeGreaterThan(2);
  const again = await opened(folder, { segmentBytes: 200 });
  expect(again.payloads).toEqual([...Array.from({ length: 30 }, (_, at) => `record ${at}`), 'a', 'b', 'c']);
  expect(again.tornTail).toBeNull();
  await again.journal.close();
});

test.each([1, 5, 8, 11])(
  'property: a tail torn after %i bytes is cut off, kept and reported',
  async (bytes) => {
    const folder = folderOf();
    const first = await opened(folder);
    await append(first.journal, 'whole');
    await first.journal.close();
    const file = join(folder, readdirSync(folder)[0]!);
    const torn = readFileSync(file).subarray(0, bytes);
    appendFileSync(file, torn);
    const second = await opened(folder);
    expect(second.payloads).toEqual(['whole']);
    expect(second.tornTail).toMatchObject({ file, bytes, offset: 13 });
    expect(readFileSync(second.tornTail!.keptAs)).toEqual(torn);
    await append(second.journal, 'next');
    await second.journal.close();
    const third = await opened(folder);
    expect(third.payloads).toEqual(['whole', 'next']);
    await third.journal.close();
  },
);

test('errors: journal-corrupt when damage lies before the last segment', async () => {
  const folder = folderOf();
  const { journal } = await opened(folder, { segmentBytes: 10 });
  await append(journal, 'one');
  await append(journal, 'two');
  await journal.close();
  const file = join(folder, readdirSync(folder).sort()[0]!);
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(9) ^ 1, 9);
  writeFileSync(file, bytes);
  const again = await Journal.open({ folder, onRecord: () => undefined });
  expect(again.ok ? null : again.error.code).toBe('journal-corrupt');
});

test('errors: journal-locked while another holds the folder', async () => {
  const folder = folderOf();
  const { journal } = await opened(folder);
  const second = await Journal.open({ folder, onRecord: () => undefined });
  expect(second.ok ? null : second.error.code).toBe('journal-locked');
  await journal.close();
});

test('property: a full disk confirms nothing, says so, leaves no half record, and the next append goes on', async () => {
  const folder = folderOf();
  let full = false;
  const openSegment = async (path: string): Promise<SegmentFile> => {
    const { open } = await import('node:fs/promises');
    const file = await open(path, 'a+');
    return {
      write: async (bytes) => {
        if (!full) return (await file.write(bytes)).bytesWritten;
        if (bytes.length <= 4) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
        return (await file.write(bytes.subarray(0, bytes.length - 4))).bytesWritten;
      },
      sync: () => file.sync(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  };
  const { journal } = await opened(folder, { openSegment });
  await append(journal, 'before');
  full = true;
  await expect(append(journal, 'lost')).rejects.toThrow('ENOSPC');
  expect(journal.failure).toContain('ENOSPC');
  expect(statSync(join(folder, readdirSync(folder)[0]!)).size).toBe(8 + 6);
  full = false;
  await append(journal, 'after');
  expect(journal.failure).toBeNull();
  await journal.close();
  const again = await opened(folder);
  expect(again.payloads).toEqual(['before', 'after']);
  await again.journal.close();
});
