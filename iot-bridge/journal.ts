/**
 * The device journal: append-only segment files, one fsync for every group of records, nothing is confirmed before it.
 * Record: u32 length | u32 CRC-32 of the payload | payload, little-endian. Segment name: index of its first record.
 * Restart: a torn tail of the last segment is cut off, kept beside it and reported; damage anywhere else refuses to start.
 */
import { createHash } from 'node:crypto';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';

const HEADER_BYTES = 8;
const MAX_RECORD_BYTES = 1 << 20;

export interface JournalPosition {
  /** first index of the segment */
  readonly segment: number;
  readonly offset: number;
}

export interface JournalRecord {
  readonly index: number;
  readonly position: JournalPosition;
}

export interface TornTail {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  readonly keptAs: string;
}

/** The file that is appended to; tests put a full disk here. */
export interface SegmentFile {
  write(bytes: Buffer, offset: number): Promise<number>;
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface JournalOptions {
  readonly folder: string;
  readonly segmentBytes?: number;
  readonly openSegment?: (path: string) => Promise<SegmentFile>;
  /** every whole record, in order, while the journal opens */
  readonly onRecord: (payload: Buffer, record: JournalRecord) => void;
}

interface Pending {
  readonly payload: Buffer;
  readonly onDurable: (record: JournalRecord) => void;
  readonly onFailed: (cause: Error) => void;
}

const nameOf = (firstIndex: number): string => `${String(firstIndex).padStart(16, '0')}.log`;

async function openForAppend(path: string): Promise<SegmentFile> {
  const file = await open(path, 'a+', 0o600);
  return {
    // Append mode: the offset is where the file ends, kept in step by truncate
    write: async (bytes) => (await file.write(bytes)).bytesWritten,
    sync: () => file.datasync(),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

/**
 * One process per folder: an abstract socket holds the name and the kernel frees it with the process, kill -9 included.
 * Null when another process holds it.
 */
async function lockFolder(folder: string): Promise<Server | null> {
  const name = `\0chengkan-journal-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}

interface SegmentScan {
  readonly records: number;
  readonly goodBytes: number;
  readonly totalBytes: number;
}

function scanSegment(bytes: Buffer, onPayload: (payload: Buffer, offset: number) => void): SegmentScan {
  let offset = 0;
  let records = 0;
  while (offset + HEADER_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(offset);
    const end = offset + HEADER_BYTES + length;
    // A zero length is a hole of the file system, never a record
    if (length === 0 || length > MAX_RECORD_BYTES || end > bytes.length) break;
    const payload = bytes.subarray(offset + HEADER_BYTES, end);
    if (crc32(payload) !== bytes.readUInt32LE(offset + 4)) break;
    onPayload(payload, offset);
    records += 1;
    offset = end;
  }
  return { records, goodBytes: offset, totalBytes: bytes.length };
}

export class Journal {
  readonly #folder: string;
  readonly #segmentBytes: number;
  readonly #openSegment: (path: string) => Promise<SegmentFile>;
  readonly #lock: Server;
  #file: SegmentFile;
  #segment: number;
  #offset: number;
  #nextIndex: number;
  #queue: Pending[] = [];
  #writing: Promise<void> | null = null;
  #failure: string | null = null;
  #closed = false;
  /** bytes beyond the offset may stand in the file */
  #dirty = false;

  private constructor(
    options: JournalOptions,
    lock: Server,
    file: SegmentFile,
    at: { segment: number; offset: number; nextIndex: number },
  ) {
    this.#folder = options.folder;
    this.#segmentBytes = options.segmentBytes ?? 64 << 20;
    this.#openSegment = options.openSegment ?? openForAppend;
    this.#lock = lock;
    this.#file = file;
    this.#segment = at.segment;
    this.#offset = at.offset;
    this.#nextIndex = at.nextIndex;
  }

  /**
   * Reads everything, then stands ready to append.
   * Errors: `journal-locked` (another process), `journal-corrupt` (damage before the tail: file and offset).
   */
  static async open(
    options: JournalOptions,
  ): Promise<Result<{ journal: Journal; tornTail: TornTail | null }, CodedError>> {
    const { folder } = options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await lockFolder(folder);
    if (lock === null)
      return err({ code: 'journal-locked', message: `${folder}: another process writes here` });
    const names = (await readdir(folder)).filter((name) => /^\d{16}\.log$/.test(name)).sort();
    let nextIndex = 0;
    let offset = 0;
    let tornTail: TornTail | null = null;
    for (const [at, name] of names.entries()) {
      const segment = Number(name.slice(0, 16));
      const path = join(folder, name);
      if (segment !== nextIndex) {
        lock.close();
        const message = `${path}: begins at record ${segment}, the segments before it end at ${nextIndex}`;
        return err({ code: 'journal-corrupt', message });
      }
      const bytes = await readFile(path);
      const scan = scanSegment(bytes, (payload, recordOffset) => {
        options.onRecord(payload, { index: nextIndex, position: { segment, offset: recordOffset } });
        nextIndex += 1;
      });
      offset = scan.goodBytes;
      if (scan.goodBytes === scan.totalBytes) continue;
      if (at < names.length - 1) {
        lock.close();
        const message = `${path}: record at byte ${scan.goodBytes} is damaged and later segments exist`;
        return err({ code: 'journal-corrupt', message });
      }
      const keptAs = `${path}.torn-${scan.goodBytes}`;
      await writeFile(keptAs, bytes.subarray(scan.goodBytes), { mode: 0o600 });
      await truncate(path, scan.goodBytes);
      tornTail = { file: path, offset, bytes: scan.totalBytes - scan.goodBytes, keptAs };
    }
    const segment = names.length === 0 ? 0 : Number((names.at(-1) ?? '').slice(0, 16));
    const file = await (options.openSegment ?? openForAppend)(join(folder, nameOf(segment)));
    await file.sync();
    await syncFolder(folder);
    return ok({ journal: new Journal(options, lock, file, { segment, offset, nextIndex }), tornTail });
  }

  /** Why nothing is accepted at the moment, or null. The next append tries again. */
  get failure(): string | null {
    return this.#failure;
  }

  get length(): number {
    return this.#nextIndex;
  }

  /**
   * Exactly one of the two callbacks is called, in the order of appending: `onDurable` after the fsync,
   * `onFailed` when the disk refused and the record is not in the journal.
   */
  append(
    payload: Buffer,
    onDurable: (record: JournalRecord) => void,
    onFailed: (cause: Error) => void,
  ): void {
    if (payload.length === 0 || payload.length > MAX_RECORD_BYTES) {
      throw new Error(`record of ${payload.length} bytes, 1 to ${MAX_RECORD_BYTES} are allowed`);
    }
    if (this.#closed) {
      onFailed(new Error('the journal is closed'));
      return;
    }
    this.#queue.push({ payload, onDurable, onFailed });
    this.#writing ??= this.#drain();
  }

  /** One record by its position, or null when it is not there. */
  async read(position: JournalPosition): Promise<Buffer | null> {
    let file: FileHandle | null = null;
    try {
      file = await open(join(this.#folder, nameOf(position.segment)), 'r');
      const header = Buffer.alloc(HEADER_BYTES);
      await file.read(header, 0, HEADER_BYTES, position.offset);
      const length = header.readUInt32LE(0);
      if (length === 0 || length > MAX_RECORD_BYTES) return null;
      const payload = Buffer.alloc(length);
      await file.read(payload, 0, length, position.offset + HEADER_BYTES);
      return crc32(payload) === header.readUInt32LE(4) ? payload : null;
    } catch {
      return null;
    } finally {
      await file?.close();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    await this.#file.close();
    this.#lock.close();
  }

  /** Everything that queued up while the last fsync ran goes down in one write and one fsync. */
  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      try {
        await this.#commit(group);
      } catch (cause) {
        const error = cause instanceof Error ? cause : new Error(String(cause));
        this.#failure = error.message;
        // Cut back at once, so that a crash now leaves no tail; if even that fails, before the next group
        await this.#file.truncate(this.#offset).catch(() => undefined);
        for (const { onFailed } of group) onFailed(error);
      }
    }
    this.#writing = null;
  }

  async #commit(group: readonly Pending[]): Promise<void> {
    // Half a group must not stay in the file, or the next one would follow a torn record
    if (this.#dirty) await this.#file.truncate(this.#offset);
    this.#dirty = true;
    if (this.#offset >= this.#segmentBytes) await this.#roll();
    const bytes = Buffer.concat(
      group.flatMap(({ payload }) => {
        const header = Buffer.alloc(HEADER_BYTES);
        header.writeUInt32LE(payload.length, 0);
        header.writeUInt32LE(crc32(payload), 4);
        return [header, payload];
      }),
    );
    let written = 0;
    while (written < bytes.length) {
      const count = await this.#file.write(bytes.subarray(written), this.#offset + written);
      if (count === 0) throw new Error('the disk took no more bytes');
      written += count;
    }
    await this.#file.sync();
    this.#dirty = false;
    this.#failure = null;
    for (const { payload, onDurable } of group) {
      const record = {
        index: this.#nextIndex,
        position: { segment: this.#segment, offset: this.#offset },
      };
      this.#nextIndex += 1;
      this.#offset += HEADER_BYTES + payload.length;
      onDurable(record);
    }
  }

  async #roll(): Promise<void> {
    const next = await this.#openSegment(join(this.#folder, nameOf(this.#nextIndex)));
    await syncFolder(this.#folder);
    await this.#file.close();
    this.#file = next;
    this.#segment = this.#nextIndex;
    this.#offset = 0;
  }
}
