/**
 * Recognises frames that a terminal sends again because our answer got lost: by phone, serial and time of the fix.
 * A repeat is answered like the original, and never before the original is on disk.
 */
import type { Frame } from './protocols/jt808/frame.ts';
import type { Message } from './protocols/jt808/decode-message.ts';

const KEPT_PER_PHONE = 64;

interface Remembered {
  durable: boolean;
  readonly waiting: (() => void)[];
}

/** Null for messages without a time: a repeated heartbeat is a heartbeat. */
export function repeatKey(frame: Frame, message: Message): string | null {
  if (message.kind === 'location') return `${frame.serial}/${message.location.fixedAtUtcMs}`;
  if (message.kind === 'location-batch') return `${frame.serial}/${message.batch.items[0]?.fixedAtUtcMs}`;
  return null;
}

export class RecentFrames {
  readonly #byPhone = new Map<string, Map<string, Remembered>>();

  /** True when the frame is a repeat; then `onDurable` is called once the original is on disk. */
  isRepeat(phone: string, key: string, onDurable: () => void): boolean {
    const known = this.#byPhone.get(phone)?.get(key);
    if (known === undefined) return false;
    if (known.durable) onDurable();
    else known.waiting.push(onDurable);
    return true;
  }

  begin(phone: string, key: string): void {
    const keys = this.#byPhone.get(phone) ?? new Map<string, Remembered>();
    this.#byPhone.set(phone, keys);
    keys.set(key, { durable: false, waiting: [] });
    const oldest = keys.keys().next();
    if (keys.size > KEPT_PER_PHONE && !oldest.done) keys.delete(oldest.value);
  }

  durable(phone: string, key: string): void {
    const known = this.#byPhone.get(phone)?.get(key);
    if (known === undefined) return;
    known.durable = true;
    for (const onDurable of known.waiting.splice(0)) onDurable();
  }

  /** The disk refused: the next copy is the original. */
  forget(phone: string, key: string): void {
    this.#byPhone.get(phone)?.delete(key);
  }
}
