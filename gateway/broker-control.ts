/** Asks the broker to end what a browser session has opened there. */
import type { FastifyBaseLogger } from 'fastify';

export type CloseAtBroker = (sessionIds: readonly string[]) => Promise<void>;

const TIMEOUT_MS = 1500;

/**
 * Never fails: signing out must not hang on the broker. A session that could not be closed there ends at the
 * latest with its expiry, and no new token is signed for it.
 */
export function createBrokerControl(
  port: number,
  serviceToken: string,
  log: FastifyBaseLogger,
): CloseAtBroker {
  return async (sessionIds) => {
    await Promise.all(
      sessionIds.map(async (id) => {
        try {
          const response = await fetch(`http://127.0.0.1:${port}/sessions/${encodeURIComponent(id)}/close`, {
            method: 'POST',
            headers: { authorization: `Bearer ${serviceToken}` },
            signal: AbortSignal.timeout(TIMEOUT_MS),
          });
          if (!response.ok) log.warn(`broker answered ${response.status} to the end of a session`);
        } catch (error) {
          log.warn(`broker not told of the end of a session: ${String(error)}`);
        }
      }),
    );
  };
}
