/**
 * A duty officer hears one alarm: what reaches the loudspeaker is measured, from a theft that a terminal reports.
 * A stack of its own without the simulator, so that nothing else sounds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page, WebSocketRoute } from '@playwright/test';
import { z } from 'zod';
import { DistrictSchema } from '../../contracts/district.ts';
import { CoverPropertiesSchema } from '../../contracts/registers.ts';
import { CoverTerminal, STOLEN, type Cover } from '../fixtures/cover-terminal.ts';
import { listen, tapSound } from '../fixtures/sound-tap.ts';
import { startStack, type RunningStack } from '../fixtures/stack.ts';

const PORT = 18380;
const FeaturesSchema = z.object({
  features: z.array(
    z.object({
      properties: CoverPropertiesSchema,
      geometry: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
    }),
  ),
});

async function covers(page: Page, address: string): Promise<Cover[]> {
  const read = async (file: string): Promise<unknown> =>
    (await page.request.get(`${address}district/${file}`)).json();
  const { vectors } = DistrictSchema.parse(await read('district.json'));
  const file = vectors.find(({ kind }) => kind === 'covers')?.geojson ?? '';
  return FeaturesSchema.parse(await read(file)).features.map(({ properties, geometry }) => ({
    id: properties.id,
    phone: properties.phone,
    longitudeDeg: geometry.coordinates[0],
    latitudeDeg: geometry.coordinates[1],
  }));
}

async function signIn(page: Page, { address, signIns }: RunningStack): Promise<void> {
  const duty = signIns.find(({ role }) => role === 'duty');
  await page.goto(address);
  await page.locator('input[autocomplete="username"]').fill(duty?.user ?? '');
  await page.locator('input[autocomplete="current-password"]').fill(duty?.password ?? '');
  await page.locator('button[type="submit"]').click();
  await expect(page.locator('#panel')).toContainText('实时', { timeout: 90_000 });
}

/** Every sentence that a screen reader was given. */
async function collectAnnouncements(page: Page): Promise<() => Promise<string[]>> {
  const live = page.locator('[aria-live="assertive"]');
  await live.evaluate((element) => {
    const said: string[] = [];
    Object.assign(element, { said });
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
        said.push(node.textContent ?? '');
    }).observe(element, { childList: true, subtree: true, characterData: true });
  });
  return () => live.evaluate((element: Element & { said?: string[] }) => element.said ?? []);
}

/** What an element says, read without a gesture: a locator counts as one, after which the browser allows sound. */
async function untouchedText(page: Page, selector: string): Promise<() => Promise<string>> {
  const session = await page.context().newCDPSession(page);
  const expression = `document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`;
  return async () => {
    const { result } = await session.send('Runtime.evaluate', { expression, userGesture: false });
    return String(result.value);
  };
}

let stack: RunningStack | null = null;
let data = '';
test.afterEach(async () => {
  await stack?.stop();
  rmSync(data, { recursive: true, force: true });
});

test('one theft sounds once, not again after a reconnection or the answer, and never when muted', async ({
  page,
}) => {
  test.setTimeout(420_000);
  data = mkdtempSync(path.join(tmpdir(), 'chengkan-sound-'));
  const running = await startStack(['--port', String(PORT), '--data', data, '--no-simulate']);
  stack = running;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/mqtt$/, (socket) => {
    sockets.push(socket);
    socket.connectToServer();
  });
  await tapSound(page);
  await signIn(page, running);
  const [first, second] = await covers(page, running.address);
  if (first === undefined || second === undefined) throw new Error('the district has no covers');
  const terminal = await CoverTerminal.open(first, PORT + 2);
  const other = await CoverTerminal.open(second, PORT + 2);
  const announcements = await collectAnnouncements(page);
  const panel = page.locator('#panel');

  await test.step('silence before, with the sound on since the click that signed in', async () => {
    await expect(panel.getByRole('button', { name: '静音' })).toBeVisible();
    await terminal.report(0);
    expect(await listen(page, 3_000)).toEqual({ bursts: 0, peak: 0 });
  });

  await test.step('the theft sounds within seconds, once, and so do its further reports', async () => {
    const heard = listen(page, 6_000);
    await terminal.report(STOLEN);
    await terminal.report(STOLEN, 12);
    const { bursts, peak } = await heard;
    expect(bursts).toBe(1);
    // A triangle of gain 0.18: audible, not distorted.
    expect(peak).toBeGreaterThan(0.1);
    expect(peak).toBeLessThan(0.5);
    expect(await announcements()).toEqual([expect.stringMatching(new RegExp(`特急.*井盖被盗.*${first.id}`))]);
  });

  await test.step('a reconnection brings the retained alarm again, and no sound', async () => {
    const before = sockets.length;
    const heard = listen(page, 6_000);
    await sockets.at(-1)?.close();
    await expect.poll(() => sockets.length).toBeGreaterThan(before);
    await expect(panel).toContainText('实时');
    expect(await heard).toEqual({ bursts: 0, peak: 0 });
    expect(await announcements()).toHaveLength(1);
  });

  await test.step('silence when it is answered, and while the answered alarm goes on', async () => {
    await panel.locator('li button', { hasText: first.id }).click();
    const heard = listen(page, 6_000);
    await page.locator('aside.inspector').getByRole('button', { name: '确认告警' }).click();
    await expect(panel).toContainText('已确认');
    await terminal.report(STOLEN, 18);
    expect(await heard).toEqual({ bursts: 0, peak: 0 });
    await expect(page.locator('[aria-live="assertive"]')).toBeEmpty();
  });

  await test.step('muted: the next theft is seen and said, not heard', async () => {
    await panel.getByRole('button', { name: '静音' }).click();
    const heard = listen(page, 6_000);
    await other.report(STOLEN);
    await expect(panel).toContainText('剩余');
    expect(await heard).toEqual({ bursts: 0, peak: 0 });
    expect(await announcements()).toHaveLength(2);
  });

  await test.step('a new page without a gesture asks for a click, and any click will do', async () => {
    const fresh = await page.context().newPage();
    await page.close();
    await fresh.goto(running.address);
    const panelText = await untouchedText(fresh, '#panel');
    await expect.poll(panelText, { timeout: 90_000 }).toContain('开启告警声');
    expect(await panelText()).not.toContain('静音');
    await fresh.locator('#panel').getByRole('searchbox').click();
    await expect(fresh.locator('#panel').getByRole('button', { name: '静音' })).toBeVisible();
  });

  terminal.close();
  other.close();
});
