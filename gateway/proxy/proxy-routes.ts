/** /api/iot/** and /api/case/**: passed on to the parts with a token that says who asks. Bodies stream both ways. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { refuse } from '../http/refuse.ts';

/** Where each part stands. */
export const PROXY_PREFIXES = { '/api/iot': 'iot-bridge', '/api/case': 'case-service' } as const;

/** Of one connection alone, RFC 9110 section 7.6.1. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
/** What a part must not learn from the browser, or a browser from a part: the cookie is the gateway's alone. */
const NOT_FORWARDED = new Set([...HOP_BY_HOP, 'host', 'cookie', 'authorization', 'expect', 'forwarded']);
const NOT_RETURNED = new Set([...HOP_BY_HOP, 'set-cookie', 'content-security-policy', 'server']);

const IDLE_TIMEOUT_MS = 30_000;

function keptHeaders(
  headers: IncomingHttpHeaders,
  dropped: ReadonlySet<string>,
): Record<string, string | string[]> {
  // Whatever Connection names is of this hop too.
  const named = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/));
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const isKept = !dropped.has(name) && !named.has(name) && !name.startsWith('x-forwarded-');
    if (value !== undefined && isKept) kept[name] = value;
  }
  return kept;
}

interface Target {
  readonly part: string;
  readonly port: number;
  readonly path: string;
  readonly token: string;
}

/** The answer of the part, or the error that stands for its absence. */
function ask(request: FastifyRequest, reply: FastifyReply, target: Target): Promise<IncomingMessage | Error> {
  return new Promise((resolve) => {
    const upstream = httpRequest(
      {
        host: '127.0.0.1',
        port: target.port,
        method: request.method,
        path: target.path,
        headers: { ...keptHeaders(request.headers, NOT_FORWARDED), authorization: `Bearer ${target.token}` },
        timeout: IDLE_TIMEOUT_MS,
      },
      resolve,
    );
    upstream.on('error', resolve);
    upstream.on('timeout', () => upstream.destroy(new Error(`no answer within ${IDLE_TIMEOUT_MS} ms`)));
    // A browser that goes away takes its question with it.
    reply.raw.on('close', () => {
      if (!reply.raw.writableFinished) upstream.destroy();
    });
    const { body } = request;
    if (body instanceof Object && 'pipe' in body) request.raw.pipe(upstream);
    else upstream.end();
  });
}

export function addProxyRoutes(
  app: FastifyInstance,
  { authenticator, config, signToken }: GatewayContext,
): void {
  app.register(async (scope) => {
    // The parts read the bodies; here they are bytes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    for (const [prefix, part] of Object.entries(PROXY_PREFIXES)) {
      scope.route({
        method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url: `${prefix}/*`,
        handler: async (request, reply) => {
          const caller = authenticator.demand(request, reply);
          if (!caller) return reply;
          const token = await signToken(caller.claims);
          const target = { part, port: config.parts[part], path: request.url.slice(prefix.length), token };
          const answer = await ask(request, reply, target);
          if (answer instanceof Error) {
            request.log.warn(`${part} does not answer: ${answer.message}`);
            const message = `${part}: does not answer; its data is safe, try again shortly`;
            return refuse(reply, { status: 502, code: 'part-down', message });
          }
          return reply
            .code(answer.statusCode ?? 502)
            .headers(keptHeaders(answer.headers, NOT_RETURNED))
            .send(request.method === 'HEAD' ? undefined : answer);
        },
      });
    }
  });
}
