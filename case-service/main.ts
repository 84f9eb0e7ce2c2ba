/** Entry of the case service: one line on stdout when it listens, everything else on stderr. */
import { startCaseService } from './case-service.ts';
import { readConfig } from './config.ts';

const log = (line: string): void => void process.stderr.write(`case-service: ${line}\n`);

async function main(): Promise<void> {
  const config = readConfig();
  const service = config.ok ? await startCaseService(config.value, log) : config;
  if (!service.ok) {
    process.stderr.write(`error: ${service.error.code}: ${service.error.message}\n`);
    process.exit(2);
  }
  const { httpPort, engine, stop } = service.value;
  const stopOnce = (): void => {
    // Whatever hangs, the process is gone within the 3 s that a stop may take.
    setTimeout(() => process.exit(1), 2800).unref();
    void stop().then(
      () => process.exit(0),
      (cause: unknown) => {
        log(`stop: ${String(cause)}`);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stopOnce);
  process.once('SIGINT', stopOnce);
  process.stdout.write(`${JSON.stringify({ ready: true, part: 'case-service', httpPort, engine })}\n`);
}

await main();
