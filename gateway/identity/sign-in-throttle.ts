/**
 * Back-off of sign-in. A wrong password is counted for the account and for the address it came from; after
 * a few the wait doubles. The wait for an account stays short, so that a stranger cannot lock its owner out.
 */
interface Limit {
  readonly freeAttempts: number;
  readonly longestWaitMs: number;
}

const PER_ACCOUNT: Limit = { freeAttempts: 5, longestWaitMs: 60_000 };
const PER_ADDRESS: Limit = { freeAttempts: 20, longestWaitMs: 15 * 60_000 };
const FORGOTTEN_AFTER_MS = 30 * 60_000;
const MOST_ENTRIES = 20_000;

interface Entry {
  failures: number;
  lastAtUtcMs: number;
}

export interface SignInThrottle {
  /**
   * Counts an attempt as failed before its password is looked at, so that parallel attempts cannot slip past.
   * @returns milliseconds to wait, 0 when the attempt may go on
   */
  readonly attempt: (account: string, address: string) => number;
  readonly succeeded: (account: string, address: string) => void;
}

function waitMsFor({ failures, lastAtUtcMs }: Entry, limit: Limit, nowUtcMs: number): number {
  const excess = failures - limit.freeAttempts;
  if (excess < 0) return 0;
  const waitMs = Math.min(limit.longestWaitMs, 1000 * 2 ** Math.min(excess, 20));
  return Math.max(0, lastAtUtcMs + waitMs - nowUtcMs);
}

export function createSignInThrottle(nowUtcMs: () => number): SignInThrottle {
  const entries = new Map<string, Entry>();

  function entryOf(key: string): Entry {
    const now = nowUtcMs();
    const known = entries.get(key);
    const entry =
      known && now - known.lastAtUtcMs < FORGOTTEN_AFTER_MS ? known : { failures: 0, lastAtUtcMs: now };
    // Set again, so that the map stays in order of use and the oldest goes first.
    entries.delete(key);
    entries.set(key, entry);
    const oldest = entries.size > MOST_ENTRIES ? entries.keys().next() : null;
    if (oldest && !oldest.done) entries.delete(oldest.value);
    return entry;
  }

  return {
    attempt: (account, address) => {
      const now = nowUtcMs();
      const ofAccount = entryOf(`account ${account}`);
      const ofAddress = entryOf(`address ${address}`);
      const waitMs = Math.max(waitMsFor(ofAccount, PER_ACCOUNT, now), waitMsFor(ofAddress, PER_ADDRESS, now));
      if (waitMs > 0) return waitMs;
      for (const entry of [ofAccount, ofAddress]) {
        entry.failures += 1;
        entry.lastAtUtcMs = now;
      }
      return 0;
    },
    succeeded: (account, address) => {
      entries.delete(`account ${account}`);
      // One failure back, not all: a good account of their own must not reset a guesser's address.
      const ofAddress = entryOf(`address ${address}`);
      ofAddress.failures = Math.max(0, ofAddress.failures - 1);
    },
  };
}
