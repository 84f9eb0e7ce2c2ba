import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { RIGHTS_OF_ROLE, type Role, type TokenClaims } from '../../contracts/identity.ts';
import { viewFilter, viewTopic } from '../../contracts/topics.ts';
import { mayPublish, maySubscribe, partNamed } from './access.ts';
import { createBroker } from './broker.ts';
import { readBrokerConfig } from './config.ts';
import { openListeners, type BrokerListeners } from './listeners.ts';

const TENANT = 'old-bund';
const SERVICE_TOKEN = 's'.repeat(32);
const topicOf = (kind: 'alarm' | 'case', id: string) =>
  viewTopic({ tenant: TENANT, area: 'waitan', department: 'drainage', kind, id });

function claimsOf(role: Role, more: Partial<TokenClaims> = {}): TokenClaims {
  return {
    sub: role,
    name: role,
    organisation: 'duty-centre',
    role,
    rights: [...RIGHTS_OF_ROLE[role]],
    session: `session-${role}`,
    sessionExpiresAtUtcMs: Date.now() + 60_000,
    ...more,
  };
}

describe('access rules', () => {
  const duty = { kind: 'browser', claims: claimsOf('duty') } as const;
  const planner = { kind: 'browser', claims: claimsOf('planner') } as const;
  const bridge = partNamed('iot-bridge')!;

  it('property: a browser subscribes to view topics of its tenant and rights, and to nothing else', () => {
    const alarms = viewFilter(TENANT, 'alarm');
    const cases = viewFilter(TENANT, 'case');
    expect([maySubscribe(duty, alarms, TENANT), maySubscribe(duty, cases, TENANT)]).toEqual([true, true]);
    expect([maySubscribe(planner, alarms, TENANT), maySubscribe(planner, cases, TENANT)]).toEqual([
      false,
      true,
    ]);
    expect(maySubscribe(duty, topicOf('alarm', 'a-1'), TENANT)).toBe(true);
    for (const filter of [
      '#',
      '+/+/+/+/+/+/+',
      'v1/#',
      `v1/${TENANT}/view/#`,
      `v1/${TENANT}/view/+/+/+/+`,
      `v1/${TENANT}/view/+/+/alarm/#`,
      `v1/+/view/+/+/alarm/+`,
      `v1/other/view/+/+/alarm/+`,
      `v1/${TENANT}/device/+/+/alarm/+`,
      `$share/group/${alarms}`,
      `$SYS/#`,
      `${alarms}/x`,
      `/${alarms}`,
    ]) {
      expect([filter, maySubscribe(duty, filter, TENANT)]).toEqual([filter, false]);
    }
  });

  it('property: a part publishes its own kind alone, a browser nothing', () => {
    expect(mayPublish(bridge, topicOf('alarm', 'a'), TENANT)).toBe(true);
    expect(mayPublish(bridge, topicOf('case', 'a'), TENANT)).toBe(false);
    expect(mayPublish(bridge, topicOf('alarm', 'a'), 'other')).toBe(false);
    expect(mayPublish(bridge, '$SYS/x', TENANT)).toBe(false);
    expect(mayPublish(duty, topicOf('alarm', 'a'), TENANT)).toBe(false);
    expect(partNamed('gateway')).toBeNull();
  });
});

