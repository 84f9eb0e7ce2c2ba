/**
 * Headers of every answer (design.md, rule 6): nothing foreign runs, frames or is fetched, and the page is
 * cross-origin isolated, without which there is no SharedArrayBuffer.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.ts';
import { isLoopback } from '../tls/host-names.ts';
import { requestHostName } from './request-host.ts';

const nonces = new WeakMap<FastifyRequest, string>();

/** The nonce for the style elements of this answer. */
export function nonceOf(request: FastifyRequest): string {
  const nonce = nonces.get(request) ?? randomBytes(18).toString('base64');
  nonces.set(request, nonce);
  return nonce;
}

function contentSecurityPolicy(request: FastifyRequest, config: GatewayConfig): string {
  const hostName = requestHostName(request.raw);
  const broker = hostName ? ` ${config.tls ? 'wss' : 'ws'}://${hostName}:${config.mqttPort}` : '';
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    `style-src 'self' 'nonce-${nonceOf(request)}'`,
    "img-src 'self' blob: data:",
    `connect-src 'self'${broker}`,
    "font-src 'self' data:",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

const FIXED_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'geolocation=(self), camera=(), microphone=(), payment=(), usb=()',
};

export function addSecurityHeaders(app: FastifyInstance, config: GatewayConfig): void {
  // Browsers ignore it on a connection they do not trust, so it cannot lock anybody out of /trust.
  const transport =
    config.tls && !isLoopback(config.host) ? { 'strict-transport-security': 'max-age=31536000' } : {};
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      ...FIXED_HEADERS,
      ...transport,
      'content-security-policy': contentSecurityPolicy(request, config),
    });
  });
}
