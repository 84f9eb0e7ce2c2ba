/**
 * Sub-packages of one terminal back to one message: any order, duplicates, gaps that are asked for again.
 * Source: JT/T 808-2019, 4.4.3 (packaging), 8.3 and 8.4 (0x8003, 0x0005).
 */
import type { Frame } from './frame.ts';

const MAX_PARTS = 256;
const MAX_GROUPS = 8;

interface Group {
  readonly messageId: number;
  readonly firstSerial: number;
  readonly total: number;
  readonly parts: Map<number, Frame>;
  changedAtUtcMs: number;
}

type Reassembly =
  | { readonly kind: 'complete'; readonly frame: Frame }
  | { readonly kind: 'pending' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'refused'; readonly reason: string };

interface MissingParts {
  readonly firstSerial: number;
  readonly indexes: readonly number[];
}

export class Reassembler {
  readonly #groups = new Map<string, Group>();

  /** @param receivedAtUtcMs of the frame, from the journal, so that a rebuild decides the same */
  accept(frame: Frame, receivedAtUtcMs: number): Reassembly {
    const part = frame.part;
    if (part === null) return { kind: 'complete', frame };
    if (part.total > MAX_PARTS)
      return { kind: 'refused', reason: `${part.total} parts, at most ${MAX_PARTS}` };
    // Parts carry consecutive serials, so each one names the first (4.4.3)
    const firstSerial = (frame.serial - (part.index - 1)) & 0xffff;
    const key = `${frame.messageId}/${firstSerial}/${part.total}`;
    const group = this.#groups.get(key) ?? this.#open(key, frame, firstSerial, receivedAtUtcMs);
    if (group.parts.has(part.index)) return { kind: 'duplicate' };
    group.parts.set(part.index, frame);
    group.changedAtUtcMs = receivedAtUtcMs;
    if (group.parts.size < group.total) return { kind: 'pending' };
    this.#groups.delete(key);
    const ordered = [...group.parts.entries()].sort(([a], [b]) => a - b).map(([, each]) => each.body);
    return {
      kind: 'complete',
      frame: { ...frame, serial: firstSerial, part: null, body: Buffer.concat(ordered) },
    };
  }

  /** What to ask for again: groups that have stood still for `quietMs`. */
  missing(nowUtcMs: number, quietMs: number): MissingParts[] {
    return [...this.#groups.values()]
      .filter((group) => nowUtcMs - group.changedAtUtcMs >= quietMs)
      .map(({ firstSerial, total, parts }) => ({
        firstSerial,
        indexes: Array.from({ length: total }, (_, at) => at + 1).filter((index) => !parts.has(index)),
      }));
  }

  #open(key: string, frame: Frame, firstSerial: number, receivedAtUtcMs: number): Group {
    // The oldest group gives way: a terminal that never completes must not fill the memory
    const oldest = this.#groups.keys().next();
    if (this.#groups.size >= MAX_GROUPS && !oldest.done) this.#groups.delete(oldest.value);
    const group: Group = {
      messageId: frame.messageId,
      firstSerial,
      total: frame.part?.total ?? 1,
      parts: new Map(),
      changedAtUtcMs: receivedAtUtcMs,
    };
    this.#groups.set(key, group);
    return group;
  }
}
