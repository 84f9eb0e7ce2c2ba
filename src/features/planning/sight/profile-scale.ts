/** Scales of a profile: round ticks, and heights with room above and below. Pure; metres and px. */

/** About `wanted` ticks at 1, 2 or 5 times a power of ten, inside the span. */
export function ticksOf(from: number, to: number, wanted: number): number[] {
  const raw = (to - from) / Math.max(1, wanted);
  if (!(raw > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((each) => each * power >= raw) ?? 10) * power;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** All heights with a tenth of room; at least 5 m, so that a flat street looks flat. */
export function heightSpan(heightsM: readonly number[]): Span {
  const low = Math.min(...heightsM);
  const high = Math.max(...heightsM);
  const room = Math.max(0.1 * (high - low), (5 - (high - low)) / 2, 0);
  return { from: low - room, to: high + room };
}
