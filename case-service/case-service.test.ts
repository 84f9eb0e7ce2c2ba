import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { build } from 'esbuild';
import mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CaseSchema, CaseSheetSchema, ReceiptSchema } from '../contracts/case.ts';
import { viewFilter } from '../contracts/topics.ts';
import type { CaseService } from './case-service.ts';
import { startCaseService } from './case-service.ts';
import { readConfig } from './config.ts';
import { auditLog } from './ledger/audit.ts';
import { verifyReceipt } from './ledger/verify.ts';
import { district, fileCase, send, until, Workbench } from './workbench.test-support.ts';

let bench: Workbench;
let running: CaseService[] = [];
let children: ChildProcess[] = [];
/** Without a table in it: making one takes seconds, a copy none. */
let emptyDatabase: string;
beforeAll(async () => {
  emptyDatabase = await mkdtemp(join(tmpdir(), 'chengkan-empty-database-'));
  await (await PGlite.create(emptyDatabase)).close();
});
afterAll(() => rm(emptyDatabase, { recursive: true }));
beforeEach(async () => {
  bench = await Workbench.create();
  await cp(emptyDatabase, join(bench.config.dataDir, 'database'), { recursive: true });
});
afterEach(async () => {
  for (const service of running) await service.stop();
  running = [];
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await bench.close();
});

async function started(): Promise<CaseService> {
  const service = await startCaseService(bench.config, () => undefined);
  if (!service.ok) throw new Error(`${service.error.code}: ${service.error.message}`);
  running.push(service.value);
  return service.value;
}

