import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HealthSchema } from '../../contracts/health.ts';
import { openTestGateway, type TestGateway } from '../gateway-fixture.test-support.ts';

interface Part {
  readonly server: Server;
  readonly port: number;
}

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<Part> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

describe('parts behind the gateway', () => {
  let gateway: TestGateway;
  let part: Part;
  let cookie = '';
  let health = 'ok';
  const seen: { request: IncomingMessage; body: string }[] = [];
  const closedSessions: string[] = [];

  beforeAll(async () => {
    part = await listen((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        seen.push({ request, body });
        if (request.url === '/health') return response.end(JSON.stringify({ status: health }));
        if (request.url?.startsWith('/sessions/')) {
          closedSessions.push(request.url.split('/')[2] ?? '');
          return response.end('{}');
        }
        if (request.url === '/hang') return response.write('begun');
        response.writeHead(409, {
          'content-type': 'application/json',
          'set-cookie': 'evil=1',
          'content-security-policy': 'none at all',
          connection: 'x-hop',
          'x-hop': '1',
          'x-kept': '1',
        });
        response.end('{"code":"version-conflict","message":"version: 3"}');
      });
    });
    const port = String(part.port);
    gateway = await openTestGateway({
      CHENGKAN_IOT_HTTP_PORT: port,
      CHENGKAN_BROKER_HTTP_PORT: port,
      // Discard: nothing listens there.
      CHENGKAN_CASE_HTTP_PORT: '9',
    });
    cookie = await gateway.cookieFor('duty');
  });
  afterAll(async () => {
    await gateway.close();
    part.server.closeAllConnections();
    part.server.close();
  });
  beforeEach(() => seen.splice(0));

  it('property: path, query, method and body go through with a token and without the cookie', async () => {
    const answer = await gateway.ask('/api/iot/alarms/7/acknowledge?x=%2F', {
      method: 'POST',
      cookie,
      body: { expectedVersion: 2 },
      headers: {
        authorization: 'Bearer forged',
        'x-forwarded-for': '1.2.3.4',
        connection: 'x-private',
        'x-private': '1',
      },
    });
    const [{ request, body } = { request: null, body: '' }] = seen;
    expect([request?.method, request?.url, body]).toEqual([
      'POST',
      '/alarms/7/acknowledge?x=%2F',
      '{"expectedVersion":2}',
    ]);
    const token = request?.headers.authorization?.replace('Bearer ', '') ?? '';
    expect(decodeJwt(token)).toMatchObject({ sub: 'duty', iss: 'chengkan', role: 'duty' });
    for (const name of ['cookie', 'x-forwarded-for', 'x-private'])
      expect(request?.headers[name]).toBeUndefined();
    expect(answer.status).toBe(409);
    expect(answer.json()).toEqual({ code: 'version-conflict', message: 'version: 3' });
    expect(answer.headers['x-kept']).toBe('1');
    for (const name of ['x-hop', 'set-cookie']) expect(answer.headers[name]).toBeUndefined();
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('errors: part-down is 502 with a coded body; nothing passes without the header against other sites', async () => {
    const down = await gateway.ask('/api/case/cases', { cookie });
    expect([down.status, down.json()['code']]).toEqual([502, 'part-down']);
    const bare = await gateway.ask('/api/iot/alarms/7/acknowledge', {
      method: 'POST',
      cookie,
      headers: { 'x-chengkan': '0' },
    });
    expect([bare.status, bare.json()['code'], seen.length]).toEqual([403, 'header-missing', 0]);
  });

  it('property: a browser that leaves ends the request to the part', async () => {
    const controller = new AbortController();
    const response = await fetch(`http://127.0.0.1:${gateway.port}/api/iot/hang`, {
      headers: { cookie },
      signal: controller.signal,
    });
    expect(response.status).toBe(200);
    const closed = new Promise((resolve) => seen[0]?.request.socket.once('close', resolve));
    controller.abort();
    await closed;
  });

  it('property: signing out tells the broker which session ended', async () => {
    const own = await gateway.cookieFor('planner');
    const access = await gateway.ask('/api/mqtt', { cookie: own });
    const { session } = decodeJwt<{ session: string }>(access.json<{ token: string }>().token);
    await gateway.ask('/api/session', { method: 'DELETE', cookie: own });
    expect(closedSessions).toEqual([session]);
  });

  it('property: health names every part, and is 200 only when all are well', async () => {
    const answer = await gateway.ask('/healthz');
    expect(answer.status).toBe(503);
    const body = HealthSchema.parse(answer.json());
    expect(body.status).toBe('down');
    expect(Object.entries(body.parts).map(([name, { status }]) => `${name} ${status}`)).toEqual([
      'gateway ok',
      'iot-bridge ok',
      'case-service down',
      'broker ok',
    ]);
    health = 'degraded';
    expect(HealthSchema.parse((await gateway.ask('/healthz')).json()).parts['broker']?.status).toBe(
      'degraded',
    );
  });
});
