/** `npm run e2e`: Playwright in Debian's Chromium. */
import { ensureDebianPackages } from './debian.mjs';
import { runTool } from './steps.mjs';

export async function runBrowserTests(root, args) {
  const { status, output } = await runTool(root, 'playwright', ['test', ...args]);
  const count = (word) => Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  return { status, passed: count('passed'), failed: count('failed') + count('did not run') };
}

export async function run(root, args, say) {
  ensureDebianPackages(say);
  process.exitCode = (await runBrowserTests(root, args)).status;
}
