import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { build } from 'esbuild';
import { SignJWT } from 'jose';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Alarm } from '../contracts/alarm.ts';
import { AlarmSchema } from '../contracts/alarm.ts';
import { RIGHTS_OF_ROLE } from '../contracts/identity.ts';
import { viewFilter } from '../contracts/topics.ts';
import type { RunningBridge } from './bridge.ts';
import { startBridge } from './bridge.ts';
import type { BridgeConfig } from './config.ts';
import { Journal } from './journal.ts';
import { decodeEntry } from './journal-entry.ts';
import { decodeFrame } from './protocols/jt808/frame.ts';
import { decodeLocation } from './protocols/jt808/messages/location.ts';
import { readRegisters } from './registers.ts';
import { makeFleet, openFleet } from './simulator/fleet.ts';
import type { Incident } from './simulator/incidents.ts';
import { readingOf, reportOf } from './simulator/incidents.ts';
import { seededRandom } from './simulator/random.ts';
import type { SimulatedTerminal } from './simulator/terminal.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (await holds()) return;
    await wait(25);
  }
  throw new Error(`never: ${what}`);
}

/** A district of ten covers along one street. */
function makeDistrict(folder: string): void {
  mkdirSync(join(folder, 'vectors'), { recursive: true });
  const bilingual = { zh: '测试', en: 'test' };
  const layer = (kind: string) => ({
    id: kind,
    kind,
    geojson: `vectors/${kind}.geojson`,
    name: bilingual,
    crs: 'EPSG:4490',
    source: 'test',
    licence: 'CC0',
  });
  const district = {
    version: 1,
    id: 'test-district',
    name: bilingual,
    synthetic: true,
    bounds: { westDeg: 121.54, southDeg: 29.87, eastDeg: 121.56, northDeg: 29.89 },
    grid: {
      latitudeOfOriginDeg: 29.879,
      centralMeridianDeg: 121.553,
      falseEastingM: 50000,
      falseNorthingM: 50000,
    },
    geoid: { kind: 'constant', geoidUndulationM: 11.6, source: 'test' },
    home: {
      longitudeDeg: 121.553,
      latitudeDeg: 29.879,
      ellipsoidalHeightM: 15,
      headingDeg: 0,
      pitchDeg: -45,
      rangeM: 500,
    },
    meshes: [],
    imagery: [],
    surfaces: [],
    vectors: [layer('covers'), layer('roads')],
    organisations: [],
  };
  writeFileSync(join(folder, 'district.json'), JSON.stringify(district));
  const features = Array.from({ length: 10 }, (_, at) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [121.55 + at * 0.0004, 29.879] },
    properties: {
      id: `cover-${String(at + 1).padStart(3, '0')}`,
      phone: `0139${String(at + 1).padStart(8, '0')}`,
      deviceProfile: 'chengkan-cover-1',
      ownerOrganisation: 'drainage-company',
      area: 'waitan',
      network: 'sewage',
      place: 'carriageway',
      road: bilingual,
      orthometricHeightM: 3.2,
      chamberDepthM: 2.5,
      diameterM: 0.7,
    },
  }));
  writeFileSync(
    join(folder, 'vectors/covers.geojson'),
    JSON.stringify({ type: 'FeatureCollection', features }),
  );
  const road = {
    type: 'Feature',
    geometry: {
      type: 'LineString',
      coordinates: [
        [121.549, 29.879],
        [121.56, 29.879],
      ],
    },
    properties: {},
  };
  writeFileSync(
    join(folder, 'vectors/roads.geojson'),
    JSON.stringify({ type: 'FeatureCollection', features: [road] }),
  );
}

const root = mkdtempSync(join(tmpdir(), 'iot-bridge-'));
const districtDir = join(root, 'district');
const keys = generateKeyPairSync('ed25519');
const tokenPublicKeyPath = join(root, 'token.pem');

async function token(role: 'duty' | 'planner'): Promise<string> {
  const claims = {
    name: 'Test',
    organisation: 'duty-centre',
    role,
    rights: [...RIGHTS_OF_ROLE[role]],
    session: 's1',
    sessionExpiresAtUtcMs: Date.now() + 60_000,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject('zhang')
    .setIssuer('chengkan')
    .setAudience('chengkan')
    .setExpirationTime('5m')
    .sign(keys.privateKey);
}

interface Broker {
  readonly url: string;
  stop(): Promise<void>;
}

async function startBroker(port = 0): Promise<Broker> {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    stop: async () => {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Retained and live view of the alarms, as a browser has it. */
async function watch(url: string): Promise<{ alarms: Map<string, Alarm>; end: () => Promise<void> }> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 200 });
  const alarms = new Map<string, Alarm>();
  client.on('message', (topic, payload) => {
    if (payload.length === 0) alarms.delete(topic);
    else alarms.set(topic, AlarmSchema.parse(JSON.parse(payload.toString())));
  });
  await client.subscribeAsync(viewFilter('test-district', 'alarm'), { qos: 1 });
  return { alarms, end: () => client.endAsync(true) };
}

