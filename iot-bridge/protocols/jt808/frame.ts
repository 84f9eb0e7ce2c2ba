/**
 * JT/T 808 frame: 7E | header | body | checksum | 7E, escaped between the flags.
 * One codec for 2011, 2013 (header of 12 or 16 bytes) and 2019 (17 or 21 bytes, attribute bit 14).
 * Source: JT/T 808-2019, 4.4.
 */
import type { Result } from '../../../contracts/result.ts';
import { err, ok } from '../../../contracts/result.ts';
import { word } from './bytes.ts';

export const FLAG = 0x7e;
const ESCAPE = 0x7d;
const VERSION_BIT = 1 << 14;
const PART_BIT = 1 << 13;

/** 2011 and 2013 have the same header; only some bodies tell them apart. */
export type Protocol = '2011/2013' | '2019';

export interface Frame {
  readonly messageId: number;
  readonly protocol: Protocol;
  /** version byte of 2019, null before */
  readonly protocolVersion: number | null;
  /** as sent: 12 digits before 2019, 20 digits since */
  readonly phone: string;
  readonly serial: number;
  /** bits 10-12 of the attributes; 0 is plain, 1 is RSA */
  readonly encryption: number;
  /** position among the sub-packages, index from 1 */
  readonly part: { readonly total: number; readonly index: number } | null;
  readonly body: Buffer;
}

interface FrameError {
  readonly code: 'not-framed' | 'too-short' | 'bad-escape' | 'bad-checksum' | 'bad-length' | 'bad-part';
  readonly message: string;
}

const refuse = (code: FrameError['code'], message: string): { ok: false; error: FrameError } =>
  err({ code, message });

/** 4.4.2: 7D 02 is 7E, 7D 01 is 7D; nothing else may follow 7D. */
function unescape(escaped: Buffer): Buffer | null {
  if (!escaped.includes(ESCAPE)) return escaped;
  const plain = Buffer.alloc(escaped.length);
  let length = 0;
  for (let at = 0; at < escaped.length; at++) {
    const byte = escaped.readUInt8(at);
    if (byte !== ESCAPE) {
      plain.writeUInt8(byte, length++);
      continue;
    }
    at += 1;
    const next = at < escaped.length ? escaped.readUInt8(at) : 0;
    if (next !== 1 && next !== 2) return null;
    plain.writeUInt8(next === 2 ? FLAG : ESCAPE, length++);
  }
  return plain.subarray(0, length);
}

function escape(plain: Buffer): Buffer {
  const escaped = Buffer.alloc(plain.length * 2);
  let length = 0;
  for (const byte of plain) {
    if (byte === FLAG || byte === ESCAPE) {
      escaped.writeUInt8(ESCAPE, length++);
      escaped.writeUInt8(byte === FLAG ? 2 : 1, length++);
    } else {
      escaped.writeUInt8(byte, length++);
    }
  }
  return escaped.subarray(0, length);
}

/** 4.4.4: XOR from the message id to the byte before the checksum. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum;
}

/**
 * @param wire one frame with both flags, still escaped
 * Errors: every code of FrameError; the order is framing, escape, length of the header, checksum, length of the body.
 */
export function decodeFrame(wire: Buffer): Result<Frame, FrameError> {
  if (wire.length < 2 || wire.readUInt8(0) !== FLAG || wire.readUInt8(wire.length - 1) !== FLAG) {
    return refuse('not-framed', 'a frame begins and ends with 7e');
  }
  const plain = unescape(wire.subarray(1, -1));
  if (plain === null) return refuse('bad-escape', '7d is followed by neither 01 nor 02');
  if (plain.length < 13) return refuse('too-short', `${plain.length} bytes, a header and checksum need 13`);
  const attributes = plain.readUInt16BE(2);
  const is2019 = (attributes & VERSION_BIT) !== 0;
  const isPart = (attributes & PART_BIT) !== 0;
  const phoneAt = is2019 ? 5 : 4;
  const serialAt = phoneAt + (is2019 ? 10 : 6);
  const headerLength = serialAt + 2 + (isPart ? 4 : 0);
  const covered = plain.subarray(0, -1);
  const sum = checksum(covered);
  const sent = plain.readUInt8(plain.length - 1);
  if (sum !== sent) return refuse('bad-checksum', `checksum is ${sent}, the bytes give ${sum}`);
  if (covered.length < headerLength) {
    return refuse('too-short', `${plain.length} bytes, header and checksum need ${headerLength + 1}`);
  }
  const bodyLength = attributes & 0x3ff;
  const body = covered.subarray(headerLength);
  if (body.length !== bodyLength) {
    return refuse('bad-length', `body length says ${bodyLength}, ${body.length} bytes are there`);
  }
  const part = isPart
    ? { total: plain.readUInt16BE(serialAt + 2), index: plain.readUInt16BE(serialAt + 4) }
    : null;
  if (part !== null && (part.index < 1 || part.index > part.total)) {
    return refuse('bad-part', `sub-package ${part.index} of ${part.total}`);
  }
  return ok({
    messageId: plain.readUInt16BE(0),
    protocol: is2019 ? '2019' : '2011/2013',
    protocolVersion: is2019 ? plain.readUInt8(4) : null,
    phone: plain.toString('hex', phoneAt, serialAt),
    serial: plain.readUInt16BE(serialAt),
    encryption: (attributes >> 10) & 7,
    part,
    body,
  });
}

type OutgoingFrame = Pick<Frame, 'messageId' | 'protocol' | 'phone' | 'serial' | 'body'> &
  Partial<Pick<Frame, 'part'>>;

/** The frame on the wire. A body over 1023 bytes is a broken invariant: split it into parts first. */
export function encodeFrame(frame: OutgoingFrame): Buffer {
  if (frame.body.length > 0x3ff) throw new Error(`body of ${frame.body.length} bytes, a frame holds 1023`);
  const is2019 = frame.protocol === '2019';
  const part = frame.part ?? null;
  const attributes = frame.body.length | (is2019 ? VERSION_BIT : 0) | (part === null ? 0 : PART_BIT);
  const plain = Buffer.concat([
    word(frame.messageId),
    word(attributes),
    ...(is2019 ? [Buffer.from([1])] : []),
    Buffer.from(frame.phone.padStart(is2019 ? 20 : 12, '0'), 'hex'),
    word(frame.serial),
    ...(part === null ? [] : [word(part.total), word(part.index)]),
    frame.body,
  ]);
  const flag = Buffer.from([FLAG]);
  return Buffer.concat([flag, escape(Buffer.concat([plain, Buffer.from([checksum(plain)])])), flag]);
}
