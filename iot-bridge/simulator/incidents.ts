/**
 * What happens to covers, as functions of time: a theft, a flood along a street, a cover left open, a flat battery.
 * Pure but for the random numbers given. Tilt deg, water m above the chamber's bottom, seconds since the beginning.
 */
import { distanceM, offsetBy } from '../distance.ts';
import type { OutgoingLocation } from '../protocols/jt808/messages/location.ts';
import { STATUS } from '../protocols/jt808/messages/location.ts';
import type { DeviceProfile } from '../protocols/jt808/profile.ts';
import type { Cover, Registers } from '../registers.ts';
import type { LonLatDeg } from './escape-path.ts';
import { escapePath, pointAlong } from './escape-path.ts';
import type { Random } from './random.ts';
import { seededRandom, seedOf } from './random.ts';

export const INCIDENT_KINDS = ['theft', 'flood', 'left-open', 'flat-battery'] as const;
type IncidentKind = (typeof INCIDENT_KINDS)[number];

export interface Incident {
  readonly kind: IncidentKind;
  /** in the order in which it reaches them */
  readonly coverIds: readonly string[];
  readonly startedAtUtcMs: number;
}

/** After this a crew has put things right. */
export const LASTS_S: Readonly<Record<IncidentKind, number>> = {
  theft: 900,
  flood: 480,
  'left-open': 300,
  'flat-battery': 1200,
};

interface Reading {
  readonly open: boolean;
  readonly displaced: boolean;
  readonly stolen: boolean;
  readonly tiltDeg: number;
  readonly waterM: number;
  readonly batteryPercent: number;
  readonly at: LonLatDeg;
  readonly speedMps: number;
  readonly directionDeg: number;
}

function quiet(cover: Cover, random: Random): Reading {
  const own = seededRandom(seedOf(cover.id));
  const restM = { sewage: 0.25, rain: 0.12, water: 0.02, gas: 0, power: 0.01, telecom: 0.01 };
  const battery = 35 + own() * 60;
  const water = cover.chamberDepthM * restM[cover.network] * (0.8 + 0.4 * own());
  // A fix under a cast-iron cover scatters by some metres
  const noise = (): number => (random() + random() + random() - 1.5) * 6;
  return {
    open: false,
    displaced: false,
    stolen: false,
    tiltDeg: own() * 2 + random(),
    waterM: Math.max(0, water + (random() - 0.5) * 0.01),
    batteryPercent: Math.round(battery),
    at: offsetBy([cover.longitudeDeg, cover.latitudeDeg], noise(), noise()),
    speedMps: 0,
    directionDeg: 0,
  };
}

/** Lever under the rim, lifted, carried off, driven away at 8 m/s; the van stops at the end of the road. */
function stolen(cover: Cover, rest: Reading, seconds: number, roads: Registers['roadLines']): Reading {
  const open = { ...rest, open: true, tiltDeg: Math.min(80, 25 + seconds * 20) };
  if (seconds < 2) return open;
  if (seconds < 4) return { ...open, displaced: true };
  const path = escapePath(cover, roads);
  const drivenM = (seconds - 4) * 8;
  const point = pointAlong(path, drivenM);
  const still = drivenM > 1200;
  return {
    ...open,
    displaced: true,
    stolen: seconds >= 6,
    at: point.at,
    speedMps: still ? 0 : 8,
    directionDeg: point.directionDeg,
  };
}

/** Rises in a minute, stands for four, runs off in two; each next cover ten seconds later. */
function flooded(cover: Cover, rest: Reading, seconds: number, order: number): Reading {
  const since = seconds - order * 10;
  const crestM = cover.chamberDepthM * 0.93;
  const share = since < 60 ? since / 60 : since < 300 ? 1 : 1 - (since - 300) / 120;
  const waterM = rest.waterM + Math.min(1, Math.max(0, share)) * Math.max(0, crestM - rest.waterM);
  return { ...rest, waterM };
}