describe('broker', () => {
  let listeners: BrokerListeners;
  let key: KeyObject;
  let close: () => Promise<void>;
  const clients: MqttClient[] = [];

  beforeAll(async () => {
    const { mkdtemp, writeFile, rm } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const folder = await mkdtemp(`${tmpdir()}/chengkan-broker-`);
    const pair = generateKeyPairSync('ed25519');
    key = pair.privateKey;
    await writeFile(`${folder}/public.pem`, pair.publicKey.export({ type: 'spki', format: 'pem' }));
    const name = { zh: '旧', en: 'Old' };
    await writeFile(
      `${folder}/district.json`,
      JSON.stringify({
        version: 1,
        id: TENANT,
        name,
        synthetic: true,
        bounds: { westDeg: 0, southDeg: 0, eastDeg: 1, northDeg: 1 },
        grid: { latitudeOfOriginDeg: 0, centralMeridianDeg: 0, falseEastingM: 0, falseNorthingM: 0 },
        geoid: { kind: 'constant', geoidUndulationM: 11.6, source: 'test' },
        home: {
          longitudeDeg: 0,
          latitudeDeg: 0,
          ellipsoidalHeightM: 0,
          headingDeg: 0,
          pitchDeg: 0,
          rangeM: 1,
        },
        meshes: [],
        imagery: [],
        surfaces: [],
        vectors: [],
        organisations: [],
      }),
    );
    const config = readBrokerConfig({
      CHENGKAN_DISTRICT_DIR: folder,
      CHENGKAN_GATEWAY_PORT: '8080',
      CHENGKAN_MQTT_WS_PORT: '0',
      CHENGKAN_BROKER_PORT: '0',
      CHENGKAN_BROKER_HTTP_PORT: '0',
      CHENGKAN_TOKEN_PUBLIC_KEY: `${folder}/public.pem`,
      CHENGKAN_SERVICE_TOKEN: SERVICE_TOKEN,
    });
    listeners = await openListeners(await createBroker(config, () => undefined), config);
    close = async () => {
      await listeners.close();
      await rm(folder, { recursive: true, force: true });
    };
  });
  afterAll(async () => {
    for (const client of clients) client.end(true);
    await close();
  });

  const tokenOf = (claims: TokenClaims, expiresInSeconds = 300, signer = key) => {
    const { sub, ...rest } = claims;
    return new SignJWT({ ...rest })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(sub)
      .setIssuer('chengkan')
      .setAudience('chengkan')
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
      .sign(signer);
  };

  async function connect(url: string, options: IClientOptions): Promise<MqttClient> {
    const client = await mqtt.connectAsync(
      url,
      { reconnectPeriod: 0, connectTimeout: 5000, ...options },
      false,
    );
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  }
  const browser = (token: string, username = 'duty', more: IClientOptions = {}) =>
    connect(`ws://127.0.0.1:${listeners.ports.webSocket}/mqtt`, { username, password: token, ...more });
  const part = (username: string, password = SERVICE_TOKEN) =>
    connect(`mqtt://127.0.0.1:${listeners.ports.tcp}`, { username, password });
  const closed = (client: MqttClient) =>
    new Promise<void>((resolve) => client.once('close', () => resolve()));
  const closeSession = (id: string, token = SERVICE_TOKEN) =>
    fetch(`http://127.0.0.1:${listeners.ports.control}/sessions/${id}/close`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });

  it('property: what a part retains, a browser with the right receives; a case does not reach who asked for alarms', async () => {
    const bridge = await part('iot-bridge');
    const cases = await part('case-service');
    await bridge.publishAsync(topicOf('alarm', 'a-1'), '{"n":1}', { qos: 1, retain: true });
    await cases.publishAsync(topicOf('case', 'c-1'), '{"n":2}', { qos: 1, retain: true });
    const duty = await browser(await tokenOf(claimsOf('duty')));
    const seen: string[] = [];
    duty.on('message', (topic, payload, { retain }) => seen.push(`${topic} ${String(payload)} ${retain}`));
    await duty.subscribeAsync(viewFilter(TENANT, 'alarm'), { qos: 1 });
    await bridge.publishAsync(topicOf('alarm', 'a-2'), '{"n":3}', { qos: 1 });
    await expect
      .poll(() => [...seen].sort())
      .toEqual([`${topicOf('alarm', 'a-1')} {"n":1} true`, `${topicOf('alarm', 'a-2')} {"n":3} false`]);
  });

  it('errors: a refused filter is answered with 0x80, `$share` too, and the granted one beside it works', async () => {
    const planner = await browser(await tokenOf(claimsOf('planner')), 'planner');
    const filters = [
      viewFilter(TENANT, 'alarm'),
      `$share/g/${viewFilter(TENANT, 'case')}`,
      '#',
      viewFilter(TENANT, 'case'),
    ];
    const granted: unknown = await new Promise((resolve) => {
      planner.once('packetreceive', (packet) =>
        resolve(packet.cmd === 'suback' ? packet.granted : packet.cmd),
      );
      planner.subscribe(filters, () => undefined);
    });
    expect(granted).toEqual([128, 128, 128, 0]);
  });

  it('errors: a browser that publishes, even a will, loses its connection and nothing arrives', async () => {
    const duty = await browser(await tokenOf(claimsOf('duty')));
    const gone = closed(duty);
    duty.publish(topicOf('alarm', 'forged'), '{}', { retain: true });
    await gone;
    const will = {
      topic: topicOf('alarm', 'forged'),
      payload: Buffer.from('{}'),
      retain: true,
      qos: 0 as const,
    };
    await expect(browser(await tokenOf(claimsOf('duty')), 'duty', { will })).rejects.toThrow();
    const bridge = await part('iot-bridge');
    const seen: string[] = [];
    bridge.on('message', (topic) => seen.push(topic));
    await bridge.subscribeAsync(viewFilter(TENANT, 'alarm'));
    await expect.poll(() => seen.length).toBeGreaterThan(0);
    expect(seen).not.toContain(topicOf('alarm', 'forged'));
  });

  it('errors: no connection with an expired, foreign, borrowed or missing token, nor for a part without the secret', async () => {
    const { privateKey: foreign } = generateKeyPairSync('ed25519');
    await expect(browser(await tokenOf(claimsOf('duty'), -1))).rejects.toThrow(/Not authorized|Bad user/i);
    await expect(browser(await tokenOf(claimsOf('duty'), 300, foreign))).rejects.toThrow();
    await expect(browser(await tokenOf(claimsOf('duty')), 'planner')).rejects.toThrow();
    await expect(browser(SERVICE_TOKEN, 'iot-bridge')).rejects.toThrow();
    await expect(browser('')).rejects.toThrow();
    await expect(part('iot-bridge', 'wrong')).rejects.toThrow();
    await expect(part('gateway')).rejects.toThrow();
  });

  it('property: a connection ends with its session, by expiry or by the gateway, and stays out', async () => {
    const expiring = claimsOf('duty', { session: 'short', sessionExpiresAtUtcMs: Date.now() + 700 });
    await closed(await browser(await tokenOf(expiring)));

    const token = await tokenOf(claimsOf('duty', { session: 'ended' }));
    const [ended, other] = [await browser(token), await browser(await tokenOf(claimsOf('duty')))];
    expect((await closeSession('ended', 'wrong')).status).toBe(401);
    const gone = closed(ended);
    expect(await (await closeSession('ended')).json()).toEqual({ closed: 1 });
    await gone;
    expect(other.connected).toBe(true);
    await expect(browser(token)).rejects.toThrow();
  });

  it('property: a browser that names the client id of a part does not push it out', async () => {
    const bridge = await connect(`mqtt://127.0.0.1:${listeners.ports.tcp}`, {
      clientId: 'iot-bridge',
      username: 'iot-bridge',
      password: SERVICE_TOKEN,
    });
    await browser(await tokenOf(claimsOf('duty')), 'duty', { clientId: 'iot-bridge', clean: false });
    await bridge.publishAsync(topicOf('alarm', 'still-here'), '{}', { qos: 1 });
    expect(bridge.connected).toBe(true);
  });

  it('errors: a page of another site is refused before MQTT, our own is not', async () => {
    const open = (origin: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${listeners.ports.webSocket}/mqtt`, 'mqtt', { origin });
        socket.once('open', () => resolve('open'));
        socket.once('error', (error) => resolve(error.message));
        socket.once('open', () => socket.terminate());
      });
    expect(await open('http://127.0.0.1:8080')).toBe('open');
    expect(await open('http://evil.example:8080')).toMatch(/403/);
    expect(await open('http://127.0.0.1:9999')).toMatch(/403/);
    expect(await open('null')).toMatch(/403/);
  });

  it('errors: a payload beyond 64 KiB is refused', async () => {
    const bridge = await part('iot-bridge');
    const gone = closed(bridge);
    bridge.publish(topicOf('alarm', 'large'), Buffer.alloc(65 * 1024));
    await gone;
  });

  it('property: a browser that stops reading delays nobody and is cut off in the end', async () => {
    let socket: WebSocket | null = null;
    const frozen = await browser(await tokenOf(claimsOf('duty')), 'duty', {
      createWebsocket: (url, protocols) => (socket = new WebSocket(url, protocols)),
    });
    await frozen.subscribeAsync(viewFilter(TENANT, 'alarm'));
    socket!.pause();
    const bridge = await part('iot-bridge');
    const reader = await browser(await tokenOf(claimsOf('duty')));
    let received = 0;
    reader.on('message', (_topic, payload) => (received += payload.length === 60_000 ? 1 : 0));
    await reader.subscribeAsync(viewFilter(TENANT, 'alarm'));
    const payload = Buffer.alloc(60_000, 'x');
    // 48 MB: more than the 32 MiB that may wait for one browser.
    for (let n = 0; n < 800; n += 1)
      await bridge.publishAsync(topicOf('alarm', 'storm'), payload, { qos: 1 });
    await expect.poll(() => received, { timeout: 10_000 }).toBe(800);
    const gone = closed(frozen);
    socket!.resume();
    await gone;
  });
});
