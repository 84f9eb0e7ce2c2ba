/**
 * From the last byte of a frame to the alarm at a browser's MQTT socket, at 200 frames a second for ten seconds.
 * Ours is the whole way: TCP, checksum, journal with fsync, alarm engine, broker, WebSocket. The first peer is the same
 * payload published straight to the same broker and received over the same WebSocket: the way that nothing can beat.
 * The second does the least that loses nothing before it publishes, so that what the disk takes stands beside ours.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import type { BenchCases, BenchContext, BenchRow } from '../contracts/bench.ts';
import { AlarmSchema } from '../contracts/alarm.ts';
import { viewFilter } from '../contracts/topics.ts';
import type { BareBroker } from './bench/bare-broker.ts';
import { startBareBroker } from './bench/bare-broker.ts';
import { atRate, quantile } from './bench/pace.ts';
import { startBridge } from './bridge.ts';
import { readRegisters } from './registers.ts';
import { makeFleet, openFleet } from './simulator/fleet.ts';
import { readingOf, reportOf } from './simulator/incidents.ts';
import { seededRandom } from './simulator/random.ts';

const FRAMES_PER_SECOND = 200;
const SECONDS = 10;
const COVERS = 120;
const TENANT = 'bench';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function writeDistrict(folder: string): void {
  const name = { zh: '测试', en: 'bench' };
  const provenance = { name, crs: 'EPSG:4490', source: 'bench', licence: 'CC0' };
  const grid = { latitudeOfOriginDeg: 30, centralMeridianDeg: 121, falseEastingM: 0, falseNorthingM: 0 };
  const at = { longitudeDeg: 121, latitudeDeg: 30, ellipsoidalHeightM: 10 };
  const district = {
    version: 1,
    id: TENANT,
    name,
    synthetic: true,
    bounds: { westDeg: 120, southDeg: 29, eastDeg: 122, northDeg: 31 },
    grid,
    geoid: { kind: 'constant', geoidUndulationM: 11.6, source: 'bench' },
    home: { ...at, headingDeg: 0, pitchDeg: -45, rangeM: 500 },
    meshes: [],
    imagery: [],
    surfaces: [],
    vectors: [{ id: 'covers', kind: 'covers', geojson: 'covers.geojson', ...provenance }],
    organisations: [],
  };
  const features = Array.from({ length: COVERS }, (_, index) => ({
    geometry: { type: 'Point', coordinates: [121 + index * 0.0003, 30] },
    properties: {
      id: `cover-${String(index + 1).padStart(3, '0')}`,
      phone: `0139${String(index + 1).padStart(8, '0')}`,
      deviceProfile: 'chengkan-cover-1',
      ownerOrganisation: 'drainage-company',
      area: 'waitan',
      network: 'sewage',
      place: 'carriageway',
      road: name,
      orthometricHeightM: 3,
      chamberDepthM: 2.5,
      diameterM: 0.7,
    },
  }));
  writeFileSync(join(folder, 'district.json'), JSON.stringify(district));
  writeFileSync(join(folder, 'covers.geojson'), JSON.stringify({ features }));
}

async function measureOurs(
  folder: string,
  jt808Port: number,
  wsUrl: string,
): Promise<{ ms: number[]; payload: string }> {
  const registers = await readRegisters(folder);
  if (!registers.ok) throw new Error(registers.error.message);
  const random = seededRandom(1);
  const terminals = makeFleet(registers.value.covers, { host: '127.0.0.1', port: jt808Port, random });
  const refused = await openFleet(terminals);
  if (refused.length > 0) throw new Error(refused[0]?.message);
  const viewer = await mqtt.connectAsync(wsUrl);
  await viewer.subscribeAsync(viewFilter(TENANT, 'alarm'), { qos: 1 });
  const sentAtMs = new Map<string, number>();
  const ms: number[] = [];
  let payload = '';
  viewer.on('message', (_topic, bytes) => {
    const arrivedAtMs = performance.now();
    if (bytes.length === 0) return;
    payload = bytes.toString();
    const alarm = AlarmSchema.parse(JSON.parse(payload));
    // The tilt numbers the report, so that each message finds its frame
    const sent = sentAtMs.get(`${alarm.deviceId}/${alarm.measured['tiltDeg']}`);
    if (sent !== undefined) ms.push(arrivedAtMs - sent);
  });
  await atRate(FRAMES_PER_SECOND, FRAMES_PER_SECOND * SECONDS, (index) => {
    const terminal = terminals[index % terminals.length];
    if (terminal === undefined) return;
    const { cover } = terminal;
    const round = Math.floor(index / terminals.length);
    const tiltDeg = 30 + round * 3;
    const reading = { ...readingOf(cover, null, Date.now(), { random, roadLines: [] }), open: true, tiltDeg };
    sentAtMs.set(`${cover.id}/${tiltDeg}`, performance.now());
    void terminal.report(reportOf(reading, cover, Date.now(), random));
  });
  await wait(500);
  for (const terminal of terminals) terminal.close();
  await viewer.endAsync();
  return { ms, payload };
}

/**
 * @param name of its topics: what another peer left retained must not come to this one
 * @param beforePublish what a peer that loses nothing would do first
 */
