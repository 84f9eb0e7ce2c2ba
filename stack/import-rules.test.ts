/** Every import rule of .dependency-cruiser.cjs bites: one planted violation per rule, in a throw-away tree. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const tree = mkdtempSync(path.join(tmpdir(), 'chengkan-rules-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** rule → file that breaks it and what it imports */
const PLANTED: Record<string, readonly [string, string]> = {
  'contracts-scope': ['contracts/a.ts', '../geodesy/target.ts'],
  'geodesy-scope': ['geodesy/a.ts', '../formats/target.ts'],
  'formats-scope': ['formats/a.ts', '../tiles/target.ts'],
  'kernels-scope': ['analyses/skyline/a.ts', '../../formats/target.ts'],
  'analyses-edge-scope': ['analyses/worker/a.ts', '../../tiles/target.ts'],
  'tiles-scope': ['tiles/a.ts', '../analyses/skyline/target.ts'],
  'iot-bridge-scope': ['iot-bridge/a.ts', '../case-service/target.ts'],
  'case-service-scope': ['case-service/a.ts', '../iot-bridge/target.ts'],
  'video-watch-scope': ['video-watch/a.ts', '../gateway/target.ts'],
  'gateway-scope': ['gateway/a.ts', '../iot-bridge/target.ts'],
  'client-scope': ['src/a.ts', '../formats/target.ts'],
  'e2e-scope': ['e2e/a.ts', '../src/target.ts'],
  'no-cycles': ['stack/a.ts', './b.ts'],
  'contracts-import-zod-only': ['contracts/b.ts', 'proj4'],
  'formats-are-pure': ['formats/b.ts', 'node:fs'],
  'kernels-import-few-packages': ['analyses/skyline/b.ts', 'sharp'],
  'one-door-to-kernels': ['src/b.ts', '../analyses/skyline/target.ts'],
  'door-opens-on-protocol': ['src/analysis/a.ts', '../../analyses/skyline/target.ts'],
  'cesium-stays-in-globe': ['src/ui/a.ts', 'cesium'],
  'react-stays-out-of-stores': ['src/ui/a.store.ts', 'react'],
  'features-are-siblings': ['src/features/one/a.ts', '../two/target.ts'],
};

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
  writeFileSync(path.join(tree, file), text);
}

function plant(): void {
  symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'tsconfig.base.json', 'package.json']) {
    copyFileSync(path.join(root, file), path.join(tree, file));
  }
  for (const [file, target] of Object.values(PLANTED)) {
    write(file, `import * as planted from '${target}';\nexport const used = planted;\n`);
    if (target.startsWith('.')) write(path.join(path.dirname(file), target), 'export const target = 1;\n');
  }
  write('stack/b.ts', "import { used } from './a.ts';\nexport const target = used;\n");
}

test('property: every import rule finds the violation planted for it', async () => {
  const require = createRequire(import.meta.url);
  const { forbidden }: { forbidden: { name: string }[] } = require(
    path.join(root, '.dependency-cruiser.cjs'),
  );
  expect(Object.keys(PLANTED).sort()).toEqual(forbidden.map(({ name }) => name).sort());

  plant();
  const folders = [...new Set(Object.values(PLANTED).map(([file]) => file.split('/')[0] ?? ''))];
  const command = path.join(root, 'node_modules/.bin/depcruise');
  const args = [...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { stdout } = await promisify(execFile)(command, args, { cwd: tree, maxBuffer: 1 << 26 }).catch(
    (failed: { stdout: string }) => failed,
  );
  const report: { summary: { violations: { rule: { name: string }; from: string }[] } } = JSON.parse(stdout);
  const found = new Set(report.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
  for (const [rule, [file]] of Object.entries(PLANTED)) expect(found, rule).toContain(`${rule} ${file}`);
});