function config(dataDir: string, mqttUrl: string): BridgeConfig {
  return {
    dataDir,
    districtDir,
    host: '127.0.0.1',
    jt808Port: 0,
    httpPort: 0,
    tokenPublicKeyPath,
    serviceToken: '0123456789abcdef',
    mqttUrl,
    heartbeatMs: 60_000,
  };
}

async function started(dataDir: string, mqttUrl: string): Promise<RunningBridge> {
  const bridge = await startBridge(config(dataDir, mqttUrl), () => undefined);
  if (!bridge.ok) throw new Error(bridge.error.message);
  return bridge.value;
}

async function fleet(port: number): Promise<SimulatedTerminal[]> {
  const registers = await readRegisters(districtDir);
  if (!registers.ok) throw new Error(registers.error.message);
  const terminals = makeFleet(registers.value.covers, { host: '127.0.0.1', port, random: Math.random });
  expect(await openFleet(terminals)).toEqual([]);
  return terminals;
}

const world = { random: seededRandom(7), roadLines: [] };
const report = (terminal: SimulatedTerminal, incident: Incident | null, atUtcMs = Date.now()) =>
  terminal.report(
    reportOf(readingOf(terminal.cover, incident, atUtcMs, world), terminal.cover, atUtcMs, world.random),
  );

beforeAll(() => {
  makeDistrict(districtDir);
  writeFileSync(tokenPublicKeyPath, keys.publicKey.export({ type: 'spki', format: 'pem' }));
});

describe('the bridge over real sockets', () => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(() => broker.stop());

  test('peer: a theft by TCP reaches an MQTT subscriber, is acknowledged by HTTP, and closes', async () => {
    const bridge = await started(join(root, 'theft'), broker.url);
    const view = await watch(broker.url);
    const terminals = await fleet(bridge.jt808Port);
    const [thief, other] = [terminals[0]!, terminals[1]!];
    expect(await report(other, null)).not.toBeNull();
    const at = Date.now();
    const theft: Incident = { kind: 'theft', coverIds: [thief.cover.id], startedAtUtcMs: at - 30_000 };
    expect(await report(thief, theft, at)).not.toBeNull();
    await until('three alarms', () => view.alarms.size === 3);
    const types = [...view.alarms.values()].map(({ type }) => type).sort();
    expect(types).toEqual(['cover-displaced', 'cover-open', 'cover-stolen']);
    const open = [...view.alarms.values()].find(({ type }) => type === 'cover-open')!;
    expect(open).toMatchObject({ priority: 'critical', condition: 'active', version: 1, area: 'waitan' });
    const base = `http://127.0.0.1:${bridge.httpPort}`;
    const acknowledge = async (expectedVersion: number, role: 'duty' | 'planner') =>
      fetch(`${base}/alarms/${open.id}/acknowledge`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await token(role)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ expectedVersion, note: 'crew sent' }),
      });
    expect((await fetch(`${base}/alarms`)).status).toBe(401);
    expect((await acknowledge(1, 'planner')).status).toBe(403);
    const conflict = await acknowledge(9, 'duty');
    expect([conflict.status, ((await conflict.json()) as { code: string }).code]).toEqual([
      409,
      'version-conflict',
    ]);
    const done = await acknowledge(1, 'duty');
    expect(await done.json()).toMatchObject({
      acknowledgement: 'acknowledged',
      acknowledgedBy: 'zhang',
      version: 2,
    });
    await until('acknowledged on MQTT', () =>
      [...view.alarms.values()].some(({ id, version }) => id === open.id && version === 2),
    );
    expect(await report(thief, null, at + 2000)).not.toBeNull();
    await until(
      'the acknowledged alarm closes',
      () => ![...view.alarms.values()].some(({ id }) => id === open.id),
    );
    expect([...view.alarms.values()].map(({ condition }) => condition)).toEqual(['inactive', 'inactive']);
    const frames = await fetch(`${base}/devices/${thief.cover.id}/frames?limit=5`, {
      headers: { authorization: `Bearer ${await token('duty')}` },
    });
    expect(((await frames.json()) as unknown[]).length).toBe(2);
    for (const terminal of terminals) terminal.close();
    await view.end();
    await bridge.stop();
  });

  test('property: after a stop the same alarms with the same ids and versions, orphans cleared', async () => {
    const dataDir = join(root, 'again');
    const first = await started(dataDir, broker.url);
    const terminals = await fleet(first.jt808Port);
    const flood: Incident = {
      kind: 'flood',
      coverIds: terminals.slice(0, 3).map(({ cover }) => cover.id),
      startedAtUtcMs: Date.now() - 120_000,
    };
    for (const terminal of terminals)
      await report(terminal, flood.coverIds.includes(terminal.cover.id) ? flood : null);
    const view = await watch(broker.url);
    await until('three floods', () => view.alarms.size >= 3);
    for (const terminal of terminals) terminal.close();
    await first.stop();
    const orphan = `v1/test-district/view/waitan/drainage-company/alarm/orphan`;
    const client = await mqtt.connectAsync(broker.url);
    const before = new Map(view.alarms);
    await view.end();
    await client.publishAsync(orphan, JSON.stringify({ stale: true }), { qos: 1, retain: true });
    await client.endAsync();
    const second = await started(dataDir, broker.url);
    await wait(500);
    const after = await watch(broker.url);
    await until('restored', () => after.alarms.size >= 3);
    const floods = (alarms: Map<string, Alarm>) =>
      [...alarms].filter(([, { type }]) => type === 'water-level').sort();
    expect(floods(after.alarms)).toEqual(floods(before));
    expect(after.alarms.has(orphan)).toBe(false);
    await after.end();
    await second.stop();
  });
});

