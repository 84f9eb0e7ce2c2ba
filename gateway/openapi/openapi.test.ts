import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASE_ROUTES } from '../../contracts/http/case-routes.ts';
import { GATEWAY_ROUTES } from '../../contracts/http/gateway-routes.ts';
import { IOT_ROUTES } from '../../contracts/http/iot-routes.ts';
import { openTestGateway, type TestGateway } from '../gateway-fixture.test-support.ts';

type Operations = Readonly<Record<string, Readonly<Record<string, { security: unknown[] }>>>>;

/** "METHOD /path" of every leaf of fastify's printed tree; each level is indented by four characters. */
function registered(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods = ''] =
      /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    const level = indent.length / 4;
    above.splice(level, Infinity, segment.replace(/ \(-\)$/, ''));
    // The root's own wildcard is printed without the slash that it stands behind.
    const url = above.join('').replace(/^\*/, '/*');
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${url}`);
  });
}

describe('the OpenAPI document', () => {
  let gateway: TestGateway;
  let document: { openapi: string; paths: Operations };
  beforeAll(async () => {
    gateway = await openTestGateway();
    const answer = await gateway.ask('/api/openapi.json', { cookie: await gateway.cookieFor('planner') });
    document = answer.json();
  });
  afterAll(() => gateway.close());

  it('peer: is valid by the JSON schema of the OpenAPI Initiative', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const outcome = await new Validator().validate(structuredClone(document));
    expect(outcome.errors).toBeUndefined();
    expect(outcome.valid).toBe(true);
  });

  it('errors: the validator does find a fault, and nobody reads the document without signing in', async () => {
    const broken = { ...document, info: { title: 'no version' } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
    expect((await gateway.ask('/api/openapi.json')).status).toBe(401);
  });

  it('property: every described route is in it, those of the parts under their prefix', () => {
    const described = [
      ...GATEWAY_ROUTES.filter(({ path }) => path !== '/ca.crt' && path !== '/trust'),
      ...Object.values(IOT_ROUTES).map((route) => ({ ...route, path: `/api/iot${route.path}` })),
      ...Object.values(CASE_ROUTES).map((route) => ({ ...route, path: `/api/case${route.path}` })),
    ].map(({ method, path }) => `${method} ${path}`);
    const found = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(found.sort()).toEqual(described.sort());
  });

  it('property: every route that fastify has is in it', () => {
    const routes = registered(gateway.printRoutes());
    const named = new Set(
      Object.entries(document.paths).flatMap(([path, operations]) =>
        Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
      ),
    );
    const missing = routes
      .filter((route) => !route.startsWith('HEAD ') && !/ \/api\/(iot|case)\/\*$/.test(route))
      .map((route) => route.replace(/\*$/, '{path}').replaceAll(/:(\w+)/g, '{$1}'))
      .filter((route) => !named.has(route));
    expect(routes).toContain('PATCH /api/accounts/:account');
    expect(missing).toEqual([]);
  });
});
