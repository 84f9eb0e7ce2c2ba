/**
 * NMEA 0183 sentences of GNSS receivers. Talkers: GB or BD Beidou, GP GPS, GL GLONASS, GA Galileo, GN combined, GQ/QZ QZSS.
 * Angles in degrees (WGS 84, which CGCS2000 equals to 0.1 m), altitude m above mean sea level, speed m/s.
 * Source: NMEA 0183 v4.11; checksum is the XOR between $ and *.
 */
import type { Result } from '../../../contracts/result.ts';
import { err, ok } from '../../../contracts/result.ts';

interface Sentence {
  readonly talker: string;
  readonly type: string;
  readonly checksumOk: true;
  readonly latitudeDeg: number | null;
  readonly longitudeDeg: number | null;
  readonly quality: number | null;
  readonly satellites: number | null;
  readonly altitudeM: number | null;
  readonly geoidSeparationM?: number | null;
  readonly hdop?: number | null;
  readonly pdop?: number | null;
  /** hhmmss.sss as sent, UTC */
  readonly timeUtc?: string | null;
  /** instant, where the sentence holds date and time */
  readonly atUtcMs?: number | null;
  readonly valid?: boolean;
  readonly speedMps?: number | null;
  readonly courseDeg?: number | null;
  readonly fix?: number | null;
  readonly satelliteIds?: readonly string[];
  readonly inView?: readonly SatelliteInView[];
  readonly part?: { readonly total: number; readonly index: number; readonly inView: number };
}

interface SatelliteInView {
  readonly id: string;
  readonly elevationDeg: number | null;
  readonly azimuthDeg: number | null;
  readonly signalDbHz: number | null;
}

interface SentenceError {
  readonly code: 'not-a-sentence' | 'no-checksum' | 'bad-checksum' | 'bad-field';
  readonly message: string;
}

type Fields = readonly string[];

const KNOT_MPS = 1852 / 3600;
const TALKERS = new Set(['GB', 'BD', 'GP', 'GL', 'GA', 'GN', 'GQ', 'QZ', 'GI']);

function numberAt(fields: Fields, at: number): number | null {
  const text = fields[at] ?? '';
  // Number() takes a blank for 0, and reads 0x1F and 1e9
  return /^[+-]?\d+(\.\d*)?$/.test(text) ? Number(text) : null;
}

function countAt(fields: Fields, at: number): number | null {
  return /^\d{1,6}$/.test(fields[at] ?? '') ? Number(fields[at]) : null;
}

/** ddmm.mmmm or dddmm.mmmm with its hemisphere; null when the minutes are no minutes. */
function degreesAt(fields: Fields, at: number): number | null {
  const match = /^(\d{1,3})([0-5]\d(?:\.\d*)?)$/.exec(fields[at] ?? '');
  const hemisphere = fields[at + 1] ?? '';
  if (match === null || !/^[NSEW]$/.test(hemisphere)) return null;
  const magnitude = Number(match[1]) + Number(match[2]) / 60;
  return hemisphere === 'S' || hemisphere === 'W' ? -magnitude : magnitude;
}

/** Null when it is no instant: Date.UTC would carry 74 hours, or the 31st of a short month, over in silence. */
function instant(time: string, day: string, month: string, year: string): number | null {
  const match = /^(\d\d)(\d\d)(\d\d)(?:\.(\d+))?$/.exec(time);
  if (match === null || !/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{2,4}$/.test(year))
    return null;
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
  const [, hours, minutes, seconds, fraction = '0'] = match;
  const wholeMs = Date.UTC(
    fullYear,
    Number(month) - 1,
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
  );
  const sent = [fullYear, month, day, hours, minutes, seconds].map(Number);
  const at = new Date(wholeMs);
  const read = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  read.push(at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds());
  const isInstant = sent.every((field, index) => field === read[index]);
  return isInstant ? wholeMs + Math.round(Number(`0.${fraction}`) * 1000) : null;
}

const textAt = (fields: Fields, at: number): string | null => fields[at] || null;
const knots = (value: number | null): number | null => (value === null ? null : value * KNOT_MPS);

type Body = Partial<Omit<Sentence, 'talker' | 'type' | 'checksumOk'>>;

const decodeGga = (f: Fields): Body => ({
  timeUtc: textAt(f, 1),
  latitudeDeg: degreesAt(f, 2),
  longitudeDeg: degreesAt(f, 4),
  quality: numberAt(f, 6),
  satellites: numberAt(f, 7),
  hdop: numberAt(f, 8),
  altitudeM: numberAt(f, 9),
  geoidSeparationM: numberAt(f, 11),
});

const decodeRmc = (f: Fields): Body => {
  const date = /^(\d\d)(\d\d)(\d\d)$/.exec(f[9] ?? '');
  return {
    timeUtc: textAt(f, 1),
    valid: f[2] === 'A',
    latitudeDeg: degreesAt(f, 3),
    longitudeDeg: degreesAt(f, 5),
    speedMps: knots(numberAt(f, 7)),
    courseDeg: numberAt(f, 8),
    atUtcMs: date === null ? null : instant(f[1] ?? '', date[1] ?? '', date[2] ?? '', date[3] ?? ''),
  };
};

