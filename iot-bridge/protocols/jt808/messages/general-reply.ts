/** 0x0001 general answer of the terminal, 0x8001 of the platform: one body. Source: JT/T 808-2019 8.1, 8.2. */
import { ByteReader, word } from '../bytes.ts';
import type { Frame } from '../frame.ts';

export const TERMINAL_REPLY = 0x0001;
export const PLATFORM_REPLY = 0x8001;

export const REPLY_RESULT = { done: 0, failed: 1, badMessage: 2, unsupported: 3, alarmConfirmed: 4 } as const;

export interface GeneralReply {
  readonly replySerial: number;
  readonly replyId: number;
  readonly result: number;
}

export function decodeGeneralReply(frame: Frame): GeneralReply | null {
  const reader = new ByteReader(frame.body);
  const reply = { replySerial: reader.word(), replyId: reader.word(), result: reader.byte() };
  return reader.overrun ? null : reply;
}

export function encodeGeneralReply(reply: GeneralReply): Buffer {
  return Buffer.concat([word(reply.replySerial), word(reply.replyId), Buffer.from([reply.result])]);
}
