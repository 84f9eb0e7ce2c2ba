/** A duty officer sees covers live. */
import { expect, test } from '../fixtures/test.ts';

test('the duty desk shows the covers and a live alarm beside the mesh', async ({ desk }, testInfo) => {
  const page = await desk('duty');
  const panel = page.locator('#panel');
  await expect(panel.getByRole('heading', { name: '值守' })).toBeVisible();
  await expect(panel).toContainText('cover-001');
  await expect(panel).toContainText('实时');
  await expect(panel).toContainText(/特急|紧急/);
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  await page.screenshot({ path: testInfo.outputPath('duty.png') });
});

test('the duty officer opens the alarm that waits longest and answers it with a note', async ({ desk }) => {
  const page = await desk('duty');
  const waiting = page.locator('#panel li button', { hasText: /剩余|已超时/ });
  await waiting.first().click();
  const sheet = page.locator('aside.inspector');
  const answers = sheet.getByRole('button', { name: '确认告警' });
  await expect(answers.first()).toBeVisible();
  const before = await answers.count();
  await sheet.getByRole('textbox').first().fill('已通知排水公司抢修班');
  await answers.first().click();
  await expect(answers).toHaveCount(before - 1);
});
