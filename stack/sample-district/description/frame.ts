/**
 * Frames of the sample district.
 * e, n: m east and north of the district's centre (district grid minus 50 000). H: orthometric, m.
 * u, v: the town's own coordinates, bent so that streets run with the rivers; both maps are explicit:
 *   u = e - bend(n), v = n - lean(u).
 */
import type { Vector3 } from '../../../geodesy/frames.ts';
import { FLATTENING, SEMI_MAJOR_M, degToRad } from '../../../geodesy/frames.ts';

export const DISTRICT_ID = 'jiangbei-old-bund';
export const LATITUDE_DEG = 29.879;
export const LONGITUDE_DEG = 121.553;
export const FALSE_M = 50000;
/** half of the district's side */
export const HALF_M = 800;
export const GEOID_UNDULATION_M = 11.6;
export const WATER_LEVEL_M = 0.95;

/** Old Bund: the part that is rendered at 0.05 m. */
export const HEART = { westM: 200, southM: -200, eastM: 400, northM: 0 } as const;

export interface Epoch {
  readonly index: number;
  readonly date: string;
  /** local apparent solar hour of the flight */
  readonly solarHour: number;
  readonly dayOfYear: number;
  /** 0 bare and straw-coloured to 1 full leaf */
  readonly leaf: number;
}

export const EPOCHS: readonly [Epoch, Epoch, Epoch] = [
  { index: 0, date: '2024-03-16', solarHour: 10.4, dayOfYear: 76, leaf: 0.15 },
  { index: 1, date: '2025-05-20', solarHour: 13.9, dayOfYear: 140, leaf: 1 },
  { index: 2, date: '2026-04-08', solarHour: 10.1, dayOfYear: 98, leaf: 0.65 },
];

/** Unit vector towards the sun, east, north, up. Source: declination after Cooper (1969), good to a degree. */
export function sunDirectionEnu(epoch: Epoch): Vector3 {
  const declinationRad = degToRad(23.45) * Math.sin(degToRad((360 * (284 + epoch.dayOfYear)) / 365));
  const hourRad = degToRad(15 * (epoch.solarHour - 12));
  const latitudeRad = degToRad(LATITUDE_DEG);
  return [
    -Math.cos(declinationRad) * Math.sin(hourRad),
    Math.sin(declinationRad) * Math.cos(latitudeRad) -
      Math.cos(declinationRad) * Math.cos(hourRad) * Math.sin(latitudeRad),
    Math.sin(declinationRad) * Math.sin(latitudeRad) +
      Math.cos(declinationRad) * Math.cos(hourRad) * Math.cos(latitudeRad),
  ];
}

export const bend = (n: number): number => 0.06 * n + 22 * Math.sin(n / 330 + 0.4);
const bendSlope = (n: number): number => 0.06 + (22 / 330) * Math.cos(n / 330 + 0.4);
export const lean = (u: number): number => 14 * Math.sin(u / 410) - 0.03 * u;
const leanSlope = (u: number): number => (14 / 410) * Math.cos(u / 410) - 0.03;

export interface Place {
  readonly e: number;
  readonly n: number;
}

export function placeOf(u: number, v: number): Place {
  const n = v + lean(u);
  return { e: u + bend(n), n };
}

export function townOf(e: number, n: number): { readonly u: number; readonly v: number } {
  const u = e - bend(n);
  return { u, v: n - lean(u) };
}

/** Direction of the east-west streets at u, counter-clockwise from east. */
export const rowAngleRad = (u: number): number => Math.atan(leanSlope(u));
/** Direction that stands square on the north-south streets at n. */
export const columnAngleRad = (n: number): number => -Math.atan(bendSlope(n));

const E2 = FLATTENING * (2 - FLATTENING);
const SIN2 = Math.sin(degToRad(LATITUDE_DEG)) ** 2;
const PRIME_VERTICAL_M = SEMI_MAJOR_M / Math.sqrt(1 - E2 * SIN2);
const MERIDIAN_M = (SEMI_MAJOR_M * (1 - E2)) / (1 - E2 * SIN2) ** 1.5;

/**
 * District grid to the tangent plane at the centre, ellipsoidal height 0: second order in the distance.
 * Good to 0.1 mm within the district (a test compares it with the full chain).
 */
export function toTangentPlane(e: number, n: number, orthometricHeightM: number): Vector3 {
  const h = orthometricHeightM + GEOID_UNDULATION_M;
  return [
    e * (1 + h / PRIME_VERTICAL_M),
    n * (1 + h / MERIDIAN_M),
    h - (e * e) / (2 * PRIME_VERTICAL_M) - (n * n) / (2 * MERIDIAN_M),
  ];
}
