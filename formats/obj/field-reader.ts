/** The fields of one line, read byte by byte. */
const BLANK = 32;
const TAB = 9;
const CR = 13;
const HASH = 35;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;

/** As many digits as a double holds exactly; the quotient of two exact numbers is the nearest double. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${exponent}`));
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const isBlank = (byte: number | undefined): boolean => byte === BLANK || byte === TAB || byte === CR;

const textOf = (bytes: Uint8Array, from: number, to: number): string => {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
};

export class FieldReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  open(bytes: Uint8Array, from: number, end: number): void {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  /** Skips blanks; false when nothing or a comment follows. */
  more(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#at;
    while (at < end && isBlank(bytes[at])) at++;
    this.#at = at;
    return at < end && bytes[at] !== HASH;
  }

  /** The next field as the nearest double, NaN when it is no decimal number. */
  number(): number {
    if (!this.more()) return NaN;
    const bytes = this.#bytes;
    const end = this.#end;
    const from = this.#at;
    let at = from;
    const sign = bytes[at];
    if (sign === MINUS || sign === PLUS) at++;
    let mantissa = 0;
    let digits = 0;
    let decimals = -1;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digits += 1;
        if (decimals >= 0) decimals += 1;
      } else if (byte === DOT && decimals < 0) decimals = 0;
      else break;
    }
    if (digits === 0 || digits > EXACT_DIGITS || (at < end && !isBlank(bytes[at]))) return this.#slow(from);
    this.#at = at;
    const value = decimals > 0 ? mantissa / (POWERS_OF_TEN[decimals] ?? 1) : mantissa;
    return sign === MINUS ? -value : value;
  }

  /** A whole number at this place, 0 when there is none: no index of an OBJ is 0. */
  index(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    let value = 0;
    for (; at < this.#end; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.#at = at;
    return negative ? -value : value;
  }

  slash(): boolean {
    if (this.#at >= this.#end || this.#bytes[this.#at] !== SLASH) return false;
    this.#at += 1;
    return true;
  }

  /** Whether a field ends here. */
  atEnd(): boolean {
    return this.#at >= this.#end || isBlank(this.#bytes[this.#at]);
  }

  word(): string {
    if (!this.more()) return '';
    const from = this.#at;
    this.#skipField();
    return textOf(this.#bytes, from, this.#at);
  }

  /** What is left of the line without the blanks around it. */
  rest(): Uint8Array {
    let [from, to] = [this.#at, this.#end];
    while (from < to && isBlank(this.#bytes[from])) from++;
    while (to > from && isBlank(this.#bytes[to - 1])) to--;
    return this.#bytes.subarray(from, to);
  }

  #skipField(): void {
    while (!this.atEnd()) this.#at += 1;
  }

  #slow(from: number): number {
    this.#at = from;
    this.#skipField();
    const text = textOf(this.#bytes, from, Math.min(this.#at, from + 100));
    return NUMBER.test(text) ? Number(text) : NaN;
  }
}
