/** Entry of the bridge: one JSON line on stdout when it listens, the log on stderr, SIGTERM stops it. */
import { startBridge } from './bridge.ts';
import { bridgeConfig } from './config.ts';

const log = (line: string): void => {
  process.stderr.write(`iot-bridge: ${line}\n`);
};

const bridge = await startBridge(bridgeConfig(), log);
if (!bridge.ok) {
  process.stderr.write(`error: ${bridge.error.code}: ${bridge.error.message}\n`);
  process.exit(1);
}
const { jt808Port, httpPort, stop } = bridge.value;
process.stdout.write(`${JSON.stringify({ ready: true, jt808Port, httpPort })}\n`);
const end = (): void => {
  void stop().then(() => process.exit(0));
};
process.once('SIGTERM', end);
process.once('SIGINT', end);
