/** A page of the client in Chromium, signed in, and the difference between its clock and ours. */
import type { Browser, Page } from '@playwright/test';
import { VIEWPORT } from '../../e2e/fixtures/browser.ts';
import type { SignIn } from '../../e2e/fixtures/stack.ts';

export const nowUtcMs = (): number => performance.timeOrigin + performance.now();

export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'zh-CN' });
  return context.newPage();
}

/** Types the sign-in and waits until the first view has all its tiles. */
export async function signInAndWait(page: Page, address: string, { user, password }: SignIn): Promise<void> {
  await page.goto(address);
  await page.locator('input[autocomplete="username"]').fill(user);
  await page.locator('input[autocomplete="current-password"]').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.documentElement.dataset['ready'] === 'true', null, {
    timeout: 300_000,
    polling: 20,
  });
}

const PINGS = 40;

export interface ClockDifference {
  /** what the page's clock is ahead of ours */
  readonly aheadMs: number;
  /** it cannot be further off than this */
  readonly withinMs: number;
  /** largest distance of either `timeOrigin + now()` from `Date.now()` */
  readonly driftMs: number;
}

/** The quickest of many questions bounds the difference by half its round trip. */
export async function clockDifference(page: Page): Promise<ClockDifference> {
  let best: ClockDifference = { aheadMs: 0, withinMs: Infinity, driftMs: 0 };
  for (let ping = 0; ping < PINGS; ping++) {
    const askedMs = nowUtcMs();
    const [pageMs, pageDriftMs] = await page.evaluate(() => {
      const atMs = performance.timeOrigin + performance.now();
      return [atMs, atMs - Date.now()] as const;
    });
    const answeredMs = nowUtcMs();
    const withinMs = (answeredMs - askedMs) / 2;
    if (withinMs >= best.withinMs) continue;
    const driftMs = Math.max(Math.abs(pageDriftMs), Math.abs(answeredMs - Date.now()));
    best = { aheadMs: pageMs - (askedMs + answeredMs) / 2, withinMs, driftMs };
  }
  return best;
}