/** Everything retained under the case topics, as a browser would find it. */
async function retained(): Promise<Map<string, string>> {
  const client = await mqtt.connectAsync(bench.config.mqttUrl);
  const found = new Map<string, string>();
  client.on('message', (topic, payload) => found.set(topic, payload.toString()));
  await client.subscribeAsync(viewFilter(district.id, 'case'), { qos: 1 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await client.endAsync();
  return found;
}

const watch = { progress: () => undefined, isAborted: () => false };
const auditOf = () => auditLog(join(bench.config.dataDir, 'ledger'), 0, watch);

describe('case service', () => {
  test('property: a filed case is listed, shown, proven, published and audited, without personal data in clear', async () => {
    const { httpPort } = await started();
    const officer = await bench.token('case-officer');
    const request = fileCase();
    const filed = await send(httpPort, '/cases', officer, request);
    expect(filed.status).toBe(201);
    const sheet = CaseSheetSchema.parse(filed.body);
    expect(sheet).toMatchObject({
      status: 'filed',
      ledgerIndex: 0,
      number: expect.stringMatching(/^\d{4}-000001$/),
    });
    const planner = await bench.token('planner', 'planner-01', 'housing');
    expect((await send(httpPort, '/cases', planner)).body).toEqual([CaseSchema.parse(sheet)]);
    expect((await send(httpPort, `/cases/${sheet.id}`, planner)).body).toEqual(sheet);

    const receipt = ReceiptSchema.parse((await send(httpPort, `/cases/${sheet.id}/receipt`, planner)).body);
    expect(verifyReceipt(receipt, receipt.publicKey).ok).toBe(true);
    for (const secret of [request.title, request.description, '张三', 'case-officer-01'])
      expect(receipt.entry).not.toContain(secret);

    await until('the case is retained', async () => (await retained()).size === 1);
    const [[topic, payload] = ['', '']] = [...(await retained())];
    expect(topic).toBe(`v1/test-district/view/waitan/urban-management/case/${sheet.id}`);
    expect(JSON.parse(payload)).toEqual(CaseSchema.parse(sheet));
    // The service is running: the audit reads beside it.
    expect(await auditOf()).toMatchObject({ ok: true, value: { entries: 1, entriesChecked: 1 } });
  });

  test('property: one request sent many times at once is one case; two filers are two', async () => {
    const { httpPort } = await started();
    const officer = await bench.token('case-officer');
    const duty = await bench.token('duty', 'duty-01', 'housing');
    const request = fileCase();
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () => send(httpPort, '/cases', officer, request)),
      ...Array.from({ length: 8 }, () => send(httpPort, '/cases', duty, request)),
    ]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(2);
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(2);
    expect(new Set(answers.map(({ body }) => body.number)).size).toBe(2);
    expect((await send(httpPort, '/cases', officer, request)).status).toBe(200);
    const reused = await send(httpPort, '/cases', officer, { ...request, title: 'another' });
    expect(reused).toMatchObject({ status: 409, body: { code: 'request-id-reused' } });
  });

  test('errors: tokens, rights and bodies are refused with their code', async () => {
    const { httpPort } = await started();
    const officer = await bench.token('case-officer');
    const planner = await bench.token('planner');
    const post = (token: string | null, changes: object) =>
      send(httpPort, '/cases', token, { ...fileCase(), ...changes });
    expect(await post(null, {})).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
    expect(await post(`${officer.slice(0, -4)}AAAA`, {})).toMatchObject({ status: 401 });
    expect(await post(planner, {})).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    expect(await post(officer, { title: '' })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', field: 'title' },
    });
    expect(await post(officer, { area: 'moon' })).toMatchObject({
      status: 400,
      body: { code: 'unknown-area' },
    });
    expect(await post(officer, { department: 'x' })).toMatchObject({ body: { code: 'unknown-department' } });
    expect(await post(officer, { occurredAtUtcMs: Date.now() + 1e7 })).toMatchObject({
      body: { code: 'occurred-in-future' },
    });
    const position = { crs: 'wgs84', longitudeDeg: 29.8, latitudeDeg: 121.5 };
    expect(await post(officer, { position })).toMatchObject({ body: { code: 'bad-position' } });
    expect(await send(httpPort, '/cases/01hzzzzzzzzzzzzzzzzzzzzzzz', officer)).toMatchObject({
      status: 404,
      body: { code: 'no-such-case' },
    });
    expect(await send(httpPort, '/cases/x', officer)).toMatchObject({ status: 400, body: { field: 'id' } });
    expect(readConfig({})).toMatchObject({ error: { code: 'environment-invalid' } });
  });

  test('errors: a second process on the same data directory is refused', async () => {
    await started();
    expect(await startCaseService(bench.config, () => undefined)).toMatchObject({
      error: { code: 'data-directory-in-use' },
    });
  });

  test('property: the database is rebuilt from the ledger, retained cases are restored and orphans cleared', async () => {
    const first = await started();
    const officer = await bench.token('case-officer');
    const gcj02 = { crs: 'gcj02' as const, longitudeDeg: 121.5575, latitudeDeg: 29.8766 };
    for (let i = 0; i < 5; i++)
      await send(first.httpPort, '/cases', officer, fileCase(i === 0 ? { position: gcj02 } : {}));
    const before = (await send(first.httpPort, '/cases', officer)).body;
    await first.stop();
    running = [];
    await rm(join(bench.config.dataDir, 'database'), { recursive: true });
    const publisher = await mqtt.connectAsync(bench.config.mqttUrl);
    const wiped = [...(await retained()).keys()];
    expect(wiped).toHaveLength(5);
    for (const topic of wiped) await publisher.publishAsync(topic, '', { qos: 1, retain: true });
    const orphan = 'v1/test-district/view/waitan/urban-management/case/01hzzzzzzzzzzzzzzzzzzzzzzz';
    await publisher.publishAsync(orphan, '{"old":true}', { qos: 1, retain: true });
    await publisher.endAsync();

    const second = await started();
    expect((await send(second.httpPort, '/cases', officer)).body).toEqual(before);
    await until('retained cases are those of the database', async () => {
      const found = [...(await retained()).keys()];
      return found.length === 5 && !found.includes(orphan);
    });
    expect((await send(second.httpPort, '/cases', officer, fileCase())).body.number).toMatch(/-000006$/);
  });

  test('property: every case that was answered before a kill -9 is there after the restart', async () => {
    // Inside the checkout, so that the bundle's external packages resolve.
    const outfile = join(import.meta.dirname, '..', '.cache', `case-service-test-${process.pid}`, 'main.js');
    await build({
      entryPoints: [join(import.meta.dirname, 'main.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    });
    const { config } = bench;
    const spawned = (): { child: ChildProcess; ready: Promise<number> } => {
      const child = spawn(process.execPath, [outfile], {
        env: {
          CHENGKAN_DATA_DIR: config.dataDir,
          CHENGKAN_DISTRICT_DIR: config.districtDir,
          CHENGKAN_CASE_HTTP_PORT: '0',
          CHENGKAN_TOKEN_PUBLIC_KEY: config.tokenPublicKeyPath,
          CHENGKAN_SERVICE_TOKEN: config.serviceToken,
          MQTT_URL: config.mqttUrl,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      const ready = new Promise<number>((resolve, reject) => {
        child.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()).httpPort));
        child.once('exit', (code) => reject(new Error(`exit ${code}`)));
      });
      return { child, ready };
    };
    const officer = await bench.token('case-officer');
    const answered = new Map<string, string>();
    for (const killAfterAnswers of [4, 9, 17]) {
      const { child, ready } = spawned();
      const port = await ready;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      const killAt = answered.size + killAfterAnswers;
      const submit = async (): Promise<void> => {
        for (;;) {
          const request = fileCase();
          const answer = await send(port, '/cases', officer, request).catch(() => null);
          if (answer === null) return;
          if (answer.status === 201) answered.set(request.clientRequestId, answer.body.id);
          if (answered.size >= killAt) child.kill('SIGKILL');
        }
      };
      await Promise.all([submit(), submit(), submit(), submit()]);
      await gone;
    }
    const { child, ready } = spawned();
    const port = await ready;
    const listed = (await send(port, '/cases?limit=1000', officer)).body.map(({ id }: { id: string }) => id);
    expect(answered.size).toBeGreaterThan(10);
    expect([...answered.values()].filter((id) => !listed.includes(id))).toEqual([]);
    expect(await auditOf()).toMatchObject({ ok: true, value: { entries: listed.length } });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const stopAtMs = Date.now();
    child.kill('SIGTERM');
    expect(await gone).toBe(0);
    expect(Date.now() - stopAtMs).toBeLessThan(3000);
    await rm(join(outfile, '..'), { recursive: true });
    // Four starts.
  }, 180_000);
});
