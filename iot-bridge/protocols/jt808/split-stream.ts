/**
 * Cuts a TCP stream at its flags: half frames wait, glued frames part, garbage between frames is counted.
 * Two neighbours may share one flag or have one each. Source: JT/T 808-2019, 4.4.1.
 */
import { FLAG } from './frame.ts';

export class StreamSplitter {
  readonly #maxBytes: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #inFrame = false;
  /** Bytes thrown away: outside flags, or of a frame over the cap. */
  discardedBytes = 0;

  /** @param maxBytes cap of one frame on the wire; the longest lawful one is 2 × (21 + 1023 + 1) + 2 */
  constructor(maxBytes = 2 * 1045 + 2) {
    this.#maxBytes = maxBytes;
  }

  /** Frames that are complete with this chunk, each with both flags. */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let from = 0;
    while (from < chunk.length) {
      const flagAt = chunk.indexOf(FLAG, from);
      const piece = chunk.subarray(from, flagAt < 0 ? chunk.length : flagAt);
      if (this.#inFrame) this.#keep(piece);
      else this.discardedBytes += piece.length;
      if (flagAt < 0) break;
      if (this.#inFrame && this.#pendingBytes > 0) {
        frames.push(Buffer.concat([Buffer.from([FLAG]), ...this.#pending, Buffer.from([FLAG])]));
      }
      // After a closing flag the next byte tells: a flag opens, anything else shared this one
      this.#inFrame = true;
      this.#pending = [];
      this.#pendingBytes = 0;
      from = flagAt + 1;
    }
    return frames;
  }

  #keep(piece: Buffer): void {
    this.#pending.push(piece);
    this.#pendingBytes += piece.length;
    if (this.#pendingBytes <= this.#maxBytes) return;
    this.discardedBytes += this.#pendingBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#inFrame = false;
  }
}
