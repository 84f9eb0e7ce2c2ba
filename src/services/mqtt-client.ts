/**
 * Live data over MQTT/WebSocket on its own listener. Every connection asks for a fresh token; nothing is published.
 * After each SUBACK the retained records come as a snapshot without an end mark: it counts as complete when no retained
 * record has come for a while (`SNAPSHOT_QUIET_MS`), and what was known but did not come is closed.
 */
import type { MqttClient } from 'mqtt';
import { AlarmSchema } from '../../contracts/alarm.ts';
import { CaseSchema } from '../../contracts/case.ts';
import { MqttAccessSchema, type MqttAccess } from '../../contracts/identity.ts';
import { parseViewTopic } from '../../contracts/topics.ts';
import { closeAlarm, finishAlarmSnapshot, takeAlarm } from './alarms.store.ts';
import { closeCase, takeCase } from './cases.store.ts';
import { requestJson } from './http.ts';
import { inBursts } from './in-bursts.ts';
import { liveStore } from './live.store.ts';

const SNAPSHOT_QUIET_MS = 800;
const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 15_000;
const CONNECT_TIMEOUT_MS = 8_000;
/** A storm draws lists and map anew this often, not once for each of hundreds of messages a second. */
const BURST_MS = 40;

function readJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

/** Handles one message; says which alarm it kept open, or null. */
export function takeMessage(topic: string, payload: Uint8Array, retained: boolean): string | null {
  const place = parseViewTopic(topic);
  if (place === null) return null;
  if (payload.length === 0) {
    // What is no longer retained is no longer open (MQTT 3.1.1, 3.3.1-10).
    if (place.kind === 'case') closeCase(place.id);
    else closeAlarm(place.id);
    return null;
  }
  if (place.kind === 'case') {
    const record = CaseSchema.safeParse(readJson(payload));
    if (record.success) takeCase(record.data);
    return null;
  }
  const alarm = AlarmSchema.safeParse(readJson(payload));
  if (!alarm.success) return null;
  takeAlarm(alarm.data, retained);
  return alarm.data.id;
}

/** A ping may fall due while the socket closes, after a sleep for one: the browser would write an error to the console. */
function openSocket(url: string, protocols: string[]): WebSocket {
  const socket = new WebSocket(url, protocols);
  const send = socket.send.bind(socket);
  socket.send = (data) => {
    if (socket.readyState === WebSocket.OPEN) send(data);
  };
  return socket;
}

interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
}

class LiveConnection {
  private client: MqttClient | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private snapshotTimer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private stopped = false;

  start(): void {
    this.stopped = false;
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retryTimer);
    this.drop();
    liveStore.setState({ status: 'off', lostAtUtcMs: null });
  }

  retryNow(): void {
    if (this.stopped || liveStore.getState().status === 'online') return;
    clearTimeout(this.retryTimer);
    this.failures = 0;
    this.drop();
    void this.connect();
  }

  private drop(): void {
    clearTimeout(this.snapshotTimer);
    this.client?.removeAllListeners();
    // mqtt.js may still report an error of a socket that is being torn down.
    this.client?.on('error', () => undefined);
    this.client?.end(true);
    this.client = null;
  }

  private lost(): void {
    if (this.stopped) return;
    this.drop();
    const { status, lostAtUtcMs } = liveStore.getState();
    liveStore.setState({
      status: 'offline',
      lostAtUtcMs: status === 'online' ? Date.now() : (lostAtUtcMs ?? Date.now()),
    });
    const waitMs = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.connect(), waitMs);
  }

  private async connect(): Promise<void> {
    if (liveStore.getState().status === 'off') liveStore.setState({ status: 'connecting' });
    const [access, mqtt] = await Promise.all([
      requestJson(MqttAccessSchema, '/api/mqtt'),
      import('mqtt').catch(() => null),
    ]);
    if (this.stopped) return;
    if (!access.ok || mqtt === null) return this.lost();
    this.drop();
    const client = mqtt.default.connect(access.value.url, {
      username: access.value.username,
      password: access.value.token,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: 20,
      createWebsocket: openSocket,
    });
    this.client = client;
    client.on('error', () => this.lost());
    client.on('close', () => this.lost());
    client.on('connect', () => this.subscribe(client, access.value));
  }

  private subscribe(client: MqttClient, access: MqttAccess): void {
    const seen = new Set<string>();
    const wait = (): void => {
      clearTimeout(this.snapshotTimer);
      this.snapshotTimer = setTimeout(() => finishAlarmSnapshot(seen), SNAPSHOT_QUIET_MS);
    };
    let settled = false;
    const take = inBursts<Message>((messages) => {
      if (this.client !== client) return;
      for (const { topic, payload, retained } of messages) {
        const id = takeMessage(topic, payload, retained);
        if (id !== null) seen.add(id);
      }
    }, BURST_MS);
    client.on('message', (topic, payload, packet) => {
      take({ topic, payload, retained: packet.retain });
      if (packet.retain && settled) wait();
    });
    client.subscribe(access.filters, { qos: 1 }, (error) => {
      if (error) return this.lost();
      settled = true;
      this.failures = 0;
      liveStore.setState({ status: 'online', lostAtUtcMs: null });
      wait();
    });
  }
}

const connection = new LiveConnection();

export const startLive = (): void => connection.start();
export const stopLive = (): void => connection.stop();
export const retryLive = (): void => connection.retryNow();
