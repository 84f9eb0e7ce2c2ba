/** A host that is not loopback is HTTPS and WSS alone, and there a browser has all that a secure context gives. */
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import { SMALL_VIEWPORT } from '../fixtures/browser.ts';
import { startStack } from '../fixtures/stack.ts';

test('over https on the name of the machine the client is isolated and live', async ({ launchOptions }) => {
  test.setTimeout(300_000);
  const data = mkdtempSync(path.join(tmpdir(), 'chengkan-https-'));
  const stack = await startStack(['--port', '18280', '--data', data, '--host', '0.0.0.0']);
  const { hostname, protocol } = new URL(stack.address);
  expect(protocol).toBe('https:');
  expect(['0.0.0.0', '127.0.0.1', 'localhost']).not.toContain(hostname);
  const certificate = new X509Certificate(readFileSync(path.join(data, 'tls', 'server.crt')));
  const spki = createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  const browser = await chromium.launch({
    ...launchOptions,
    // The name is this machine's; the key stands in for the authority that a user would install.
    args: [
      ...(launchOptions.args ?? []),
      `--host-resolver-rules=MAP ${hostname} 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${spki}`,
    ],
  });
  const page = await browser.newPage({ viewport: SMALL_VIEWPORT });
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(stack.address);
  const found = await page.evaluate(() => ({
    isolated: globalThis.crossOriginIsolated,
    shared: typeof SharedArrayBuffer === 'function',
    worker: 'serviceWorker' in navigator,
    place: 'geolocation' in navigator,
    subtle: 'subtle' in globalThis.crypto,
  }));
  expect(found).toEqual({ isolated: true, shared: true, worker: true, place: true, subtle: true });
  const duty = stack.signIns.find(({ role }) => role === 'duty');
  await page.locator('input[autocomplete="username"]').fill(duty?.user ?? '');
  await page.locator('input[autocomplete="current-password"]').fill(duty?.password ?? '');
  await page.keyboard.press('Enter');
  await expect(page.locator('#panel')).toContainText('实时', { timeout: 60_000 });
  expect(problems).toEqual([]);
  await browser.close();
  await stack.stop();
  rmSync(data, { recursive: true, force: true });
});
