/** Entry of the standing simulator: plays the covers of the district until SIGTERM. */
import { join } from 'node:path';
import { simulatorConfig } from './config.ts';
import { readRegisters } from './registers.ts';
import { seededRandom } from './simulator/random.ts';
import { SimulatedWorld } from './simulator/world.ts';

const config = simulatorConfig();
const registers = await readRegisters(config.districtDir);
if (!registers.ok) {
  process.stderr.write(`error: ${registers.error.code}: ${registers.error.message}\n`);
  process.exit(1);
}
const world = await SimulatedWorld.open({
  registers: registers.value,
  host: config.host,
  port: config.port,
  stateFile: config.dataDir === null ? null : join(config.dataDir, 'simulator', 'incidents.json'),
  random: seededRandom(Date.now()),
  log: (line) => process.stderr.write(`simulator: ${line}\n`),
});
world.start();
process.stdout.write(`${JSON.stringify({ ready: true, covers: registers.value.covers.length })}\n`);
const end = (): void => {
  world.stop();
  process.exit(0);
};
process.once('SIGTERM', end);
process.once('SIGINT', end);
