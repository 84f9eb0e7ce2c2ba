/**
 * Publishes open alarms, QoS 1 and retained, and deletes closed ones by an empty payload. Called after the journal.
 * The broker is not trusted to remember: on every connect everything open is published again and whatever else
 * lies retained under the alarm topics of the tenant is deleted.
 */
import type { MqttClient } from 'mqtt';
import mqtt from 'mqtt';
import type { Alarm } from '../../contracts/alarm.ts';
import { parseViewTopic, viewFilter, viewTopic } from '../../contracts/topics.ts';

/** How long after a connect retained leftovers may arrive; longer would only echo our own traffic. */
const LISTEN_MS = 5000;

interface PublisherOptions {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly tenant: string;
  /** the truth to restore from */
  readonly openAlarms: () => readonly Alarm[];
  readonly openAlarm: (id: string) => Alarm | null;
  readonly log: (line: string) => void;
}

export class AlarmPublisher {
  readonly #options: PublisherOptions;
  readonly #client: MqttClient;
  readonly #filter: string;
  #failure: string | null = 'not connected yet';
  #listening: NodeJS.Timeout | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#filter = viewFilter(options.tenant, 'alarm');
    this.#client = mqtt.connect(options.url, {
      username: options.username,
      password: options.password,
      clientId: `iot-bridge-${process.pid}`,
      clean: true,
      resubscribe: false,
      reconnectPeriod: 500,
      connectTimeout: 5000,
    });
    this.#client.on('connect', () => this.#restore());
    this.#client.on('message', (topic, payload) => this.#clearOrphan(topic, payload));
    this.#client.on('close', () => {
      this.#failure = 'not connected';
    });
    this.#client.on('error', (error) => {
      this.#failure = error.message;
    });
  }

  /** Why alarms do not reach the broker at the moment, or null. */
  get failure(): string | null {
    return this.#failure;
  }

  publish(alarm: Alarm): void {
    // While the broker is away nothing queues up: the restore on connect says how things stand then
    if (this.#client.connected) this.#send(this.#topicOf(alarm), JSON.stringify(alarm));
  }

  close(alarm: Alarm): void {
    if (this.#client.connected) this.#send(this.#topicOf(alarm), '');
  }

  async stop(): Promise<void> {
    clearTimeout(this.#listening);
    await this.#client.endAsync(!this.#client.connected);
  }

  #topicOf(alarm: Alarm): string {
    const { area, department, id } = alarm;
    return viewTopic({ tenant: this.#options.tenant, area, department, kind: 'alarm', id });
  }

  #send(topic: string, payload: string): void {
    this.#client.publish(topic, payload, { qos: 1, retain: true }, (error) => {
      if (error) this.#options.log(`mqtt: ${topic}: ${error.message}`);
    });
  }

  #restore(): void {
    this.#failure = null;
    const open = this.#options.openAlarms();
    for (const alarm of open) this.publish(alarm);
    // Retained messages arrive by this subscription; so do messages of a lost connection that the broker still had
    this.#client.subscribe(this.#filter, { qos: 1 }, (error) => {
      if (error) this.#options.log(`mqtt: ${this.#filter}: ${error.message}`);
    });
    clearTimeout(this.#listening);
    this.#listening = setTimeout(() => this.#client.unsubscribe(this.#filter), LISTEN_MS).unref();
    this.#options.log(`mqtt: connected, ${open.length} open alarms restored`);
  }

  #clearOrphan(topic: string, payload: Buffer): void {
    if (payload.length === 0) return;
    // Our own messages echo here too: only a topic of no open alarm is an orphan
    const alarm = this.#options.openAlarm(parseViewTopic(topic)?.id ?? '');
    if (alarm !== null && this.#topicOf(alarm) === topic) return;
    this.#send(topic, '');
  }
}
