/**
 * Mutations of NMEA sentences, half of them with a lawful checksum: the decoder answers with a sentence inside its
 * contract or a declared code, and an instant that it gives is the one that the sentence says.
 */
import { devicesDecodeContract } from '../../../contracts/cli/devices-decode.ts';
import type { Soak, SoakTools } from '../../../contracts/soak.ts';
import { decodeSentence } from './decode.ts';

const PAYLOADS = [
  'GNGGA,040000.00,2952.7400,N,12133.1800,E,1,12,0.8,5.0,M,9.1,M,,',
  'GBRMC,040000.00,A,2952.7400,N,12133.1800,E,0.5,90.0,010524,,,A',
  'BDGLL,2952.7400,N,12133.1800,E,040000.00,A,A',
  'GNGNS,040000.00,2952.7400,N,12133.1800,E,AA,12,0.8,5.0,9.1,,',
  'GBGSA,A,3,01,02,03,04,05,06,07,08,,,,,1.5,0.8,1.2',
  'GBGSV,2,1,08,01,40,083,46,02,17,308,41,12,07,344,39,14,22,228,45',
  'GNVTG,90.0,T,,M,0.5,N,0.9,K,A',
  'GNZDA,040000.00,01,05,2024,00,00',
  'PMTK001,604,3',
];

function sumOf(payload: string): string {
  let sum = 0;
  for (let at = 0; at < payload.length; at++) sum ^= payload.charCodeAt(at);
  return (sum & 0xff).toString(16).padStart(2, '0');
}

function brokenLine({ random, mutate }: SoakTools): string {
  const payload = PAYLOADS[Math.floor(random() * PAYLOADS.length)] ?? '';
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  if (random() < 0.5) return text(mutate(Buffer.from(`$${payload}*${sumOf(payload)}`)));
  const broken = random() < 0.5 ? text(mutate(Buffer.from(payload))) : swapFields(payload, random);
  return `$${broken}*${sumOf(broken)}`;
}

/** Digits stay digits: what a mutation of bytes seldom makes, a field that reads well and says nonsense. */
function swapFields(payload: string, random: () => number): string {
  return payload.replaceAll(/\d/g, (digit) => (random() < 0.2 ? String(Math.floor(random() * 10)) : digit));
}

/** The wall clock and the day of an instant have to be in the sentence. */
function expectInstantAsSent(atUtcMs: number, line: string): void {
  // A fraction may round up to the next second
  const candidates = [atUtcMs, atUtcMs - 1].map((each) => new Date(each).toISOString());
  const isThere = (iso: string): boolean =>
    line.includes(iso.slice(11, 19).replaceAll(':', '')) &&
    new RegExp(`0?${Number(iso.slice(8, 10))}`).test(line);
  if (!candidates.some(isThere)) throw new Error(`${candidates[0]} is not what ${line} says`);
}

/** ddmm.mmmm with 60 minutes or more is no coordinate, whatever the number comes to. */
function expectMinutes(line: string, latitudeDeg: number): void {
  const [, minutes = '0'] = /,\d{2}(\d{2}\.?\d*),[NS],/.exec(line) ?? [];
  if (Number(minutes) >= 60) throw new Error(`${latitudeDeg} was read of ${line}`);
}

export const nmeaFuzzSoak: Soak = {
  name: 'nmea-fuzz',
  promise: 'a broken sentence gives a declared code, and what was read is what was sent',
  count: 1_000_000,
  smallCount: 5_000,
  longestRoundMs: 2_000,
  round(tools) {
    const line = brokenLine(tools);
    const sentence = decodeSentence(line);
    if (!sentence.ok) {
      if (sentence.error.message === '') throw new Error(`${sentence.error.code} without a message`);
      return Promise.resolve();
    }
    const { value } = sentence;
    devicesDecodeContract.output.parse({ messages: [{ line: 1, ...value }], errors: [] });
    if (!(Math.abs(value.latitudeDeg ?? 0) <= 90 && Math.abs(value.longitudeDeg ?? 0) <= 180)) {
      throw new Error(`${value.latitudeDeg}, ${value.longitudeDeg} is off the globe`);
    }
    if (value.latitudeDeg !== null) expectMinutes(line, value.latitudeDeg);
    if (typeof value.atUtcMs === 'number') expectInstantAsSent(value.atUtcMs, line);
    return Promise.resolve();
  },
};
