/**
 * Puts open cases on the view topics, retained. The broker is a copy: on every connection its retained cases are set
 * to what the database holds, and what the database no longer has open is cleared.
 */
import type { MqttClient } from 'mqtt';
import mqtt from 'mqtt';
import type { Case } from '../../contracts/case.ts';
import { CaseSchema } from '../../contracts/case.ts';
import { parseViewTopic, viewFilter, viewTopic } from '../../contracts/topics.ts';

export interface PublisherOptions {
  readonly url: string;
  readonly password: string;
  readonly tenant: string;
  readonly openCases: () => Promise<readonly Case[]>;
  readonly log: (line: string) => void;
}

const topicOf = (tenant: string, shown: Case): string =>
  viewTopic({ tenant, area: shown.area, department: shown.department, kind: 'case', id: shown.id });

export class CasePublisher {
  readonly #options: PublisherOptions;
  readonly #client: MqttClient;
  /** Topics that hold an open case; what the broker retains beside them is an orphan. */
  #topics = new Set<string>();
  /** Set while the first retained messages of a connection arrive and the open cases are not yet known. */
  #retainedBeforeRestore: string[] | null = [];

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#client = mqtt.connect(options.url, {
      username: 'case-service',
      password: options.password,
      clientId: 'case-service',
      protocolVersion: 4,
      reconnectPeriod: 1000,
      // Nothing is queued while offline: the restore at the next connection says it all.
      queueQoSZero: false,
      resubscribe: false,
    });
    this.#client.on('connect', () => void this.#restore());
    this.#client.on('message', (topic, payload, packet) => {
      if (packet.retain && payload.length > 0) this.#onRetained(topic);
    });
    this.#client.on('error', (cause) => options.log(`mqtt: ${cause.message}`));
  }

  get isConnected(): boolean {
    return this.#client.connected;
  }

  /** Does not wait for the broker: a case is filed whether or not it can be shown at once. */
  publish(filed: Case): void {
    const topic = topicOf(this.#options.tenant, filed);
    this.#topics.add(topic);
    if (this.#client.connected) this.#send(topic, JSON.stringify(CaseSchema.parse(filed)));
  }

  async close(): Promise<void> {
    // A forced end: an unreachable broker must not hold up the stop.
    await this.#client.endAsync(!this.#client.connected);
  }

  async #restore(): Promise<void> {
    this.#retainedBeforeRestore = [];
    try {
      await this.#client.subscribeAsync(viewFilter(this.#options.tenant, 'case'), { qos: 1 });
      const open = await this.#options.openCases();
      this.#topics = new Set([...this.#topics, ...open.map((shown) => topicOf(this.#options.tenant, shown))]);
      for (const shown of open)
        this.#send(topicOf(this.#options.tenant, shown), JSON.stringify(CaseSchema.parse(shown)));
      const arrived: readonly string[] = this.#retainedBeforeRestore ?? [];
      this.#retainedBeforeRestore = null;
      for (const topic of arrived) this.#onRetained(topic);
    } catch (cause) {
      this.#options.log(`mqtt: retained cases not restored: ${String(cause)}`);
    }
  }

  #onRetained(topic: string): void {
    if (this.#retainedBeforeRestore !== null) {
      this.#retainedBeforeRestore.push(topic);
      return;
    }
    const view = parseViewTopic(topic);
    if (view?.kind === 'case' && view.tenant === this.#options.tenant && !this.#topics.has(topic))
      this.#send(topic, '');
  }

  #send(topic: string, payload: string): void {
    this.#client.publish(topic, payload, { qos: 1, retain: true }, (cause) => {
      if (cause) this.#options.log(`mqtt: publish: ${cause.message}`);
    });
  }
}
