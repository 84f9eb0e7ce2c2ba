/** `npm run test:unit`: Vitest, with what it is given. */
import { runTool } from './steps.mjs';

export async function runUnitTests(root, args) {
  const { status, output } = await runTool(root, 'vitest', ['run', ...args]);
  const counts = /Tests\s+(.*)\(\d+\)/.exec(output)?.[1] ?? '';
  const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(counts)?.[1] ?? 0);
  return { status, passed: count('passed'), failed: count('failed') };
}

export async function run(root, args) {
  process.exitCode = (await runUnitTests(root, args)).status;
}
