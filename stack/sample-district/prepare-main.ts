/** Prepares the sample district in `.cache/` and ends: for tests that read it before anything was started. */
import path from 'node:path';
import { checkoutRoot } from '../start/checkout-root.ts';
import { prepareSampleDistrict } from './prepare.ts';

const cacheDir = path.join(checkoutRoot(), '.cache');
const prepared = await prepareSampleDistrict({
  districtDir: path.join(cacheDir, 'sample-district'),
  cacheDir,
  progress: (line) => void process.stderr.write(`${line}\n`),
  signal: { aborted: false },
});
if (!prepared.ok) {
  process.stderr.write(`error: ${prepared.error.code}: ${prepared.error.message}\n`);
  process.exit(2);
}
process.stdout.write(`${prepared.value.directory}\n`);
