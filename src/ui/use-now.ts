/** The time, once a second, from one timer for all who ask. */
import { useSyncExternalStore } from 'react';

let nowUtcMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  nowUtcMs = Date.now();
  timer ??= setInterval(() => {
    nowUtcMs = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export const useNow = (): number => useSyncExternalStore(subscribe, () => nowUtcMs);
