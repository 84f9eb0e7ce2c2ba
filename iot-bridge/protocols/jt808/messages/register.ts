/** 0x0100 terminal registration. Source: JT/T 808-2011 and -2013 table 7, JT/T 808-2019 8.8. */
import { ByteReader, fixedText, gbkBytes, gbkText, word } from '../bytes.ts';
import type { Frame, Protocol } from '../frame.ts';

export const REGISTER = 0x0100;

export interface Registration {
  readonly province: number;
  readonly city: number;
  readonly maker: string;
  readonly model: string;
  readonly terminalId: string;
  readonly plateColour: number;
  readonly plate: string;
}

/** Widths of maker, model and terminal id. 2011 is told from 2013 by a body too short for the 20 bytes of model. */
function widths(frame: Frame): readonly [number, number, number] {
  if (frame.protocol === '2019') return [11, 30, 30];
  return frame.body.length < 2 + 2 + 5 + 20 + 7 + 1 ? [5, 8, 7] : [5, 20, 7];
}

export function decodeRegistration(frame: Frame): Registration | null {
  const reader = new ByteReader(frame.body);
  const [makerBytes, modelBytes, terminalIdBytes] = widths(frame);
  const registration = {
    province: reader.word(),
    city: reader.word(),
    maker: reader.text(makerBytes),
    model: reader.text(modelBytes),
    terminalId: reader.text(terminalIdBytes),
    plateColour: reader.byte(),
    plate: gbkText(reader.rest()),
  };
  return reader.overrun ? null : registration;
}

export function encodeRegistration(registration: Registration, protocol: Protocol): Buffer {
  const [makerBytes, modelBytes, terminalIdBytes] = protocol === '2019' ? [11, 30, 30] : [5, 20, 7];
  return Buffer.concat([
    word(registration.province),
    word(registration.city),
    fixedText(registration.maker, makerBytes),
    fixedText(registration.model, modelBytes),
    fixedText(registration.terminalId, terminalIdBytes),
    Buffer.from([registration.plateColour]),
    gbkBytes(registration.plate),
  ]);
}