const decodeGll = (f: Fields): Body => ({
  latitudeDeg: degreesAt(f, 1),
  longitudeDeg: degreesAt(f, 3),
  timeUtc: textAt(f, 5),
  valid: f[6] === 'A',
});

const decodeGns = (f: Fields): Body => ({
  timeUtc: textAt(f, 1),
  latitudeDeg: degreesAt(f, 2),
  longitudeDeg: degreesAt(f, 4),
  satellites: numberAt(f, 7),
  hdop: numberAt(f, 8),
  altitudeM: numberAt(f, 9),
  geoidSeparationM: numberAt(f, 10),
});

const decodeGsa = (f: Fields): Body => ({
  fix: numberAt(f, 2),
  satelliteIds: f.slice(3, 15).filter((id) => id !== ''),
  pdop: numberAt(f, 15),
  hdop: numberAt(f, 16),
});

/** Four satellites a sentence; NMEA 4.10 adds a signal id after the last group. */
function decodeGsv(f: Fields): Body {
  const inView: SatelliteInView[] = [];
  for (let at = 4; at + 3 < f.length; at += 4) {
    const id = f[at] ?? '';
    if (id === '') continue;
    inView.push({
      id,
      elevationDeg: numberAt(f, at + 1),
      azimuthDeg: numberAt(f, at + 2),
      signalDbHz: numberAt(f, at + 3),
    });
  }
  const [total, index, count] = [countAt(f, 1), countAt(f, 2), countAt(f, 3)];
  if (total === null || index === null || count === null) return { inView };
  return { part: { total, index, inView: count }, inView };
}

const decodeVtg = (f: Fields): Body => ({ courseDeg: numberAt(f, 1), speedMps: knots(numberAt(f, 5)) });

const decodeZda = (f: Fields): Body => ({
  timeUtc: textAt(f, 1),
  atUtcMs: instant(f[1] ?? '', f[2] ?? '', f[3] ?? '', f[4] ?? ''),
});

const DECODERS: Readonly<Record<string, (fields: Fields) => Body>> = {
  GGA: decodeGga,
  RMC: decodeRmc,
  GLL: decodeGll,
  GNS: decodeGns,
  GSA: decodeGsa,
  GSV: decodeGsv,
  VTG: decodeVtg,
  ZDA: decodeZda,
};

function xorOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum ^= text.charCodeAt(at);
  return sum;
}

/** Counts that do not read, a coordinate that does not or lies off the globe, make the sentence broken. */
function brokenField(fields: Fields, type: string, body: Body): string | null {
  if (type === 'GSV' && body.part === undefined) return `counts ${fields.slice(1, 4).join(',')}`;
  const at = type === 'GLL' ? 1 : type === 'RMC' ? 3 : type === 'GGA' || type === 'GNS' ? 2 : null;
  if (at === null) return null;
  if ((fields[at] ?? '') !== '' && !(Math.abs(body.latitudeDeg ?? 999) <= 90))
    return `latitude ${fields[at]}`;
  if ((fields[at + 2] ?? '') !== '' && !(Math.abs(body.longitudeDeg ?? 999) <= 180)) {
    return `longitude ${fields[at + 2]}`;
  }
  return null;
}

/** Errors: every code of SentenceError. A proprietary sentence has talker `P` and the rest of its address as type. */
export function decodeSentence(line: string): Result<Sentence, SentenceError> {
  const match = /^[$!]([^*$!]*?)(?:\*([0-9A-Fa-f]{2}))?$/.exec(line.trim());
  const [, payload, sent] = match ?? [];
  if (payload === undefined || !/^[A-Z0-9]{3,}(,|$)/.test(payload)) {
    return err({
      code: 'not-a-sentence',
      message: `${JSON.stringify(line.slice(0, 40))} is no NMEA sentence`,
    });
  }
  if (sent === undefined)
    return err({ code: 'no-checksum', message: 'no * and two hexadecimal digits at the end' });
  const sum = xorOf(payload);
  if (sum !== Number.parseInt(sent, 16)) {
    const hex = sum.toString(16).padStart(2, '0').toUpperCase();
    return err({ code: 'bad-checksum', message: `checksum is ${sent}, the characters give ${hex}` });
  }
  const fields = payload.split(',');
  const address = fields[0] ?? '';
  const proprietary = !TALKERS.has(address.slice(0, 2)) && address.startsWith('P');
  const talker = proprietary ? 'P' : address.slice(0, 2);
  const type = address.slice(talker.length);
  const body = (proprietary ? undefined : DECODERS[type])?.(fields) ?? {};
  const broken = brokenField(fields, proprietary ? '' : type, body);
  if (broken !== null) return err({ code: 'bad-field', message: `${address}: ${broken}` });
  const nothing = { latitudeDeg: null, longitudeDeg: null, quality: null, satellites: null, altitudeM: null };
  return ok({ talker, type, checksumOk: true, ...nothing, ...body });
}
