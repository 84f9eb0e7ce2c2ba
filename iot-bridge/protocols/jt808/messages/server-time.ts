/** 0x0004 asks for the time of the platform, 0x8004 tells it, in UTC (not Beijing time). Source: JT/T 808-2019 8.6, 8.7. */
import type { Frame } from '../frame.ts';
import { bcdOfUtcMs, utcMsOfBcd } from '../bytes.ts';

export const SERVER_TIME_REQUEST = 0x0004;
export const SERVER_TIME = 0x8004;

export function encodeServerTime(nowUtcMs: number): Buffer {
  return bcdOfUtcMs(nowUtcMs, 0);
}

export function decodeServerTime(frame: Frame): number | null {
  return frame.body.length === 6 ? utcMsOfBcd(frame.body, 0) : null;
}
