/**
 * The broker of a default install: aedes with this installation's access rules. Retained state is in memory;
 * the publishers restore it whenever they connect.
 */
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { importSPKI, jwtVerify } from 'jose';
import {
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  TokenClaimsSchema,
  type TokenClaims,
} from '../../contracts/identity.ts';
import { mayPublish, maySubscribe, partNamed, type Peer } from './access.ts';
import type { BrokerConfig } from './config.ts';
import { createBrokerSessions, type BrokerSessions } from './sessions.ts';

const LARGEST_PAYLOAD_BYTES = 64 * 1024;
const CONNECT_WITHIN_MS = 10_000;

export interface Broker {
  readonly aedes: Aedes;
  readonly sessions: BrokerSessions;
}

export function equalSecrets(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refusal(message: string, returnCode: 4 | 5): AuthenticateError {
  return Object.assign(new Error(message), { returnCode });
}

/** Browsers arrive with the HTTP request of their WebSocket; the parts over bare TCP. */
const isBrowser = (client: Client): boolean => client.req !== undefined;

async function createVerifier(publicKeyPem: string): Promise<(token: string) => Promise<TokenClaims | null>> {
  const key = await importSPKI(publicKeyPem, 'EdDSA');
  const expected = { issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE, algorithms: ['EdDSA'] };
  return async (token) => {
    const verified = await jwtVerify(token, key, expected).catch(() => null);
    const claims = TokenClaimsSchema.safeParse(verified?.payload);
    return claims.success ? claims.data : null;
  };
}

export async function createBroker(config: BrokerConfig, log: (line: string) => void): Promise<Broker> {
  const verify = await createVerifier(config.tokenPublicKeyPem);
  const sessions = createBrokerSessions();
  const peers = new WeakMap<Client, Peer>();

  async function identify(
    client: Client,
    username: string | undefined,
    secret: string,
  ): Promise<Peer | null> {
    if (!isBrowser(client)) return equalSecrets(secret, config.serviceToken) ? partNamed(username) : null;
    const claims = await verify(secret);
    const isUsable =
      claims !== null &&
      claims.sub === username &&
      claims.sessionExpiresAtUtcMs > Date.now() &&
      !sessions.isClosed(claims.session);
    return isUsable ? { kind: 'browser', claims } : null;
  }

  const aedes = await Aedes.createBroker({
    // No limit on deliveries under way: none of them waits (web-socket-stream.ts).
    concurrency: 0,
    connectTimeout: CONNECT_WITHIN_MS,
    preConnect: (client, packet, done) => {
      if (isBrowser(client)) {
        if (packet.will) return done(new Error('a browser publishes nothing, not even a will'), false);
        // An id of our choosing: taking over the id of another would disconnect it (MQTT 3.1.1, 3.1.4-2).
        packet.clientId = `view-${randomUUID()}`;
        packet.clean = true;
      }
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      identify(client, username, password?.toString('utf8') ?? '').then(
        (peer) => {
          if (!peer) return done(refusal('user name and password do not match', 4), false);
          peers.set(client, peer);
          if (peer.kind === 'browser') {
            sessions.add(peer.claims.session, client, peer.claims.sessionExpiresAtUtcMs);
          }
          done(null, true);
        },
        () => done(refusal('cannot verify', 5), false),
      );
    },
    authorizePublish: (client, packet, done) => {
      const peer = client ? peers.get(client) : undefined;
      if (!peer || !mayPublish(peer, packet.topic, config.tenant)) {
        return done(new Error('not allowed to publish on this topic'));
      }
      const isTooLarge = Buffer.byteLength(packet.payload) > LARGEST_PAYLOAD_BYTES;
      done(isTooLarge ? new Error(`payload exceeds ${LARGEST_PAYLOAD_BYTES} bytes`) : null);
    },
    authorizeSubscribe: (client, subscription, done) => {
      const peer = peers.get(client);
      if (peer && maySubscribe(peer, subscription.topic, config.tenant)) return done(null, subscription);
      // Answered with 0x80 in the SUBACK (MQTT 3.1.1, 3.9.3); `$share/…` would else be accepted and never fed.
      log(`refused a subscription to ${JSON.stringify(subscription.topic.slice(0, 120))}`);
      done(null, null);
    },
  });
  aedes.on('clientDisconnect', (client) => sessions.remove(client));
  aedes.on('clientError', (client, error) => log(`${client.id}: ${error.message}`));
  aedes.on('connectionError', (_client, error) => log(`connection refused: ${error.message}`));
  return { aedes, sessions };
}
