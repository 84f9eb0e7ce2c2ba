/**
 * Mutations of lawful JT/T 808 traffic, by wire and by body: the decoder answers with a message or a declared code, what it
 * read comes back when it is written again, and `devices decode` keeps its contract.
 */
import { devicesDecodeContract } from '../../../contracts/cli/devices-decode.ts';
import type { Soak, SoakTools } from '../../../contracts/soak.ts';
import { devicesDecodeCommand } from '../../commands/devices-decode.ts';
import { fixedText } from './bytes.ts';
import type { Frame, Protocol } from './frame.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { AUTHENTICATE, encodeAuthentication } from './messages/authenticate.ts';
import { encodeGeneralReply, PLATFORM_REPLY, TERMINAL_REPLY } from './messages/general-reply.ts';
import { LOCATION_ANSWER } from './messages/location-answer.ts';
import { encodeLocationBatch, LOCATION_BATCH } from './messages/location-batch.ts';
import { encodeLocation, LOCATION } from './messages/location.ts';
import { PASS_THROUGH_UP } from './messages/pass-through.ts';
import { encodeRegisterReply, REGISTER_REPLY } from './messages/register-reply.ts';
import { encodeRegistration, REGISTER } from './messages/register.ts';
import { encodeResendRequest, RESEND_REQUEST } from './messages/resend-request.ts';
import { encodeServerTime, SERVER_TIME } from './messages/server-time.ts';
import { StreamSplitter } from './split-stream.ts';

const INSTANT_UTC_MS = Date.UTC(2024, 4, 1, 4);

const location = encodeLocation({
  alarmBits: 1,
  statusBits: 2,
  latitudeDeg: 29.879,
  longitudeDeg: 121.553,
  altitudeM: 5,
  speedMps: 1.5,
  directionDeg: 90,
  fixedAtUtcMs: INSTANT_UTC_MS,
  items: [
    { id: 1, value: Buffer.from([0, 0, 0, 9]) },
    { id: 0xe1, value: Buffer.from([0x7e, 0x7d, 1]) },
  ],
});

const registration = {
  province: 33,
  city: 205,
  maker: 'CKMAK',
  model: 'COVER-1',
  terminalId: 'JB00001',
  plateColour: 0,
  plate: '井盖 1',
};

/** message id → body */
const bodiesOf = (protocol: Protocol): readonly (readonly [number, Buffer])[] => [
  [REGISTER, encodeRegistration(registration, protocol)],
  [REGISTER_REPLY, encodeRegisterReply({ replySerial: 1, result: 0, authCode: 'code' })],
  [AUTHENTICATE, encodeAuthentication({ code: 'code', imei: '123456789012345', software: '1.0' }, protocol)],
  [TERMINAL_REPLY, encodeGeneralReply({ replySerial: 2, replyId: LOCATION, result: 0 })],
  [PLATFORM_REPLY, encodeGeneralReply({ replySerial: 3, replyId: LOCATION, result: 4 })],
  [LOCATION, location],
  [LOCATION_ANSWER, Buffer.concat([Buffer.from([0, 7]), location])],
  [LOCATION_BATCH, encodeLocationBatch(1, [location, location])],
  [RESEND_REQUEST, encodeResendRequest({ firstSerial: 4, indexes: [1, 3] }, protocol)],
  [SERVER_TIME, encodeServerTime(INSTANT_UTC_MS)],
  [PASS_THROUGH_UP, Buffer.concat([Buffer.from([0xf0]), fixedText('transparent', 16)])],
];

const FRAMES = (['2011/2013', '2019'] as const).flatMap((protocol) =>
  bodiesOf(protocol).map(([messageId, body]) => ({
    messageId,
    protocol,
    phone: '013912345678',
    serial: 7,
    body,
  })),
);

/** Half of the frames are broken on the wire, half carry a lawful checksum over a broken body. */
function brokenWire({ random, mutate }: SoakTools): Buffer {
  const frame = FRAMES[Math.floor(random() * FRAMES.length)];
  if (frame === undefined) throw new Error('there is no such frame');
  if (random() < 0.5) return Buffer.from(mutate(encodeFrame(frame)));
  const messageId =
    random() < 0.2 ? (FRAMES[Math.floor(random() * FRAMES.length)]?.messageId ?? 0) : frame.messageId;
  return encodeFrame({ ...frame, messageId, body: Buffer.from(mutate(frame.body)).subarray(0, 1023) });
}

/** The frames that a stream of this wire holds, in chunks of any size. */
function throughSplitter(wire: Buffer, random: () => number): Buffer[] {
  const splitter = new StreamSplitter();
  const frames: Buffer[] = [];
  for (let at = 0; at < wire.length;) {
    const end = at + 1 + Math.floor(random() * 40);
    frames.push(...splitter.push(wire.subarray(at, end)));
    at = end;
  }
  return frames;
}

function expectToComeBack(frame: Frame): void {
  // The version byte and the encryption bits are not ours to send
  if (frame.encryption !== 0) return;
  const again = decodeFrame(encodeFrame(frame));
  if (!again.ok) throw new Error(`written again: ${again.error.code}`);
  const [read, written] = [frame, again.value].map((each) =>
    JSON.stringify({ ...each, protocolVersion: null }),
  );
  if (read !== written) throw new Error(`read ${read}, written again ${written}`);
}

export const jt808FuzzSoak: Soak = {
  name: 'jt808-fuzz',
  promise: 'a broken frame gives a declared code, and what was read comes back when it is written',
  count: 500_000,
  smallCount: 3_000,
  longestRoundMs: 2_000,
  async round(tools) {
    const wire = brokenWire(tools);
    for (const piece of throughSplitter(wire, tools.random)) {
      const frame = decodeFrame(piece);
      if (frame.ok) expectToComeBack(frame.value);
    }
    const context = { progress: () => undefined, signal: { aborted: false } };
    const input = { protocol: 'jt808', hex: wire.toString('hex') } as const;
    const decoded = await devicesDecodeCommand.run(input, context);
    if (!decoded.ok) throw new Error(`${decoded.error.code}: ${decoded.error.message}`);
    const { messages, errors } = devicesDecodeContract.output.parse(decoded.value);
    if (messages.length === 0 && errors.length === 0) throw new Error(`${input.hex} was dropped in silence`);
  },
};
