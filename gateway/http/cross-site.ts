/**
 * Commands only from our own pages. A foreign page can send a form with our cookie where SameSite fails, but
 * not a custom header without a preflight, which nobody here answers.
 */
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../config.ts';
import { refuse } from './refuse.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

export function refuseCrossSiteCommands(app: FastifyInstance, config: GatewayConfig): void {
  const scheme = config.tls ? 'https' : 'http';
  app.addHook('onRequest', async (request, reply) => {
    if (READING.has(request.method)) return;
    if (request.headers['x-chengkan'] !== '1') {
      return refuse(reply, {
        status: 403,
        code: 'header-missing',
        message: 'x-chengkan: a request that changes something must carry the header x-chengkan: 1',
        field: 'x-chengkan',
      });
    }
    const { origin, host } = request.headers;
    const own = `${scheme}://${host ?? ''}`;
    if (origin !== undefined && origin !== own && !config.allowedOrigins.includes(origin)) {
      return refuse(reply, {
        status: 403,
        code: 'origin-foreign',
        message: `origin: ${origin} is not ${own}`,
        field: 'origin',
      });
    }
  });
}
