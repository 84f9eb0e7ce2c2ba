/** A first start that fails after the accounts were made loses no password, and logs none. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { startStack, type RunningStack } from '../fixtures/stack.ts';

const ARGS = ['--port', '18480', '--no-simulate'];

/** The gateway cannot listen: its accounts are made by then. Loaded into every process, acts in that one alone. */
const CANNOT_LISTEN = `
import { Server } from 'node:net';
if (process.argv[1]?.endsWith('gateway/main.js')) {
  Server.prototype.listen = () => { throw new Error('made to fail'); };
}`;

function textOfFiles(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
}

let stack: RunningStack | null = null;
let folder = '';
test.afterEach(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the sign-in lines come with the first start that succeeds, once', async ({ request }) => {
  test.setTimeout(300_000);
  folder = mkdtempSync(path.join(tmpdir(), 'chengkan-first-'));
  const data = path.join(folder, 'data');
  const obstacle = path.join(folder, 'cannot-listen.mjs');
  const kept = path.join(data, 'first-sign-ins.json');
  writeFileSync(obstacle, CANNOT_LISTEN);

  const environment = { NODE_OPTIONS: `--import ${pathToFileURL(obstacle).href}` };
  const failure = await startStack([...ARGS, '--data', data], { environment }).then(
    () => 'started',
    (error: unknown) => String(error),
  );
  expect(failure).toContain('made to fail');
  expect(statSync(path.join(data, 'accounts.json')).isFile()).toBe(true);
  expect(statSync(kept).mode & 0o777).toBe(0o600);

  const second = await startStack([...ARGS, '--data', data]);
  stack = second;
  expect(second.signIns.length).toBeGreaterThan(4);
  for (const { password } of second.signIns) expect(failure).not.toContain(password);
  expect(existsSync(kept)).toBe(false);
  const stored = textOfFiles(data);
  for (const { user: account, password } of second.signIns) {
    expect(stored).not.toContain(password);
    const answer = await request.post(`${second.address}api/session`, {
      headers: { 'x-chengkan': '1' },
      data: { account, password },
    });
    expect(answer.status()).toBe(200);
  }
  await second.stop();

  stack = await startStack([...ARGS, '--data', data]);
  expect(stack.signIns).toEqual([]);
});
