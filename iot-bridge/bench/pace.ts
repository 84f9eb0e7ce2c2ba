/** Sending at a rate, and what of the times is told. */
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls `each` `count` times at the rate, by the clock, so that a late tick is made up for. */
export async function atRate(perSecond: number, count: number, each: (index: number) => void): Promise<void> {
  const startedAtMs = performance.now();
  for (let sent = 0; sent < count;) {
    const due = ((performance.now() - startedAtMs) / 1000) * perSecond;
    while (sent < due && sent < count) each(sent++);
    await wait(1);
  }
}

/** The value below which `part` of the values lie; the largest for 1. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
