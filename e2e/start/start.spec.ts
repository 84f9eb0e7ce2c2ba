/** What must be true a minute after `npm start`, through the public address. */
import { expect, test } from '@playwright/test';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { z } from 'zod';
import { AlarmSchema, type Alarm } from '../../contracts/alarm.ts';
import { CaseSheetSchema } from '../../contracts/case.ts';
import { HealthSchema } from '../../contracts/health.ts';
import { HttpErrorSchema } from '../../contracts/http-error.ts';
import { address, signInOf } from '../fixtures/accounts.ts';

const headers = { 'x-chengkan': '1' };

async function signIn(request: APIRequestContext, user: string): Promise<void> {
  const { user: account, password } = signInOf(user);
  const answer = await request.post(`${address()}api/session`, { headers, data: { account, password } });
  expect(answer.status()).toBe(200);
}

test('every part and every listener is healthy', async ({ request }) => {
  const answer = await request.get(`${address()}healthz`);
  expect(answer.status()).toBe(200);
  const health = HealthSchema.parse(await answer.json());
  expect(health.status).toBe('ok');
  expect(Object.keys(health.parts).sort()).toEqual(['broker', 'case-service', 'gateway', 'iot-bridge']);
  expect(Object.keys(health.listeners)).toContain('jt808');
});

test('nobody reads the district without signing in, and nobody reads the truth', async ({ request }) => {
  expect((await request.get(`${address()}district/district.json`)).status()).toBe(401);
  await signIn(request, 'planner');
  expect((await request.get(`${address()}district/district.json`)).status()).toBe(200);
  expect((await request.get(`${address()}district/mesh/tileset.json`)).status()).toBe(200);
  expect((await request.get(`${address()}district/truth/changes.json`)).status()).toBe(404);
});

test('the simulated theft arrives as an alarm and is acknowledged once', async ({ request }) => {
  await signIn(request, 'duty');
  await expect
    .poll(
      async () =>
        z.array(AlarmSchema).parse(await (await request.get(`${address()}api/iot/alarms`)).json()).length,
      {
        timeout: 90_000,
      },
    )
    .toBeGreaterThan(0);
  const alarms = async (): Promise<Alarm[]> =>
    z.array(AlarmSchema).parse(await (await request.get(`${address()}api/iot/alarms`)).json());
  const acknowledge = (id: string, expectedVersion: number): Promise<APIResponse> =>
    request.post(`${address()}api/iot/alarms/${id}/acknowledge`, {
      headers,
      data: { expectedVersion, note: '已看到' },
    });

  const first = (await alarms()).find(({ acknowledgement }) => acknowledgement === 'unacknowledged');
  if (first === undefined) throw new Error('no alarm waits for an answer');
  const refused = await acknowledge(first.id, first.version + 1000);
  expect(refused.status()).toBe(409);
  expect(HttpErrorSchema.parse(await refused.json()).code).toBe('version-conflict');

  // The device goes on reporting: its alarm may have a newer version by the time the command arrives.
  await expect
    .poll(async () => {
      const now = (await alarms()).find(({ id }) => id === first.id);
      return (await acknowledge(first.id, now?.version ?? first.version)).status();
    })
    .toBe(200);
  const answered = (await alarms()).find(({ id }) => id === first.id);
  // An alarm whose condition is over leaves the list once it is acknowledged.
  if (answered !== undefined)
    expect(answered).toMatchObject({ acknowledgement: 'acknowledged', acknowledgedBy: 'duty' });
});

test('a case is filed once and has its place in the ledger', async ({ request }) => {
  await signIn(request, 'duty');
  const data = {
    clientRequestId: 'browser-test-0001',
    kind: 'cover',
    title: '井盖缺失',
    position: { crs: 'cgcs2000', longitudeDeg: 121.553, latitudeDeg: 29.879 },
    area: 'waitan',
    department: 'urban-management',
    occurredAtUtcMs: Date.now(),
  };
  const file = async (): Promise<string> => {
    const answer = await request.post(`${address()}api/case/cases`, { headers, data });
    expect(answer.ok()).toBe(true);
    return CaseSheetSchema.parse(await answer.json()).id;
  };
  const id = await file();
  expect(await file()).toBe(id);
  expect((await request.get(`${address()}api/case/cases/${id}/receipt`)).status()).toBe(200);
});
