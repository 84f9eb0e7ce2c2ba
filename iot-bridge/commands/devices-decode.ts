/** `devices decode`: frames or sentences in, JSON out; what is broken is listed with a code, never dropped. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { defineCommand } from '../../contracts/cli/command.ts';
import { devicesDecodeContract } from '../../contracts/cli/devices-decode.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { decodeSentence } from '../protocols/nmea/decode.ts';
import type { Message } from '../protocols/jt808/decode-message.ts';
import { decodeMessage, hexId } from '../protocols/jt808/decode-message.ts';
import type { Frame } from '../protocols/jt808/frame.ts';
import { decodeFrame } from '../protocols/jt808/frame.ts';
import type { Location } from '../protocols/jt808/messages/location.ts';
import { StreamSplitter } from '../protocols/jt808/split-stream.ts';

type Output = z.input<typeof devicesDecodeContract.output>;
type Decoded = Output['messages'][number];
type Broken = Output['errors'][number];

interface Line {
  readonly line: number;
  readonly text: string;
}

const HEX = /^(?:[0-9a-f]{2})+$/;

function locationOut(location: Location) {
  const { items, ...rest } = location;
  return {
    ...rest,
    items: items.map(({ id, value }) => ({
      id: `0x${id.toString(16).padStart(2, '0')}`,
      hex: value.toString('hex'),
    })),
  };
}

function bodyOut(message: Message): Partial<Extract<Decoded, { frameOk: true }>> {
  switch (message.kind) {
    case 'location':
      return { location: locationOut(message.location) };
    case 'location-batch':
      return { batch: { ...message.batch, items: message.batch.items.map(locationOut) } };
    case 'registration':
      return { register: message.registration };
    case 'authentication':
      return { authentication: message.authentication };
    case 'register-reply':
      return { reply: message.reply };
    case 'general-reply':
      return { reply: { ...message.reply, replyId: hexId(message.reply.replyId) } };
    case 'resend-request':
      return { resend: { ...message.request, indexes: [...message.request.indexes] } };
    case 'server-time':
      return { serverTimeUtcMs: message.atUtcMs };
    case 'pass-through': {
      const { type, payload } = message.passThrough;
      return { passThrough: { type, payloadHex: payload.toString('hex') } };
    }
    default:
      return {};
  }
}

function frameOut(frame: Frame, line: number, message: Message | null): Decoded {
  return {
    line,
    frameOk: true,
    messageId: hexId(frame.messageId),
    protocol: frame.protocol,
    phone: frame.phone,
    serial: frame.serial,
    encryption: frame.encryption,
    ...(frame.part === null ? {} : { part: frame.part }),
    bodyHex: frame.body.toString('hex'),
    ...(message === null ? {} : bodyOut(message)),
  };
}

/** The frames of one line: itself when flags stand only at its ends, otherwise what the stream splitter finds. */
function framesOf(bytes: Buffer): Buffer[] {
  const inner = bytes.subarray(1, -1);
  if (!inner.includes(0x7e)) return [bytes];
  const splitter = new StreamSplitter();
  const frames = splitter.push(bytes);
  if (frames.length === 0) return [bytes];
  // What is left over after the last flag, or before the first, is broken and must be said
  return splitter.discardedBytes > 0 || bytes.at(-1) !== 0x7e ? [...frames, bytes.subarray(-1)] : frames;
}

function decodeJt808({ line, text }: Line): { messages: Decoded[]; errors: Broken[] } {
  const hex = text.toLowerCase().replaceAll(/\s|0x|,/g, '');
  const broken = (code: string, message: string, input: string): Broken => ({ line, code, message, input });
  if (!HEX.test(hex)) {
    return { messages: [], errors: [broken('not-hex', 'pairs of hexadecimal digits are needed', text)] };
  }
  const messages: Decoded[] = [];
  const errors: Broken[] = [];
  for (const wire of framesOf(Buffer.from(hex, 'hex'))) {
    const frame = decodeFrame(wire);
    if (!frame.ok) {
      errors.push(broken(frame.error.code, frame.error.message, wire.toString('hex')));
      continue;
    }
    const message = decodeMessage(frame.value);
    messages.push(frameOut(frame.value, line, message.ok ? message.value : null));
    if (!message.ok) {
      errors.push(broken(message.error.code, message.error.message, wire.toString('hex')));
    }
  }
  return { messages, errors };
}

function decodeNmea({ line, text }: Line): { messages: Decoded[]; errors: Broken[] } {
  const sentence = decodeSentence(text);
  if (!sentence.ok) return { messages: [], errors: [{ line, ...sentence.error, input: text }] };
  const { satelliteIds, inView, ...rest } = sentence.value;
  const message = {
    line,
    ...rest,
    ...(satelliteIds === undefined ? {} : { satelliteIds: [...satelliteIds] }),
    ...(inView === undefined ? {} : { inView: [...inView] }),
  };
  return { messages: [message], errors: [] };
}

async function linesOf(
  hex: string | undefined,
  file: string | undefined,
): Promise<Result<Line[], CodedError>> {
  if ((hex === undefined) === (file === undefined)) {
    return err({ code: 'bad-argument', message: 'devices decode: give either --hex or --file' });
  }
  if (hex !== undefined) return ok([{ line: 1, text: hex }]);
  try {
    const text = await readFile(file ?? '', 'utf8');
    return ok(
      text
        .split(/\r?\n/)
        .map((each, at) => ({ line: at + 1, text: each.trim() }))
        .filter((each) => each.text !== '' && !each.text.startsWith('#')),
    );
  } catch (cause) {
    return err({ code: 'unreadable-file', message: `${file}: ${String(cause)}` });
  }
}

export const devicesDecodeCommand = defineCommand(devicesDecodeContract, async (input) => {
  if (input.protocol === 'nmea' && input.hex !== undefined) {
    return err({ code: 'bad-argument', message: 'devices decode: --hex goes with --protocol jt808' });
  }
  const lines = await linesOf(input.hex, input.file);
  if (!lines.ok) return lines;
  const decode = input.protocol === 'jt808' ? decodeJt808 : decodeNmea;
  const decoded = lines.value.map(decode);
  return ok({
    messages: decoded.flatMap(({ messages }) => messages),
    errors: decoded.flatMap(({ errors }) => errors),
  });
});