export function readingOf(
  cover: Cover,
  incident: Incident | null,
  nowUtcMs: number,
  world: { readonly random: Random; readonly roadLines: Registers['roadLines'] },
): Reading {
  const rest = quiet(cover, world.random);
  if (incident === null) return rest;
  const seconds = (nowUtcMs - incident.startedAtUtcMs) / 1000;
  switch (incident.kind) {
    case 'theft':
      return stolen(cover, rest, seconds, world.roadLines);
    case 'flood':
      return flooded(cover, rest, seconds, incident.coverIds.indexOf(cover.id));
    case 'left-open':
      return { ...rest, open: true, tiltDeg: 40 };
    case 'flat-battery':
      return { ...rest, batteryPercent: 17 };
  }
}

/** The report that a terminal of this profile sends of a reading. */
export function reportOf(
  reading: Reading,
  cover: Cover,
  fixedAtUtcMs: number,
  random: Random,
): OutgoingLocation {
  const { alarmBits } = cover.profile;
  const bit = (on: boolean, position: number | undefined): number =>
    on && position !== undefined ? 1 << position : 0;
  return {
    alarmBits:
      bit(reading.open, alarmBits.open) |
      bit(reading.displaced, alarmBits.displaced) |
      bit(reading.stolen, alarmBits.stolen) |
      bit(reading.batteryPercent <= 20, alarmBits.batteryLow),
    statusBits: (1 << STATUS.located) | (1 << STATUS.beidou) | (1 << STATUS.gps),
    longitudeDeg: reading.at[0],
    latitudeDeg: reading.at[1],
    altitudeM: cover.orthometricHeightM,
    speedMps: reading.speedMps,
    directionDeg: reading.directionDeg,
    fixedAtUtcMs,
    items: itemsOf(cover.profile, {
      tiltDeg: reading.tiltDeg,
      waterM: reading.waterM,
      batteryPercent: reading.batteryPercent,
      signalDbm: -85 + Math.round(random() * 15) * 2,
      satellites: 9 + Math.floor(random() * 12),
    }),
  };
}

function itemsOf(
  profile: DeviceProfile,
  values: Readonly<Record<DeviceProfile['items'][number]['quantity'], number>>,
): OutgoingLocation['items'] {
  return profile.items.map(({ id, quantity, scale, offset, bytes }) => {
    const length = bytes ?? (quantity === 'tiltDeg' || quantity === 'waterM' ? 2 : 1);
    const raw = Math.max(0, Math.round((values[quantity] - offset) / scale));
    const value = Buffer.alloc(length);
    value.writeUIntBE(Math.min(raw, 256 ** length - 1), 0, length);
    return { id: Number(id), value };
  });
}

/** Covers of one street, nearest first: what a flood reaches. */
function streetOf(cover: Cover, covers: readonly Cover[], count: number): string[] {
  const wet = covers.filter(({ network }) => network === 'sewage' || network === 'rain');
  return wet
    .filter(({ road }) => road.zh === cover.road.zh)
    .map((each) => ({
      id: each.id,
      awayM: distanceM([cover.longitudeDeg, cover.latitudeDeg], [each.longitudeDeg, each.latitudeDeg]),
    }))
    .sort((a, b) => a.awayM - b.awayM)
    .slice(0, count)
    .map(({ id }) => id);
}

/** An incident that fits the covers which are free; null when none is. */
export function newIncident(
  kind: IncidentKind,
  free: readonly Cover[],
  startedAtUtcMs: number,
  random: Random,
): Incident | null {
  const pick = (covers: readonly Cover[]): Cover | undefined => covers[Math.floor(random() * covers.length)];
  if (kind === 'flood') {
    const cover = pick(free.filter(({ network }) => network === 'sewage' || network === 'rain'));
    return cover === undefined ? null : { kind, coverIds: streetOf(cover, free, 4), startedAtUtcMs };
  }
  const onRoad = free.filter(({ place }) => place === 'carriageway');
  const cover = kind === 'theft' ? (pick(onRoad) ?? pick(free)) : pick(free);
  return cover === undefined ? null : { kind, coverIds: [cover.id], startedAtUtcMs };
}
