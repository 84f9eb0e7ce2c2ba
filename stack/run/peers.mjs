/**
 * `npm run peers [-- --write]`: installs the independent programs, makes the stored references with them again and compares,
 * then runs the tests that ask the programs themselves.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureDebianPackages, PEERS } from './debian.mjs';
import { runUnitTests } from './unit.mjs';

export async function run(root, args, say) {
  ensureDebianPackages(say, PEERS);
  const program = path.join(root, 'dist/node/stack/peers.js');
  const references = spawnSync(process.execPath, ['--enable-source-maps', program, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  const live = await runUnitTests(root, ['-t', 'peer:', 'formats', 'geodesy', 'tiles']);
  const failed = references.status !== 0 || live.status !== 0;
  say(failed ? 'peers: something differs' : `peers: nothing differs; ${live.passed} live comparisons passed`);
  process.exitCode = failed ? 1 : 0;
}
