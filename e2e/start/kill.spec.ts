/** kill -9 of the whole process tree in mid-stream, then a start on the same data: the same alarms and cases. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { APIRequestContext } from '@playwright/test';
import { z } from 'zod';
import { AlarmSchema } from '../../contracts/alarm.ts';
import { CaseSchema } from '../../contracts/case.ts';
import { killTree, startStack } from '../fixtures/stack.ts';

const headers = { 'x-chengkan': '1' };
const list = async <T>(request: APIRequestContext, url: string, schema: z.ZodType<T>): Promise<T[]> =>
  z.array(schema).parse(await (await request.get(url)).json());

test('nothing that was answered is lost', async ({ request }) => {
  test.setTimeout(240_000);
  const data = mkdtempSync(path.join(tmpdir(), 'chengkan-kill-'));
  const first = await startStack(['--port', '18180', '--data', data]);
  const { user: account, password } = first.signIns.find(({ role }) => role === 'duty') ?? {
    user: '',
    password: '',
  };
  const at = (part: string): string => `${first.address}${part}`;
  expect((await request.post(at('api/session'), { headers, data: { account, password } })).status()).toBe(
    200,
  );
  const filed = await request.post(at('api/case/cases'), {
    headers,
    data: {
      clientRequestId: 'kill-test-0001',
      kind: 'cover',
      title: '断电前的案件',
      position: { crs: 'cgcs2000', longitudeDeg: 121.553, latitudeDeg: 29.879 },
      area: 'waitan',
      department: 'urban-management',
      occurredAtUtcMs: Date.now(),
    },
  });
  expect(filed.ok()).toBe(true);
  await expect
    .poll(async () => (await list(request, at('api/iot/alarms'), AlarmSchema)).length, { timeout: 60_000 })
    .toBeGreaterThan(0);
  const alarms = await list(request, at('api/iot/alarms'), AlarmSchema);
  const cases = await list(request, at('api/case/cases'), CaseSchema);
  await killTree(first);

  const again = await startStack(['--port', '18180', '--data', data, '--no-simulate']);
  // The session was kept too: the same cookie still opens the door.
  const alarmsAgain = await list(request, at('api/iot/alarms'), AlarmSchema);
  for (const { id, version, raisedAtUtcMs } of alarms) {
    const same = alarmsAgain.find((each) => each.id === id);
    expect(same?.raisedAtUtcMs).toBe(raisedAtUtcMs);
    // Reports that came between the question and the kill may have moved it on, never back.
    expect(same?.version).toBeGreaterThanOrEqual(version);
  }
  expect(await list(request, at('api/case/cases'), CaseSchema)).toEqual(cases);
  await again.stop();
  rmSync(data, { recursive: true, force: true });
});
