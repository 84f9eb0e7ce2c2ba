/** Entry of the embedded broker: its own process, so that a storm of alarms does not slow the gateway. */
import { createBroker } from './broker/broker.ts';
import { readBrokerConfig } from './broker/config.ts';
import { openListeners } from './broker/listeners.ts';

const STOP_WITHIN_MS = 2000;

const log = (line: string): void => void process.stderr.write(`broker: ${line}\n`);

async function main(): Promise<void> {
  const config = readBrokerConfig();
  const listeners = await openListeners(await createBroker(config, log), config);
  process.stdout.write(`${JSON.stringify({ ready: true, part: 'broker', ports: listeners.ports })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
      void listeners.close().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  log(`error: broker-failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
