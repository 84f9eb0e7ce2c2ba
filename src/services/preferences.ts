/** What this browser remembers of its user's choices. Storage can be full, forbidden or stale: then nothing is remembered. */
import './zod-jitless.ts';
import type { z } from 'zod';

const PREFIX = 'chengkan.';

export function readPreference<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
): z.output<Schema> | null {
  try {
    const text = globalThis.localStorage.getItem(PREFIX + name);
    const parsed = schema.safeParse(text === null ? undefined : JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** False when the browser did not keep it. */
export function writePreference(name: string, value: unknown): boolean {
  try {
    globalThis.localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
