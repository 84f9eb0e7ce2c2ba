/** `npm run dev` by itself: what the browser asks the hot client for, and what the parts are told of its origin. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ViteDevServer } from 'vite';
import { devOriginOf } from './dev-origin.ts';
import { startDevServer } from './dev-server.ts';
import { parseStartOptions } from './options.ts';
import type { Installation } from './parts.ts';
import { partsOf } from './parts.ts';

const root = path.resolve(import.meta.dirname, '../..');
const gateway = createServer((request, response) => response.end(`${request.method} ${request.url}`));
const probe = createServer();
let vite: ViteDevServer;
let origin = '';

const listen = (server: typeof gateway): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

beforeAll(async () => {
  const freePort = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  origin = devOriginOf(freePort - 10);
  vite = await startDevServer(root, `http://127.0.0.1:${await listen(gateway)}/`, origin);
});
afterAll(async () => {
  await vite.close();
  gateway.close();
});

test('property: the page reloads hot, is isolated, and has no policy that forbids it', async () => {
  const { headers, text } = await fetch(`${origin}/`).then(async (page) => ({
    headers: page.headers,
    text: await page.text(),
  }));
  expect(text).toContain('/@vite/client');
  expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('content-security-policy')).toBe(null);
});

test('property: workers of Cesium carry the headers without which an isolated page refuses them', async () => {
  const worker = await fetch(`${origin}/cesium/Workers/createGeometry.js`);
  expect(worker.status).toBe(200);
  expect(worker.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
});

test.each(['/api/session', '/district/district.json', '/healthz', '/ca.crt', '/trust'])(
  'property: %s is answered by the gateway',
  async (url) => {
    expect(await fetch(`${origin}${url}`).then((answer) => answer.text())).toBe(`GET ${url}`);
  },
);

const installation: Installation = {
  dataDirectory: '/data',
  districtDirectory: '/district',
  host: '127.0.0.1',
  ports: { gateway: 1, mqttWebSocket: 2, jt808: 3, iotHttp: 4, caseHttp: 5, broker: 6, brokerHttp: 7 },
  serviceToken: 'token',
  tokenKeys: { publicKeyPath: 'public', privateKeyPath: 'private' },
  tls: null,
  devOrigin: null,
};
const originsTold = (devOrigin: string | null): (string | undefined)[] =>
  partsOf({ ...installation, devOrigin }).map((part) => part.environment['CHENGKAN_ALLOWED_ORIGINS']);

test('property: the parts are told of the foreign origin when there is one, and never otherwise', () => {
  expect(new Set(originsTold(origin))).toEqual(new Set([origin]));
  expect(new Set(originsTold(null))).toEqual(new Set([undefined]));
});

test('errors: --dev serves this machine alone', () => {
  expect(parseStartOptions(['--dev', '--host', '0.0.0.0'])).toMatchObject({ error: { code: 'bad-option' } });
  expect(parseStartOptions(['--dev'])).toMatchObject({ ok: true });
});
