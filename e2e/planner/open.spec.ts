/** A planner looks at a district in 3D. */
import { expect, firstView, test } from '../fixtures/test.ts';

test('a link opens the mesh as close as a roof, with the layers in Chinese and in English', async ({
  page,
  signIn,
}) => {
  // over a slow network the read-out comes when the scene is already there, and the scene stays
  const canvas = page.locator('.cesium-widget canvas:not(.ck-pins)');
  await page.route('**/assets/readout-*.js', async (route) => {
    await canvas.evaluate((element) => element.setAttribute('data-first', ''));
    await route.continue();
  });
  await signIn('planner', '#view=121.55610,29.87810,15,20,-28,45');
  await firstView(page);
  await expect(canvas).toHaveAttribute('data-first');
  const panel = page.locator('#panel');
  await expect(panel).toContainText('实景三维模型');
  await expect(panel).toContainText('正射影像');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(panel).not.toContainText('实景三维');
});
