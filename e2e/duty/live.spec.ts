/** A duty officer sees covers live. */
import { expect, test } from '../fixtures/test.ts';

test('the duty desk shows the covers and a live alarm beside the mesh', async ({
  page,
  signIn,
}, testInfo) => {
  await signIn('duty');
  const panel = page.locator('#panel');
  await expect(panel.getByRole('heading', { name: '值守' })).toBeVisible();
  await expect(panel).toContainText('cover-001');
  await expect(panel).toContainText('实时');
  await expect(panel).toContainText(/特急|紧急/);
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  await page.screenshot({ path: testInfo.outputPath('duty.png') });
});
