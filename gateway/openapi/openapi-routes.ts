/**
 * GET /api/openapi.json: the routes that this installation has, for whoever is signed in. A route without a
 * description stops the start, so that the document is complete by construction.
 */
import type { FastifyInstance } from 'fastify';
import { CASE_ROUTES } from '../../contracts/http/case-routes.ts';
import { GATEWAY_ROUTES } from '../../contracts/http/gateway-routes.ts';
import { IOT_ROUTES } from '../../contracts/http/iot-routes.ts';
import { fastifyPath, type RouteDescription } from '../../contracts/http/route.ts';
import type { GatewayContext } from '../context.ts';
import type { PROXY_PREFIXES } from '../proxy/proxy-routes.ts';
import { openApiDocument } from './document.ts';

const PARTS: Readonly<Record<keyof typeof PROXY_PREFIXES, Readonly<Record<string, RouteDescription>>>> = {
  '/api/iot': IOT_ROUTES,
  '/api/case': CASE_ROUTES,
};

/** Behind the gateway every request is signed in, also one that the part itself answers to anyone. */
const PROXIED = Object.entries(PARTS).flatMap(([prefix, routes]) =>
  Object.values(routes).map((route) => ({
    ...route,
    path: `${prefix}${route.path}`,
    access: route.access === 'anyone' ? ('signed-in' as const) : route.access,
  })),
);
const PROXY_PATHS = new Set(Object.keys(PARTS).map((prefix) => `${prefix}/*`));

const keyOf = (method: string, path: string): string => `${method} ${path}`;

/** Before every other route: it watches them being added. */
export function addOpenApiRoutes(
  app: FastifyInstance,
  { authenticator }: Pick<GatewayContext, 'authenticator'>,
): void {
  const described = new Map(
    GATEWAY_ROUTES.map((route) => [keyOf(route.method, fastifyPath(route.path)), route]),
  );
  const present: RouteDescription[] = [...PROXIED];
  app.addHook('onRoute', ({ method, url }) => {
    if (PROXY_PATHS.has(url)) return;
    for (const each of [method].flat().filter((name) => name !== 'HEAD')) {
      const route = described.get(keyOf(each, url));
      if (route === undefined) throw new Error(`${each} ${url} has no description in contracts/http`);
      present.push(route);
    }
  });
  app.get('/api/openapi.json', async (request, reply) => {
    if (!authenticator.demand(request, reply)) return reply;
    return reply
      .header('cache-control', 'private, no-cache')
      .send(openApiDocument(present, authenticator.cookieName));
  });
}
