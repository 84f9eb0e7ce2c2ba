/**
 * 0x0200 location report. Angles in degrees as on the wire, altitude m above sea level as the receiver says, UTC ms.
 * Source: JT/T 808-2019 8.18, tables 22 to 27.
 */
import { BEIJING_OFFSET_MS, bcdOfUtcMs, ByteReader, dword, utcMsOfBcd, word } from '../bytes.ts';

export const LOCATION = 0x0200;

/** Bits of the status word (table 25). */
export const STATUS = {
  accOn: 0,
  located: 1,
  south: 2,
  west: 3,
  secrecyOffset: 5,
  gps: 18,
  beidou: 19,
} as const;

interface LocationItem {
  readonly id: number;
  readonly value: Buffer;
}

export interface Location {
  readonly alarmBits: number;
  readonly statusBits: number;
  readonly located: boolean;
  /** status bit 5: the secrecy plug-in has moved the position, which is then GCJ-02 */
  readonly secrecyOffset: boolean;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly altitudeM: number;
  readonly speedMps: number;
  readonly directionDeg: number;
  readonly fixedAtUtcMs: number | null;
  readonly items: readonly LocationItem[];
  /** false when the last item runs over the end of the body; the items before it stand */
  readonly itemsWellFormed: boolean;
}

export const hasBit = (bits: number, bit: number): boolean => ((bits >>> bit) & 1) === 1;

/** Table 26: id, length, value. */
function decodeItems(reader: ByteReader): Pick<Location, 'items' | 'itemsWellFormed'> {
  const items: LocationItem[] = [];
  while (reader.remaining >= 2) {
    const id = reader.byte();
    const length = reader.byte();
    if (reader.remaining < length) return { items, itemsWellFormed: false };
    items.push({ id, value: reader.bytes(length) });
  }
  return { items, itemsWellFormed: reader.remaining === 0 };
}

export function decodeLocation(body: Buffer): Location | null {
  const reader = new ByteReader(body);
  const alarmBits = reader.dword();
  const statusBits = reader.dword();
  // Magnitudes are unsigned; the hemisphere stands in the status word (table 25)
  const latitude = reader.dword() / 1e6;
  const longitude = reader.dword() / 1e6;
  const altitudeM = reader.word();
  const speedMps = reader.word() / 36; // 0.1 km/h
  const directionDeg = reader.word();
  const fixedAtUtcMs = utcMsOfBcd(reader.bytes(6), BEIJING_OFFSET_MS);
  if (reader.overrun) return null;
  return {
    alarmBits,
    statusBits,
    located: hasBit(statusBits, STATUS.located),
    secrecyOffset: hasBit(statusBits, STATUS.secrecyOffset),
    latitudeDeg: hasBit(statusBits, STATUS.south) ? -latitude : latitude,
    longitudeDeg: hasBit(statusBits, STATUS.west) ? -longitude : longitude,
    altitudeM,
    speedMps,
    directionDeg,
    fixedAtUtcMs,
    ...decodeItems(reader),
  };
}

/** What a terminal says; hemisphere bits follow from the signs. */
export interface OutgoingLocation {
  readonly alarmBits: number;
  /** without bits 2 and 3 */
  readonly statusBits: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly altitudeM: number;
  readonly speedMps: number;
  readonly directionDeg: number;
  readonly fixedAtUtcMs: number;
  readonly items: readonly LocationItem[];
}

export function encodeLocation(location: OutgoingLocation): Buffer {
  const south = location.latitudeDeg < 0 ? 1 << STATUS.south : 0;
  const west = location.longitudeDeg < 0 ? 1 << STATUS.west : 0;
  return Buffer.concat([
    dword(location.alarmBits),
    dword(location.statusBits | south | west),
    dword(Math.round(Math.abs(location.latitudeDeg) * 1e6)),
    dword(Math.round(Math.abs(location.longitudeDeg) * 1e6)),
    word(Math.max(0, Math.round(location.altitudeM))),
    word(Math.round(location.speedMps * 36)),
    word(Math.round(location.directionDeg) % 360),
    bcdOfUtcMs(location.fixedAtUtcMs, BEIJING_OFFSET_MS),
    ...location.items.map(({ id, value }) => Buffer.concat([Buffer.from([id, value.length]), value])),
  ]);
}
