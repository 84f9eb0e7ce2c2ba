import { z } from 'zod';
import type { CommandContract } from './command.ts';

const Input = z.object({
  protocol: z.enum(['jt808', 'nmea']),
  hex: z.string().optional().describe('one JT/T 808 frame or several, from 7e to 7e, escaped'),
  file: z.string().optional().describe('frames as hex or sentences, one a line; # begins a comment'),
});

const Location = z.object({
  located: z.boolean(),
  latitudeDeg: z.number(),
  longitudeDeg: z.number(),
  altitudeM: z.number(),
  speedMps: z.number(),
  directionDeg: z.number(),
  fixedAtUtcMs: z.number().nullable(),
  alarmBits: z.int(),
  statusBits: z.int(),
  secrecyOffset: z.boolean().describe('the position is GCJ-02'),
  items: z.array(z.object({ id: z.string(), hex: z.string() })).describe('additional items, as sent'),
  itemsWellFormed: z.boolean(),
});

const Jt808Message = z.object({
  line: z.int(),
  frameOk: z.literal(true),
  messageId: z.string(),
  protocol: z.enum(['2011/2013', '2019']),
  phone: z.string(),
  serial: z.int(),
  encryption: z.int(),
  part: z.object({ total: z.int(), index: z.int() }).optional(),
  bodyHex: z.string(),
  location: Location.optional(),
  batch: z.object({ type: z.int(), declaredCount: z.int(), items: z.array(Location) }).optional(),
  register: z
    .object({
      province: z.int(),
      city: z.int(),
      maker: z.string(),
      model: z.string(),
      terminalId: z.string(),
      plateColour: z.int(),
      plate: z.string(),
    })
    .optional(),
  authentication: z
    .object({ code: z.string(), imei: z.string().nullable(), software: z.string().nullable() })
    .optional(),
  reply: z
    .object({
      replySerial: z.int(),
      replyId: z.string().optional(),
      result: z.int(),
      authCode: z.string().nullable().optional(),
    })
    .optional(),
  resend: z.object({ firstSerial: z.int(), indexes: z.array(z.int()) }).optional(),
  serverTimeUtcMs: z.number().optional(),
  passThrough: z.object({ type: z.int(), payloadHex: z.string() }).optional(),
});

const Number_ = z.number().nullable();
const NmeaMessage = z.object({
  line: z.int(),
  talker: z.string(),
  type: z.string(),
  checksumOk: z.literal(true),
  latitudeDeg: Number_,
  longitudeDeg: Number_,
  quality: Number_,
  satellites: Number_,
  altitudeM: Number_,
  geoidSeparationM: Number_.optional(),
  hdop: Number_.optional(),
  pdop: Number_.optional(),
  timeUtc: z.string().nullable().optional(),
  atUtcMs: Number_.optional(),
  valid: z.boolean().optional(),
  speedMps: Number_.optional(),
  courseDeg: Number_.optional(),
  fix: Number_.optional(),
  satelliteIds: z.array(z.string()).optional(),
  inView: z
    .array(z.object({ id: z.string(), elevationDeg: Number_, azimuthDeg: Number_, signalDbHz: Number_ }))
    .optional(),
  part: z.object({ total: z.int(), index: z.int(), inView: z.int() }).optional(),
});

const Output = z.object({
  messages: z.array(z.union([Jt808Message, NmeaMessage])),
  errors: z
    .array(z.object({ line: z.int(), code: z.string(), message: z.string(), input: z.string() }))
    .describe('`bad-body` comes beside its message, every other code instead of one'),
});

export const devicesDecodeContract = {
  name: 'devices decode',
  summary: 'Read frames of terminals (JT/T 808) or sentences of receivers (NMEA 0183)',
  positionals: [],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
