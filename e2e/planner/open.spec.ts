/** A planner looks at a district in 3D. */
import { expect, test } from '../fixtures/test.ts';

test('the planner opens the mesh with its layers, in Chinese and in English', async ({ page, signIn }) => {
  await signIn('planner');
  const panel = page.locator('#panel');
  await expect(panel).toContainText('实景三维模型');
  await expect(panel).toContainText('正射影像');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(panel).not.toContainText('实景三维');
});
