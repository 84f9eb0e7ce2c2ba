import { defineConfig } from '@playwright/test';
import { CHROMIUM, SMALL_VIEWPORT } from './e2e/fixtures/browser.ts';

/** One worker: the stack, the browser and its software renderer share two cores. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  globalSetup: './e2e/fixtures/start-stack.ts',
  use: {
    viewport: SMALL_VIEWPORT,
    locale: 'zh-CN',
    launchOptions: CHROMIUM,
  },
});
