/**
 * Big-endian fields of JT/T 808: integers, GBK strings, BCD.
 * A reader never throws: reading past the end answers zeros and sets `overrun`, which each decoder asks once at its end.
 * Source: JT/T 808-2019, 4.2 (data types).
 */
import iconv from 'iconv-lite';

export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;
  /** True once a field lay beyond the end. */
  overrun = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(count: number): Buffer {
    if (this.remaining < count) {
      this.overrun = true;
      this.#at = this.#bytes.length;
      return Buffer.alloc(count);
    }
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  byte(): number {
    return this.bytes(1).readUInt8(0);
  }

  word(): number {
    return this.bytes(2).readUInt16BE(0);
  }

  dword(): number {
    return this.bytes(4).readUInt32BE(0);
  }

  rest(): Buffer {
    return this.bytes(this.remaining);
  }

  /** Fixed field, filled with NUL at its end (some makers fill at the front). */
  text(count: number): string {
    return gbkText(this.bytes(count));
  }
}

export function gbkText(bytes: Buffer): string {
  return iconv.decode(bytes, 'gbk').replaceAll('\0', '');
}

export function gbkBytes(text: string): Buffer {
  return iconv.encode(text, 'gbk');
}

/** GBK text in a field of `count` bytes, cut or filled with NUL. */
export function fixedText(text: string, count: number): Buffer {
  const field = Buffer.alloc(count);
  gbkBytes(text).copy(field, 0, 0, count);
  return field;
}

export function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value & 0xffff);
  return bytes;
}

export function dword(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Beijing time, the zone of every BCD time from a terminal (JT/T 808-2019, table 23). */
export const BEIJING_OFFSET_MS = 8 * 3_600_000;

/**
 * BCD[6] YYMMDDhhmmss to UTC, ms; null when it is no date (terminals without a fix send zeros).
 * @param offsetMs zone of the digits
 */
export function utcMsOfBcd(bcd: Buffer, offsetMs: number): number | null {
  const digits = bcd.toString('hex');
  if (!/^\d{12}$/.test(digits)) return null;
  const field = (at: number): number => Number(digits.slice(at, at + 2));
  const wallMs = Date.UTC(2000 + field(0), field(2) - 1, field(4), field(6), field(8), field(10));
  // Date.UTC carries the 31st of a short month into the next one: only a date that comes back is a date
  return bcdOfUtcMs(wallMs, 0).equals(bcd) ? wallMs - offsetMs : null;
}

export function bcdOfUtcMs(utcMs: number, offsetMs: number): Buffer {
  const iso = new Date(utcMs + offsetMs).toISOString();
  return Buffer.from(iso.slice(2, 19).replaceAll(/[-T:]/g, ''), 'hex');
}