async function measurePeer(
  broker: BareBroker,
  name: string,
  payload: string,
  beforePublish: (() => Promise<void>) | null,
): Promise<number[]> {
  const publisher = await mqtt.connectAsync(broker.tcpUrl);
  const viewer = await mqtt.connectAsync(broker.wsUrl);
  await viewer.subscribeAsync(`${name}/+`, { qos: 1 });
  const sentAtMs = new Map<string, number>();
  const ms: number[] = [];
  viewer.on('message', (topic) => ms.push(performance.now() - (sentAtMs.get(topic) ?? Number.NaN)));
  await atRate(FRAMES_PER_SECOND, FRAMES_PER_SECOND * SECONDS, (index) => {
    const topic = `${name}/${index}`;
    sentAtMs.set(topic, performance.now());
    const publish = (): void => void publisher.publish(topic, payload, { qos: 1, retain: true });
    if (beforePublish === null) publish();
    else void beforePublish().then(publish);
  });
  await wait(500);
  await Promise.all([publisher.endAsync(), viewer.endAsync()]);
  return ms;
}

/** The least that survives a power cut: the payload appended to a file and fdatasync, each by itself. */
async function measureDurablePeer(broker: BareBroker, payload: string, file: string): Promise<number[]> {
  const log = await open(file, 'a');
  const ms = await measurePeer(broker, 'durable', payload, async () => {
    await log.write(payload);
    await log.datasync();
  });
  await log.close();
  return ms;
}

export const cases: BenchCases = async (context: BenchContext): Promise<readonly BenchRow[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'live-bench-'));
  const broker = await startBareBroker();
  mkdirSync(join(folder, 'data'));
  writeDistrict(folder);
  const keyPath = join(folder, 'token.pem');
  const { publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(keyPath, publicKey.export({ type: 'spki', format: 'pem' }));
  const bridge = await startBridge(
    {
      dataDir: join(folder, 'data'),
      districtDir: folder,
      host: '127.0.0.1',
      jt808Port: 0,
      httpPort: 0,
      tokenPublicKeyPath: keyPath,
      serviceToken: '0123456789abcdef',
      mqttUrl: broker.tcpUrl,
      heartbeatMs: 60_000,
    },
    () => undefined,
  );
  if (!bridge.ok) throw new Error(bridge.error.message);
  context.progress(`live: ${FRAMES_PER_SECOND} frames/s for ${SECONDS} s through the bridge …`);
  await wait(500);
  const { ms: ours, payload } = await measureOurs(folder, bridge.value.jt808Port, broker.wsUrl);
  await bridge.value.stop();
  context.progress('live: the same payloads straight through the broker …');
  const bare = await measurePeer(broker, 'bare', payload, null);
  context.progress('live: the same, each payload on the disk first …');
  const durable = await measureDurablePeer(broker, payload, join(folder, 'peer.log'));
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
  const expected = FRAMES_PER_SECOND * SECONDS;
  const size = `${expected} alarms by TCP at ${FRAMES_PER_SECOND}/s, ${COVERS} terminals, ${ours.length} arrived`;
  const row = (part: string, share: number, peerName: string, peer: readonly number[]): BenchRow => {
    const [a, b] = [quantile(ours, share), quantile(peer, share)];
    const name = `device frame to MQTT over WebSocket, ${part}`;
    return { name, size, ours: a, peer: b, peerName, ratio: b / a, unit: 'ms', must: null, goal: null };
  };
  const nothingKept = 'aedes, publish to receive, no journal';
  const kept = 'aedes, append and fdatasync, then publish to receive';
  return [
    row('median', 0.5, nothingKept, bare),
    row('p99', 0.99, nothingKept, bare),
    row('median beside a durable peer', 0.5, kept, durable),
    row('p99 beside a durable peer', 0.99, kept, durable),
    row('max beside a durable peer', 1, kept, durable),
  ];
};
