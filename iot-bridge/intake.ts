/**
 * The one way into the bridge's state: journal, then apply, then publish, then tell the caller (who then acknowledges).
 * On start the same entries come back from the journal in the same order.
 */
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import type { AlarmEffect } from './alarms/alarm-state.ts';
import { DeviceBook } from './device-book.ts';
import type { JournalOptions, JournalPosition, TornTail } from './journal.ts';
import { Journal } from './journal.ts';
import type { JournalEntry } from './journal-entry.ts';
import { decodeEntry, encodeEntry } from './journal-entry.ts';
import { decodeMessage } from './protocols/jt808/decode-message.ts';
import { decodeFrame } from './protocols/jt808/frame.ts';
import { RecentFrames, repeatKey } from './recent-frames.ts';
import type { Registers } from './registers.ts';

export class Intake {
  readonly book: DeviceBook;
  readonly recent: RecentFrames;
  readonly #journal: Journal;
  #onEffects: (effects: readonly AlarmEffect[]) => void = () => undefined;

  private constructor(journal: Journal, book: DeviceBook, recent: RecentFrames) {
    this.#journal = journal;
    this.book = book;
    this.recent = recent;
  }

  /** Errors: those of the journal, and `journal-corrupt` for a record that is no entry. */
  static async open(
    registers: Registers,
    options: Omit<JournalOptions, 'onRecord'>,
  ): Promise<Result<{ intake: Intake; tornTail: TornTail | null }, CodedError>> {
    const book = new DeviceBook(registers);
    const recent = new RecentFrames();
    let unreadable: number | null = null;
    const opened = await Journal.open({
      ...options,
      onRecord: (payload, record) => {
        const entry = decodeEntry(payload);
        if (entry === null) {
          unreadable ??= record.index;
          return;
        }
        book.apply(entry, record);
        rememberFrame(recent, entry);
      },
    });
    if (!opened.ok) return opened;
    const { journal, tornTail } = opened.value;
    if (unreadable !== null) {
      await journal.close();
      const message = `${options.folder}: record ${String(unreadable)} is whole, but no entry of this version`;
      return err({ code: 'journal-corrupt', message });
    }
    return ok({ intake: new Intake(journal, book, recent), tornTail });
  }

  get failure(): string | null {
    return this.#journal.failure;
  }

  get length(): number {
    return this.#journal.length;
  }

  onEffects(listener: (effects: readonly AlarmEffect[]) => void): void {
    this.#onEffects = listener;
  }

  /** Callbacks run in the order of the journal. `onApplied` comes after the fsync and after the publisher has it. */
  submit(
    entry: JournalEntry,
    onApplied: (effects: readonly AlarmEffect[]) => void,
    onFailed: (cause: Error) => void,
  ): void {
    this.#journal.append(
      encodeEntry(entry),
      (record) => {
        const effects = this.book.apply(entry, record);
        if (effects.length > 0) this.#onEffects(effects);
        onApplied(effects);
      },
      onFailed,
    );
  }

  async read(position: JournalPosition): Promise<JournalEntry | null> {
    const payload = await this.#journal.read(position);
    return payload === null ? null : decodeEntry(payload);
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }
}

function rememberFrame(recent: RecentFrames, entry: JournalEntry): void {
  if (entry.kind !== 'frame') return;
  const frame = decodeFrame(Buffer.from(entry.frame, 'hex'));
  if (!frame.ok) return;
  const message = decodeMessage(frame.value);
  const key = message.ok ? repeatKey(frame.value, message.value) : null;
  if (key === null) return;
  recent.begin(entry.phone, key);
  recent.durable(entry.phone, key);
}
