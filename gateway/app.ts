/** The HTTP edge put together: stores, routes and headers on one server, not yet listening. */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { createBrokerControl } from './broker-control.ts';
import type { GatewayConfig } from './config.ts';
import type { GatewayContext } from './context.ts';
import { addClientRoutes } from './files/client-routes.ts';
import { openDistrictFolder } from './files/district-folder.ts';
import { addDistrictRoutes } from './files/district-routes.ts';
import { addHealthRoutes } from './health-routes.ts';
import { refuseCrossSiteCommands } from './http/cross-site.ts';
import { refuse } from './http/refuse.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { addAccessRoutes, addAccountRoutes } from './identity/account-routes.ts';
import { openAccountStore } from './identity/account-store.ts';
import { createAuthenticator } from './identity/authenticate.ts';
import { demonstrationAccounts } from './identity/demonstration-accounts.ts';
import { keepFirstSignIns } from './identity/first-sign-ins.ts';
import { addSessionRoutes } from './identity/session-routes.ts';
import { openSessionStore } from './identity/session-store.ts';
import { createSignInThrottle } from './identity/sign-in-throttle.ts';
import { createTokenSigner } from './identity/token-signer.ts';
import { addMqttRoutes } from './mqtt-routes.ts';
import { addOpenApiRoutes } from './openapi/openapi-routes.ts';
import { addProxyRoutes } from './proxy/proxy-routes.ts';
import { followCertificate, MIN_TLS_VERSION } from './tls/certificate-files.ts';
import { addTrustRoutes } from './tls/trust-routes.ts';

export interface Gateway {
  readonly app: FastifyInstance;
}

function createServer(config: GatewayConfig): FastifyInstance {
  const { tls } = config;
  return fastify({
    // From `warn` on: requests, with addresses and paths of people, are not logged (design.md, rule 9).
    logger: { level: 'warn', stream: process.stderr },
    exposeHeadRoutes: false,
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    serverFactory: (handler) => {
      if (tls === null) return createHttpServer(handler);
      const { cert, key } = tls;
      const server = createHttpsServer({ cert, key, minVersion: MIN_TLS_VERSION }, handler);
      followCertificate(server, tls, (line) => void process.stderr.write(`gateway: ${line}\n`));
      return server;
    },
  });
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      const code =
        error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ? 'media-type-unsupported' : 'request-invalid';
      return refuse(reply, { status, code, message: error.message });
    }
    request.log.error(error);
    return refuse(reply, { status: 500, code: 'internal', message: 'the gateway failed; see its log' });
  });
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, { status: 404, code: 'route-unknown', message: 'path: nothing is here' }),
  );
}

/** An empty body is no body, also from a client that names its type: DELETE has none to send. */
function parseJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error('body: is not JSON'), { statusCode: 400 }));
    }
  });
}

/** Cookies do not tell ports apart: two installations on one machine must not sign each other out. */
function cookieNameOf(config: GatewayConfig): string {
  return `${config.tls ? '__Host-' : ''}chengkan-${config.port}`;
}

export async function createGateway(
  config: GatewayConfig,
  nowUtcMs: () => number = Date.now,
): Promise<Gateway> {
  const app = createServer(config);
  const district = openDistrictFolder(config.districtFolder);
  const { manifest } = await district.read();
  const accounts = await openAccountStore(join(config.dataFolder, 'accounts.json'));
  const sessions = await openSessionStore(join(config.dataFolder, 'sessions.json'), nowUtcMs);
  if (accounts.isNew) {
    const demonstration = await demonstrationAccounts(manifest, nowUtcMs());
    // Before the accounts: a start that ends between the two makes both anew.
    await keepFirstSignIns(config.dataFolder, demonstration.signIn);
    const added = await accounts.add(demonstration.accounts);
    if (!added.ok) throw new Error(added.error.message);
  }
  const context: GatewayContext = {
    config,
    accounts,
    sessions,
    district,
    nowUtcMs,
    throttle: createSignInThrottle(nowUtcMs),
    authenticator: createAuthenticator({ accounts, sessions }, cookieNameOf(config)),
    signToken: await createTokenSigner(config.tokenPrivateKeyPath, nowUtcMs),
    closeAtBroker: createBrokerControl(config.parts.broker, config.serviceToken, app.log),
  };

  await app.register(cookie);
  addSecurityHeaders(app, config);
  refuseCrossSiteCommands(app, config);
  answerErrors(app);
  parseJson(app);
  addOpenApiRoutes(app, context);
  addSessionRoutes(app, context);
  addAccountRoutes(app, context);
  addAccessRoutes(app, context);
  addMqttRoutes(app, context);
  addHealthRoutes(app, context);
  addDistrictRoutes(app, context);
  addProxyRoutes(app, context);
  addTrustRoutes(app, context);
  addClientRoutes(app, context);
  return { app };
}
