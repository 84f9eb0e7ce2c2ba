/**
 * Bytes that come in pieces as lines: LF or CRLF, and a backslash at the end of a line joins the next one to it.
 * Lines stay bytes, so that no file is too large for a string.
 */
const LF = 10;
const CR = 13;
const BLANK = 32;
const BACKSLASH = 92;
/** Faces of a thousand corners need 30 kB. */
const MAX_LINE_BYTES = 1 << 24;

/** @param line number of the first line of a joined one, from 1 */
export type OnLine = (bytes: Uint8Array, from: number, to: number, line: number) => void;

export class LineCutter {
  readonly #onLine: OnLine;
  readonly #onTooLong: (line: number) => void;
  /** the beginning of a line whose end has not come yet */
  #rest = new Uint8Array(0);
  #line = 1;
  #skipping = false;

  constructor(onLine: OnLine, onTooLong: (line: number) => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  push(piece: Uint8Array): void {
    const bytes = this.#joined(piece);
    let from = 0;
    for (;;) {
      const to = bytes.indexOf(LF, from);
      if (to < 0) break;
      let lines = 1;
      let end = to;
      while (end >= 0 && continues(bytes, from, end)) {
        end = bytes.indexOf(LF, end + 1);
        lines += 1;
      }
      if (end < 0) break;
      this.#say(bytes, from, end, lines);
      from = end + 1;
    }
    this.#keep(bytes, from);
  }

  /** @returns the number of a last line without an end, or null */
  end(): number | null {
    const rest = this.#rest;
    const line = this.#line;
    if (rest.length === 0) return null;
    this.#rest = new Uint8Array(0);
    let lines = 1;
    for (const byte of rest) if (byte === LF) lines += 1;
    this.#say(rest, 0, rest.length, lines);
    return line;
  }

  #joined(piece: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return piece;
    const bytes = new Uint8Array(this.#rest.length + piece.length);
    bytes.set(this.#rest);
    bytes.set(piece, this.#rest.length);
    return bytes;
  }

  #keep(bytes: Uint8Array, from: number): void {
    const tooLong = bytes.length - from > MAX_LINE_BYTES;
    if (tooLong && !this.#skipping) this.#onTooLong(this.#line);
    this.#skipping ||= tooLong;
    this.#rest = this.#skipping ? new Uint8Array(0) : bytes.slice(from);
  }

  #say(bytes: Uint8Array, from: number, to: number, lines: number): void {
    const line = this.#line;
    this.#line += lines;
    if (this.#skipping) {
      this.#skipping = false;
      return;
    }
    const end = to > from && bytes[to - 1] === CR ? to - 1 : to;
    if (lines === 1) this.#onLine(bytes, from, end, line);
    else {
      const whole = withoutBreaks(bytes.slice(from, end));
      this.#onLine(whole, 0, whole.length, line);
    }
  }
}

/** The second byte of a letter in GBK can be a backslash too; then the first one is no ASCII. */
function continues(bytes: Uint8Array, from: number, end: number): boolean {
  const at = bytes[end - 1] === CR ? end - 2 : end - 1;
  return at >= from && bytes[at] === BACKSLASH && (at === from || (bytes[at - 1] ?? 0) < 0x80);
}

function withoutBreaks(line: Uint8Array): Uint8Array {
  for (let at = 0; at < line.length; at++) {
    if (line[at] !== LF) continue;
    line[at] = BLANK;
    if (line[at - 1] === CR) line[at - 1] = BLANK;
    const slash = line[at - 1] === BLANK ? at - 2 : at - 1;
    if (line[slash] === BACKSLASH) line[slash] = BLANK;
  }
  return line;
}
