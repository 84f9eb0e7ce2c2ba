/** Entry of the gateway: reads its environment, listens, and says so in one line. */
import { createGateway } from './app.ts';
import { readConfig } from './config.ts';

const STOP_WITHIN_MS = 2500;

async function main(): Promise<void> {
  const config = readConfig();
  if (!config.ok) {
    process.stderr.write(`error: ${config.error.code}: ${config.error.message}\n`);
    process.exitCode = 2;
    return;
  }
  const { app } = await createGateway(config.value);
  await app.listen({ host: config.value.host, port: config.value.port });
  process.stdout.write(`${JSON.stringify({ ready: true, part: 'gateway' })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
      void app.close().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`error: gateway-failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
