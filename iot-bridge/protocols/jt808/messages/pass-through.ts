/** 0x0900 / 0x8900 data passed through: a type, then anything. Source: JT/T 808-2019 8.62, 8.63. */
import { ByteReader } from '../bytes.ts';

export const PASS_THROUGH_UP = 0x0900;
export const PASS_THROUGH_DOWN = 0x8900;

export interface PassThrough {
  readonly type: number;
  readonly payload: Buffer;
}

export function decodePassThrough(body: Buffer): PassThrough | null {
  const reader = new ByteReader(body);
  const type = reader.byte();
  return reader.overrun ? null : { type, payload: reader.rest() };
}