describe('kill -9', () => {
  let child: ChildProcess | null = null;
  afterAll(() => child?.kill('SIGKILL'));

  async function spawnBridge(
    dataDir: string,
    mqttUrl: string,
  ): Promise<{ jt808Port: number; httpPort: number }> {
    const outfile = join('.cache', 'iot-bridge-test', 'main.js');
    await build({
      entryPoints: ['iot-bridge/main.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    });
    const env = {
      PATH: process.env['PATH'],
      CHENGKAN_DATA_DIR: dataDir,
      CHENGKAN_DISTRICT_DIR: districtDir,
      CHENGKAN_JT808_PORT: '0',
      CHENGKAN_IOT_HTTP_PORT: '0',
      CHENGKAN_TOKEN_PUBLIC_KEY: tokenPublicKeyPath,
      CHENGKAN_SERVICE_TOKEN: '0123456789abcdef',
      MQTT_URL: mqttUrl,
    };
    const running = spawn(process.execPath, [outfile], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child = running;
    const line = await new Promise<string>((resolve) =>
      running.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString())),
    );
    return JSON.parse(line) as { jt808Port: number; httpPort: number };
  }

  test('property: every frame that was acknowledged before kill -9 is in the journal, and the alarms are the same', async () => {
    const broker = await startBroker();
    const dataDir = join(root, 'kill');
    const first = await spawnBridge(dataDir, broker.url);
    const terminals = await fleet(first.jt808Port);
    const acknowledged = new Set<string>();
    let killed = false;
    const stream = terminals.map(async (terminal, at) => {
      const { cover } = terminal;
      const theft: Incident = { kind: 'theft', coverIds: [cover.id], startedAtUtcMs: Date.now() - 20_000 };
      for (let count = 1; !killed; count++) {
        const reading = readingOf(cover, at < 3 ? theft : null, Date.now(), world);
        // The altitude numbers the reports, so that each can be found again
        const location = { ...reportOf(reading, cover, Date.now(), world.random), altitudeM: count };
        if ((await terminal.report(location)) !== null) acknowledged.add(`${cover.phone}/${count}`);
        await wait(2);
      }
    });
    await wait(700);
    const get = async (port: number, path: string): Promise<unknown> =>
      (
        await fetch(`http://127.0.0.1:${port}${path}`, {
          headers: { authorization: `Bearer ${await token('duty')}` },
        })
      ).json();
    const before = (await get(first.httpPort, '/alarms')) as Alarm[];
    child?.kill('SIGKILL');
    killed = true;
    for (const terminal of terminals) terminal.close();
    await Promise.all(stream);
    expect(acknowledged.size).toBeGreaterThan(100);

    const second = await spawnBridge(dataDir, broker.url);
    const health = (await get(second.httpPort, '/health')) as { status: string };
    expect(['ok', 'degraded']).toContain(health.status);
    const after = (await get(second.httpPort, '/alarms')) as Alarm[];
    const keyOf = ({ id, type, deviceId }: Alarm): string => `${id} ${type} ${deviceId}`;
    expect(after.map(keyOf).sort()).toEqual(before.map(keyOf).sort());
    child?.kill('SIGKILL');
    await wait(100);
    const kept = new Set<string>();
    const opened = await Journal.open({
      folder: join(dataDir, 'iot-bridge', 'journal'),
      onRecord: (payload) => {
        const entry = decodeEntry(payload);
        const frame = entry?.kind === 'frame' ? decodeFrame(Buffer.from(entry.frame, 'hex')) : null;
        if (entry?.kind !== 'frame' || frame?.ok !== true) return;
        kept.add(`${entry.phone}/${decodeLocation(frame.value.body)?.altitudeM}`);
      },
    });
    expect(opened.ok).toBe(true);
    if (opened.ok) await opened.value.journal.close();
    expect([...acknowledged].filter((each) => !kept.has(each))).toEqual([]);
    await broker.stop();
  });
});
