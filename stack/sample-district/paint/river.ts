/** Muddy river seen from above: silt bands, wind ripples and the sheen of the sky; `depthM` from the bank. */
import { cloud, noise } from '../random.ts';
import type { Ink } from './ink.ts';
import { blend, dim, ramp, setInk } from './ink.ts';

export function paintRiver(ink: Ink, e: number, n: number, depthM: number, w: number): void {
  setInk(ink, [0.5, 0.475, 0.375]);
  const silt = cloud(e / 160, n / 210, 111);
  blend(ink, [0.41, 0.42, 0.345], ramp(0.35, 0.7, silt));
  // long streaks with the stream
  dim(ink, 0.94 + 0.12 * noise(e / 11 + n / 60, n / 75 - e / 90, 112));
  blend(ink, [0.36, 0.35, 0.29], (1 - ramp(0.5, 9, depthM)) * 0.45);
  // wind ripples, broken into patches
  const gust = ramp(0.4, 0.75, noise(e / 45, n / 38, 113));
  const ripple = noise(e / 1.3 + n / 3.1, n / 1.1 - e / 4.2, 114) - 0.5;
  dim(ink, 1 + ripple * (0.05 + 0.11 * gust) * Math.min(1, 0.7 / w));
  // sky on the water
  blend(ink, [0.66, 0.69, 0.7], 0.2 + 0.16 * ramp(0.45, 0.8, noise(e / 85, n / 120, 115)));
}
