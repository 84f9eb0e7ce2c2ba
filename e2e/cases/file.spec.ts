/** A case pin appears when a case is filed: here in the browser of another department, without a reload. */
import { expect, firstView, test } from '../fixtures/test.ts';

test('a case filed by one department appears to another, and its ledger proof holds', async ({
  page,
  signIn,
  second,
}) => {
  const title = `巷口搭棚 ${Date.now()}`;
  await signIn('case-housing');
  await firstView(page);
  const other = await second('case-market');
  await page.getByRole('button', { name: '新立案件' }).first().click();
  await page.locator('#case-title').fill(title);
  await page.locator('#case-position').click();
  const map = await page.locator('#map').boundingBox();
  if (map === null) throw new Error('no map');
  await page.mouse.click(map.x + map.width * 0.45, map.y + map.height * 0.6);
  await expect(page.locator('#panel')).toContainText('121.55');
  await page.getByRole('button', { name: /^立\s*案$/ }).click();

  const sheet = page.locator('aside.inspector');
  await expect(sheet).toContainText(title);
  await expect(sheet).toContainText('已在链上验证');
  // Over MQTT: the other browser asked nothing after it had loaded.
  await expect(other.locator('#panel')).toContainText(title);
  await other.locator('#panel').getByRole('button', { name: title }).click();
  await expect(other.locator('aside.inspector')).toContainText('已在链上验证');
});
