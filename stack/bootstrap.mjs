/**
 * Stands before every npm script: installs and builds what the script needs, then hands over to it.
 * Plain JavaScript on Node's own modules, because nothing is installed yet when it runs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './run/lock.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [script = '', ...args] = process.argv.slice(2);
const say = (line) => process.stderr.write(`${line}\n`);

/** What each script needs before it runs. */
const scripts = {
  start: { node: true, client: true, run: 'stack/start' },
  dev: { node: true, client: false, run: 'stack/start', args: ['--dev'] },
  chengkan: { node: true, client: false, run: 'stack/cli' },
  bench: { node: true, client: true, run: 'stack/bench' },
  soak: { node: true, client: false, run: 'stack/soak' },
  peers: { node: true, module: './run/peers.mjs' },
  test: { node: true, client: true, module: './run/test.mjs' },
  check: { module: './run/check.mjs' },
  notices: { module: './run/notices.mjs' },
  'test:unit': { node: true, module: './run/unit.mjs' },
  e2e: { node: true, client: true, module: './run/e2e.mjs' },
};

function refuse(line) {
  say(`error: ${line}`);
  process.exit(2);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    refuse(`node-too-old: Node ${process.versions.node} is here; Chengkan needs 20.19 or newer`);
  }
}

function install() {
  const lockDigest = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.chengkan-installed');
  const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lockDigest;
  if (installed()) return;
  withLock(path.join(root, '.cache', 'install.lock'), say, () => {
    if (installed()) return;
    say('Installing packages (about a minute the first time) …');
    const done = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (done.status !== 0) refuse('install-failed: npm ci did not finish; its own words stand above');
    writeFileSync(stamp, lockDigest);
  });
}

async function build({ node, client }) {
  const { buildNode, buildClient } = await import('./run/build.mjs');
  if (node) await buildNode(root, say);
  if (client) await buildClient(root, say);
}

const wanted = scripts[script];
if (!wanted) refuse(`unknown-script: ${JSON.stringify(script)}; known: ${Object.keys(scripts).join(', ')}`);
checkNode();
mkdirSync(path.join(root, '.cache'), { recursive: true });
install();
await build(wanted);
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], script, ...(wanted.args ?? []), ...args];
if (wanted.run) await import(path.join(root, 'dist/node', `${wanted.run}.js`));
else await (await import(wanted.module)).run(root, args, say);
