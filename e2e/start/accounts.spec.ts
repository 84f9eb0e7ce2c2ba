/** An administrator makes an account, hands over its password, and changes what it may do; each step is felt at the door. */
import { expect, test } from '../fixtures/test.ts';
import { address } from '../fixtures/accounts.ts';
import type { APIRequestContext } from '@playwright/test';

const headers = { 'x-chengkan': '1' };

/** Status of a sign-in with these words; the cookie stays in the context. */
async function door(request: APIRequestContext, account: string, password: string): Promise<number> {
  return (await request.post(`${address()}api/session`, { headers, data: { account, password } })).status();
}
const signedIn = async (request: APIRequestContext): Promise<boolean> =>
  (await request.get(`${address()}api/session`)).status() === 200;

test('an account is made, changed, signed out, reset and disabled', async ({ page, signIn, request }) => {
  const account = `night-${Date.now() % 1_000_000}`;
  await signIn('administrator');
  const panel = page.locator('#panel');
  const issued = panel.locator('.issued-password');
  const press = (name: string | RegExp): Promise<void> => panel.getByRole('button', { name }).click();
  const confirm = async (name: string): Promise<void> => {
    await press(name);
    await panel.getByRole('alertdialog').getByRole('button', { name }).click();
  };
  await page.keyboard.press('5');
  await expect(panel.getByRole('heading', { name: '账号' })).toBeVisible();

  await press('新建账号');
  await panel.getByLabel('登录账号').fill('Not A Name');
  await panel.getByLabel('姓名').fill('夜班值守');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('alert')).toContainText('符合规则');
  await panel.getByLabel('登录账号').fill('duty');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('alert')).toContainText('已有人使用');
  await panel.getByLabel('登录账号').fill(account);
  await page.keyboard.press('Enter');
  await expect(panel.locator('.issued')).toContainText(account);
  const first = (await issued.textContent()) ?? '';
  await press('已交付，关闭');
  await expect(issued).toHaveCount(0);
  expect(await door(request, account, first)).toBe(200);

  await panel.getByRole('searchbox').fill(account);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await panel.getByLabel('岗位').selectOption('inspector');
  await press('保存');
  await expect(panel).toContainText('已保存。');
  expect(await signedIn(request)).toBe(false);

  expect(await door(request, account, first)).toBe(200);
  await confirm('退出全部会话');
  await expect(panel).toContainText('已退出该账号的全部会话');
  expect(await signedIn(request)).toBe(false);

  await confirm('重置密码');
  const second = (await issued.textContent()) ?? '';
  await press('已交付，关闭');
  expect(await door(request, account, first)).toBe(401);
  expect(await door(request, account, second)).toBe(200);

  await confirm('停用账号');
  await expect(panel.getByRole('button', { name: '重新启用' })).toBeVisible();
  expect(await signedIn(request)).toBe(false);
  expect(await door(request, account, second)).toBe(401);
  await press('重新启用');
  await expect(panel.getByRole('button', { name: '停用账号' })).toBeVisible();
  expect(await door(request, account, second)).toBe(200);

  await page.keyboard.press('Escape');
  await panel.getByRole('searchbox').fill('administrator');
  await panel.getByRole('list').getByRole('button').click();
  await expect(panel).toContainText('不能停用自己');
  await expect(panel.getByLabel('岗位')).toBeDisabled();
});
