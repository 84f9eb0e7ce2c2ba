/**
 * One at a time while things are rare, together while they pour in: whoever takes them may draw a page anew each time.
 * The first after a pause waits for nothing.
 */
export function inBursts<T>(take: (items: readonly T[]) => void, everyMs: number): (item: T) => void {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let takenAtMs = -Infinity;
  const flush = (): void => {
    timer = undefined;
    takenAtMs = performance.now();
    const items = waiting;
    waiting = [];
    take(items);
  };
  return (item) => {
    waiting.push(item);
    if (timer !== undefined) return;
    const waitMs = takenAtMs + everyMs - performance.now();
    if (waitMs <= 0) flush();
    else timer = setTimeout(flush, waitMs);
  };
}
