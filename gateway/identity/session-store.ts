/**
 * Sessions of browsers. The cookie carries a random secret of which only the SHA-256 is kept; the id, which
 * travels in tokens, says nothing about it. Durable, so that a kill of the gateway signs nobody out.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readTextIfPresent, writeFileDurably } from '../durable-file.ts';
import { createInTurn } from '../in-turn.ts';

const BrowserSessionSchema = z.object({
  id: z.string(),
  secretHash: z.string(),
  account: z.string(),
  openedAtUtcMs: z.number(),
  expiresAtUtcMs: z.number(),
});
export type BrowserSession = z.infer<typeof BrowserSessionSchema>;

const SessionsFileSchema = z.object({ version: z.literal(1), sessions: z.array(BrowserSessionSchema) });

/** A working day. */
export const SESSION_LIFETIME_MS = 8 * 3_600_000;

export interface SessionStore {
  readonly open: (account: string) => Promise<{ secret: string; session: BrowserSession }>;
  /** The session of a cookie, or null when there is none or it has expired. */
  readonly find: (secret: string) => BrowserSession | null;
  /** Ends what the predicate picks and returns it; durable when it resolves. */
  readonly end: (picks: (session: BrowserSession) => boolean) => Promise<readonly BrowserSession[]>;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export async function openSessionStore(path: string, nowUtcMs: () => number): Promise<SessionStore> {
  const text = await readTextIfPresent(path);
  const stored = text === null ? [] : SessionsFileSchema.parse(JSON.parse(text)).sessions;
  let sessions: ReadonlyMap<string, BrowserSession> = new Map(stored.map((each) => [each.secretHash, each]));
  const inTurn = createInTurn();

  async function replace(next: readonly BrowserSession[]): Promise<void> {
    const alive = next.filter(({ expiresAtUtcMs }) => expiresAtUtcMs > nowUtcMs());
    await writeFileDurably(path, `${JSON.stringify({ version: 1, sessions: alive })}\n`);
    sessions = new Map(alive.map((each) => [each.secretHash, each]));
  }

  return {
    open: (account) =>
      inTurn(async () => {
        const secret = randomBytes(32).toString('base64url');
        const openedAtUtcMs = nowUtcMs();
        const session = {
          id: randomBytes(12).toString('base64url'),
          secretHash: hashOf(secret),
          account,
          openedAtUtcMs,
          expiresAtUtcMs: openedAtUtcMs + SESSION_LIFETIME_MS,
        };
        await replace([...sessions.values(), session]);
        return { secret, session };
      }),
    find: (secret) => {
      const session = sessions.get(hashOf(secret));
      return session && session.expiresAtUtcMs > nowUtcMs() ? session : null;
    },
    end: (picks) =>
      inTurn(async () => {
        const all = [...sessions.values()];
        const ended = all.filter(picks);
        if (ended.length > 0) await replace(all.filter((session) => !ended.includes(session)));
        return ended;
      }),
  };
}
