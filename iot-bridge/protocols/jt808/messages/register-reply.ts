/** 0x8100 answer to a registration. Source: JT/T 808-2019 8.9. */
import { ByteReader, gbkBytes, gbkText, word } from '../bytes.ts';
import type { Frame } from '../frame.ts';

export const REGISTER_REPLY = 0x8100;

export const REGISTER_RESULT = {
  accepted: 0,
  vehicleRegistered: 1,
  noSuchVehicle: 2,
  terminalRegistered: 3,
  noSuchTerminal: 4,
} as const;

export interface RegisterReply {
  readonly replySerial: number;
  readonly result: number;
  /** only when the result is 0 */
  readonly authCode: string | null;
}

export function decodeRegisterReply(frame: Frame): RegisterReply | null {
  const reader = new ByteReader(frame.body);
  const replySerial = reader.word();
  const result = reader.byte();
  if (reader.overrun) return null;
  return { replySerial, result, authCode: result === 0 ? gbkText(reader.rest()) : null };
}

export function encodeRegisterReply(reply: RegisterReply): Buffer {
  return Buffer.concat([
    word(reply.replySerial),
    Buffer.from([reply.result]),
    ...(reply.authCode === null ? [] : [gbkBytes(reply.authCode)]),
  ]);
}
