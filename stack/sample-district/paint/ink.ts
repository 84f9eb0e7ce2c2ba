/**
 * A colour that painters work on in place: r, g, b in 0..1, display-encoded albedo before lighting.
 * `w` in painters is the side of a texel in metres: features finer than a texel fade instead of flickering.
 */
export interface Ink {
  r: number;
  g: number;
  b: number;
}

export type Rgb = readonly [number, number, number];

export const newInk = (): Ink => ({ r: 0, g: 0, b: 0 });

export function setInk(ink: Ink, colour: Rgb): void {
  ink.r = colour[0];
  ink.g = colour[1];
  ink.b = colour[2];
}

export function blend(ink: Ink, colour: Rgb, amount: number): void {
  ink.r += (colour[0] - ink.r) * amount;
  ink.g += (colour[1] - ink.g) * amount;
  ink.b += (colour[2] - ink.b) * amount;
}

export function dim(ink: Ink, factor: number): void {
  ink.r *= factor;
  ink.g *= factor;
  ink.b *= factor;
}

export const clamp01 = (x: number): number => (x < 0 ? 0 : x > 1 ? 1 : x);

export function ramp(low: number, high: number, x: number): number {
  const t = clamp01((x - low) / (high - low));
  return t * t * (3 - 2 * t);
}

/** Share of a texel of width w centred at x that lies in [from, to]. */
export function span(x: number, from: number, to: number, w: number): number {
  const low = x - w / 2 > from ? x - w / 2 : from;
  const high = x + w / 2 < to ? x + w / 2 : to;
  return high <= low ? 0 : (high - low) / w;
}

/** Share of a texel covered by lines of width `lineM` that repeat every `periodM`. */
export function lines(x: number, periodM: number, lineM: number, w: number): number {
  if (w > periodM * 0.9) return lineM / periodM;
  let t = x % periodM;
  if (t < 0) t += periodM;
  return Math.min(1, span(t, 0, lineM, w) + span(t - periodM, 0, lineM, w) + span(t + periodM, 0, lineM, w));
}

export const fract = (x: number): number => x - Math.floor(x);
