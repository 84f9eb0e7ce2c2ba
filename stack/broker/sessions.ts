/** Connections by browser session: closed at the expiry of the session, or when the gateway says so. */
import type { Client } from 'aedes';

/** Longer than a token lives: after that a closed session has no token that still verifies. */
const REMEMBER_CLOSED_MS = 10 * 60_000;

export interface BrokerSessions {
  readonly isClosed: (sessionId: string) => boolean;
  readonly add: (sessionId: string, client: Client, expiresAtUtcMs: number) => void;
  readonly remove: (client: Client) => void;
  /** @returns the number of connections closed */
  readonly close: (sessionId: string) => number;
}

interface Open {
  readonly sessionId: string;
  readonly timer: NodeJS.Timeout;
}

export function createBrokerSessions(): BrokerSessions {
  const open = new Map<Client, Open>();
  const closed = new Set<string>();
  return {
    isClosed: (sessionId) => closed.has(sessionId),
    add: (sessionId, client, expiresAtUtcMs) => {
      const timer = setTimeout(() => client.close(), Math.max(0, expiresAtUtcMs - Date.now()));
      timer.unref();
      open.set(client, { sessionId, timer });
    },
    remove: (client) => {
      clearTimeout(open.get(client)?.timer);
      open.delete(client);
    },
    close: (sessionId) => {
      closed.add(sessionId);
      setTimeout(() => closed.delete(sessionId), REMEMBER_CLOSED_MS).unref();
      const clients = [...open].filter(([, each]) => each.sessionId === sessionId).map(([client]) => client);
      for (const client of clients) client.close();
      return clients.length;
    },
  };
}
