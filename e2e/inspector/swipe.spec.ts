/** An inspector drags a swipe between two epochs. */
import { expect, firstView, test } from '../fixtures/test.ts';

test('the divider follows the pointer and the keys, and the panel follows the divider', async ({
  page,
  signIn,
}) => {
  await signIn('inspector');
  await firstView(page);
  const divider = page.locator('#map').getByRole('slider');
  await expect(divider).toHaveAttribute('aria-valuenow', '50');
  await expect(page.locator('#map')).toContainText('2024-03-16');
  await expect(page.locator('#map')).toContainText('2026-04-08');
  const box = await divider.boundingBox();
  const map = await page.locator('#map').boundingBox();
  if (box === null || map === null) throw new Error('the divider is not drawn');
  const y = box.y + box.height / 2;

  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.25, y, { steps: 5 });
  await page.mouse.up();
  await expect(divider).toHaveAttribute('aria-valuenow', '25');
  await expect(page.locator('#swipe')).toHaveValue('25');
  // What is drawn changed with it, not the handle alone: a strip that the handle did not touch.
  const strip = { x: map.x + map.width * 0.35, y: map.y + map.height * 0.4, width: 60, height: 120 };
  const later = await page.screenshot({ clip: strip });
  await divider.focus();
  await page.keyboard.press('End');
  await expect(divider).toHaveAttribute('aria-valuenow', '98');
  await expect.poll(async () => (await page.screenshot({ clip: strip })).equals(later)).toBe(false);
});
