/**
 * Bundles the Node parts (esbuild) and the client (Vite) into dist/, each only when its sources changed.
 * `dist/node/` keeps the folders of the sources; every `main.ts`, `*-main.ts` and `*.worker.ts` is an entry.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';

const NODE_FOLDERS = [
  'contracts',
  'geodesy',
  'formats',
  'analyses',
  'tiles',
  'iot-bridge',
  'case-service',
  'gateway',
  'stack',
  // the bench drives a browser as the browser tests do
  'e2e/fixtures',
];
const CLIENT_FOLDERS = ['src', 'public', 'analyses', 'geodesy', 'contracts', 'formats'];
const ENTRY = /(^|\/)(main|[a-z-]+-main|[a-z-]+\.worker)\.ts$/;
const STACK_ENTRIES = [
  'stack/start.ts',
  'stack/cli.ts',
  'stack/embedded-broker.ts',
  'stack/bench.ts',
  'stack/soak.ts',
  'stack/peers.ts',
];

export function sourceFiles(root, folders) {
  const walk = (folder) =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      return entry.isDirectory() ? walk(name) : [name];
    });
  return folders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap(walk)
    .sort();
}

function digestOf(root, files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

/** The sources that a bundle of these entries is made of, themselves included, from esbuild's metafile. */
function sourcesOf({ inputs }, entries) {
  const reached = new Set();
  const reach = (file) => {
    if (reached.has(file) || !(file in inputs)) return;
    reached.add(file);
    for (const { path: imported, external } of inputs[file].imports) if (!external) reach(imported);
  };
  entries.forEach(reach);
  return [...reached].sort();
}

/** What the sample district is made by: as long as it stays, the prepared district does. */
function writeGeneratorDigest(root, metafile) {
  const folder = 'stack/sample-district';
  const sources = sourcesOf(metafile, [`${folder}/prepare.ts`, `${folder}/tile.worker.ts`]);
  const digest = digestOf(root, [...sources, 'package-lock.json']);
  writeFileSync(path.join(root, 'dist/node', folder, 'generator.sha256'), `${digest}\n`);
}

async function whenChanged({ root, stamp, files, say, what }, work) {
  const digest = digestOf(root, files);
  const fresh = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (fresh()) return;
  await withLock(path.join(root, '.cache', 'build.lock'), say, async () => {
    if (fresh()) return;
    say(what);
    rmSync(stamp, { force: true });
    await work();
    writeFileSync(stamp, digest);
  });
}

export async function buildNode(root, say) {
  const files = sourceFiles(root, NODE_FOLDERS).filter(
    (file) => !/\.(test|bench)\.ts$/.test(file) || /\.bench\.ts$/.test(file),
  );
  const entryPoints = files.filter((file) => ENTRY.test(file) || STACK_ENTRIES.includes(file));
  const stamp = path.join(root, 'dist/node/.built');
  await whenChanged(
    {
      root,
      stamp,
      files: [...files, 'package-lock.json', 'stack/run/build.mjs'],
      say,
      what: 'Building the server parts …',
    },
    async () => {
      const { build } = await import('esbuild');
      const { metafile } = await build({
        absWorkingDir: root,
        entryPoints,
        metafile: true,
        outdir: 'dist/node',
        outbase: '.',
        chunkNames: 'chunks/[name]-[hash]',
        bundle: true,
        splitting: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        packages: 'external',
        sourcemap: true,
        logLevel: 'warning',
      });
      writeGeneratorDigest(root, metafile);
    },
  );
}

export async function buildClient(root, say) {
  const stamp = path.join(root, 'dist/client/.built');
  const extra = ['index.html', 'vite.config.ts', 'package-lock.json'];
  await whenChanged(
    {
      root,
      stamp,
      files: [...sourceFiles(root, CLIENT_FOLDERS), ...extra],
      say,
      what: 'Building the client (about half a minute) …',
    },
    async () => {
      const { build } = await import('vite');
      await build({ root, configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' });
    },
  );
}
