/**
 * What an HTTP route takes and answers, as data: the parts register their routes from it, the gateway makes the
 * OpenAPI document from it (design.md). Paths are those of the part; the gateway puts its prefix before them.
 */
import type { z } from 'zod';
import type { Right } from '../identity.ts';

export interface RouteAnswer {
  readonly description: string;
  /** none: no body */
  readonly schema?: z.ZodType;
  /** of a body that is not JSON */
  readonly mediaType?: string;
}

export interface RouteDescription {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** with `{name}` for what varies, as in OpenAPI */
  readonly path: string;
  readonly summary: string;
  readonly access: Right | 'signed-in' | 'anyone';
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** by status; refusals are the same everywhere (HttpErrorSchema) and are not listed */
  readonly answers: Readonly<Record<number, RouteAnswer>>;
}

/** The path as fastify writes it. */
export function fastifyPath(path: string): string {
  return path.replaceAll('{path}', '*').replaceAll(/\{(\w+)\}/g, ':$1');
}

interface JoinedRoute<Handler> {
  readonly method: RouteDescription['method'];
  readonly url: string;
  readonly handler: Handler;
}

/** Each description with its handler: a part has the routes that are described, and no other. */
export function joinRoutes<Name extends string, Handler>(
  routes: Readonly<Record<Name, RouteDescription>>,
  handlers: Readonly<Record<Name, Handler>>,
): JoinedRoute<Handler>[] {
  const handlerOf = new Map<string, Handler>(Object.entries(handlers));
  return Object.entries<RouteDescription>(routes).map(([name, { method, path }]) => {
    const handler = handlerOf.get(name);
    if (handler === undefined) throw new Error(`route ${name} has no handler`);
    return { method, url: fastifyPath(path), handler };
  });
}
