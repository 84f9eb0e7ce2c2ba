/**
 * 0x8003 (platform) and 0x0005 (terminal, 2019) ask for sub-packages again.
 * The count is a BYTE before 2019 and a WORD since. Source: JT/T 808-2013 8.4, JT/T 808-2019 8.3, 8.4.
 */
import { ByteReader, word } from '../bytes.ts';
import type { Frame, Protocol } from '../frame.ts';

export const RESEND_REQUEST = 0x8003;
export const TERMINAL_RESEND_REQUEST = 0x0005;

export interface ResendRequest {
  readonly firstSerial: number;
  readonly indexes: readonly number[];
}

export function decodeResendRequest(frame: Frame): ResendRequest | null {
  const reader = new ByteReader(frame.body);
  const firstSerial = reader.word();
  const count = frame.protocol === '2019' ? reader.word() : reader.byte();
  if (reader.remaining !== count * 2) return null;
  return { firstSerial, indexes: Array.from({ length: count }, () => reader.word()) };
}

export function encodeResendRequest(request: ResendRequest, protocol: Protocol): Buffer {
  const count = request.indexes.length;
  return Buffer.concat([
    word(request.firstSerial),
    protocol === '2019' ? word(count) : Buffer.from([count]),
    ...request.indexes.map(word),
  ]);
}
