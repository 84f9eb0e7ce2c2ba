/** 0x0102 authentication. Source: JT/T 808-2013 8.8 (code alone), JT/T 808-2019 8.10 (length, code, IMEI, software). */
import { ByteReader, fixedText, gbkBytes, gbkText } from '../bytes.ts';
import type { Frame, Protocol } from '../frame.ts';

export const AUTHENTICATE = 0x0102;

export interface Authentication {
  readonly code: string;
  readonly imei: string | null;
  readonly software: string | null;
}

const IMEI_BYTES = 15;
const SOFTWARE_BYTES = 20;

export function decodeAuthentication(frame: Frame): Authentication | null {
  if (frame.protocol !== '2019') return { code: gbkText(frame.body), imei: null, software: null };
  const reader = new ByteReader(frame.body);
  const length = reader.byte();
  const code = reader.text(length);
  if (reader.overrun) return null;
  // Some terminals end after the code, or send less than the full tail
  if (reader.remaining < IMEI_BYTES) return { code, imei: null, software: null };
  const imei = reader.text(IMEI_BYTES);
  return { code, imei, software: gbkText(reader.rest()) };
}

export function encodeAuthentication(authentication: Authentication, protocol: Protocol): Buffer {
  const code = gbkBytes(authentication.code);
  if (protocol !== '2019') return code;
  return Buffer.concat([
    Buffer.from([code.length]),
    code,
    fixedText(authentication.imei ?? '', IMEI_BYTES),
    fixedText(authentication.software ?? '', SOFTWARE_BYTES),
  ]);
}
