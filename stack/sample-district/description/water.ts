/**
 * The three rivers in town coordinates: the Yao along the south, the Yong along the east, the Fenghua from the south.
 * The signed distance is negative in the water, m; corners of the banks are rounded.
 */
import { townOf } from './frame.ts';

export const YAO_NORTH_BANK_V = -545;
export const YAO_SOUTH_BANK_V = -672;
export const YONG_WEST_BANK_U = 405;
export const YONG_EAST_BANK_U = 588;
const FENGHUA_WEST_U = 428;
const FENGHUA_EAST_U = 570;

const ripple = (t: number): number => 5 * Math.sin(t / 130) + 2.2 * Math.sin(t / 47 + 1);

function smoothMax(a: number, b: number, radiusM: number): number {
  const h = Math.max(radiusM - Math.abs(a - b), 0) / radiusM;
  return Math.max(a, b) + (h * h * radiusM) / 4;
}

function smoothMin(a: number, b: number, radiusM: number): number {
  return -smoothMax(-a, -b, radiusM);
}

/** Signed distance to the nearest bank, m. Far inland it is only known to be more than 20 m. */
export function riverDistance(u: number, v: number): number {
  if (u < 370 && v > YAO_NORTH_BANK_V + 35) return Math.min(YONG_WEST_BANK_U - u, v - YAO_NORTH_BANK_V) - 9;
  const across = ripple(u);
  const yao = smoothMax(
    Math.max(v - YAO_NORTH_BANK_V - across, YAO_SOUTH_BANK_V - v + across * 0.6),
    u - YONG_EAST_BANK_U,
    40,
  );
  const along = ripple(v + 300);
  const yong = Math.max(YONG_WEST_BANK_U - u + along, u - YONG_EAST_BANK_U - along * 0.8);
  const yongHere = smoothMax(yong, YAO_SOUTH_BANK_V - v, 40);
  const fenghua = Math.max(
    FENGHUA_WEST_U - u + ripple(v) * 0.5,
    u - FENGHUA_EAST_U,
    v - YAO_NORTH_BANK_V + 40,
  );
  return smoothMin(smoothMin(yao, yongHere, 60), fenghua, 50);
}

export function riverDistanceAt(e: number, n: number): number {
  const { u, v } = townOf(e, n);
  return riverDistance(u, v);
}
