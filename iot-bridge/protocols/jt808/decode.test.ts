import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
const dataFolder = process.env['CHENGKAN_DATA'] ?? join('..', 'shared', 'data');
const dataRequired = process.env['CHENGKAN_DATA_REQUIRED'] === '1';
import { decodeFrame } from './frame.ts';
import { decodeMessage, hexId } from './decode-message.ts';
import type { Location } from './messages/location.ts';
import { hasBit, STATUS } from './messages/location.ts';

const folder = join(dataFolder, 'jt808');
const present = existsSync(folder);
if (!present && dataRequired) throw new Error(`${folder} is required and absent`);

interface Expected {
  readonly frame_ok: boolean;
  readonly [key: string]: unknown;
}
interface Vector {
  readonly id: string;
  readonly hex: string;
  readonly expected: Expected;
}

/** UTC as the vectors write it, at GMT+8. */
const beijing = (utcMs: number | null): string | null =>
  utcMs === null ? null : `${new Date(utcMs + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

const locationAsExpected = (location: Location): Record<string, unknown> => ({
  alarm: location.alarmBits,
  status: location.statusBits,
  located: location.located,
  lat_raw: Math.round(Math.abs(location.latitudeDeg) * 1e6),
  lon_raw: Math.round(Math.abs(location.longitudeDeg) * 1e6),
  south: hasBit(location.statusBits, STATUS.south),
  west: hasBit(location.statusBits, STATUS.west),
  lat: location.latitudeDeg,
  lon: location.longitudeDeg,
  altitude_m: location.altitudeM,
  speed_kmh: Math.round(location.speedMps * 36) / 10,
  direction_deg: location.directionDeg,
  time: beijing(location.fixedAtUtcMs),
  sat_gps: hasBit(location.statusBits, STATUS.gps),
  sat_beidou: hasBit(location.statusBits, STATUS.beidou),
  extras: location.items.map(({ id, value }) => ({
    id: `0x${id.toString(16).padStart(2, '0')}`,
    len: value.length,
    hex: value.toString('hex'),
  })),
  extras_well_formed: location.itemsWellFormed,
});

/** Our decoding in the words of the vectors. */
function inTheirWords(hex: string): Record<string, unknown> {
  const frame = decodeFrame(Buffer.from(hex, 'hex'));
  if (!frame.ok) return { frame_ok: false };
  const { value } = frame;
  const words: Record<string, unknown> = {
    frame_ok: true,
    msg_id: hexId(value.messageId),
    body_len: value.body.length,
    encrypt: value.encryption,
    subpackage: value.part !== null,
    protocol: value.protocol,
    version_byte: value.protocolVersion,
    phone_bcd: value.phone,
    serial: value.serial,
    body_hex: value.body.toString('hex'),
  };
  if (value.part) Object.assign(words, { pkg_total: value.part.total, pkg_index: value.part.index });
  const message = decodeMessage(value);
  if (!message.ok) return { ...words, error: message.error.code };
  const m = message.value;
  if (m.kind === 'registration') {
    const { province, city, maker, model, terminalId, plateColour, plate } = m.registration;
    words['register'] = {
      province,
      city,
      maker,
      model,
      terminal_id: terminalId,
      plate_color: plateColour,
      plate,
    };
  } else if (m.kind === 'authentication') {
    const { code, imei, software } = m.authentication;
    words['auth'] = imei === null ? { code } : { code, imei, software };
  } else if (m.kind === 'general-reply') {
    words['general_reply'] = {
      reply_serial: m.reply.replySerial,
      reply_id: hexId(m.reply.replyId),
      result: m.reply.result,
    };
  } else if (m.kind === 'register-reply') {
    const { replySerial, result, authCode } = m.reply;
    words['register_reply'] = { reply_serial: replySerial, result, auth_code: authCode };
  } else if (m.kind === 'pass-through') {
    const { type, payload } = m.passThrough;
    words['transparent'] = {
      type: `0x${type.toString(16).padStart(2, '0')}`,
      payload_hex: payload.toString('hex'),
    };
  } else if (m.kind === 'location') words['location'] = locationAsExpected(m.location);
  else if (m.kind === 'location-batch') {
    const { type, declaredCount, items } = m.batch;
    words['batch'] = {
      count: declaredCount,
      type,
      items: items.map(locationAsExpected),
      count_ok: declaredCount === items.length,
    };
  }
  return words;
}

/** Keys of `expected` that ours answers in another form. */
const ELSEWHERE = new Set(['checksum', 'checksum_ok', 'body_len_ok', 'reason']);

describe.skipIf(!present)('peer: frames of three independent implementations', () => {
  for (const name of ['yezhihao', 'go-jt808', 'traccar-sample']) {
    test(`peer: every frame of ${name} decodes as expected`, () => {
      const { vectors } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as {
        vectors: Vector[];
      };
      const differences: string[] = [];
      for (const { id, hex, expected } of vectors) {
        const ours = inTheirWords(hex);
        const keys = expected.frame_ok ? Object.keys(expected) : ['frame_ok'];
        for (const key of keys.filter((each) => !ELSEWHERE.has(each))) {
          if (JSON.stringify(ours[key]) !== JSON.stringify(expected[key])) {
            differences.push(
              `${id} ${key}: ours ${JSON.stringify(ours[key])} expected ${JSON.stringify(expected[key])}`,
            );
          }
        }
      }
      expect(vectors.length).toBeGreaterThan(10);
      expect(differences).toEqual([]);
    });
  }
});
