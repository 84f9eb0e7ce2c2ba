/** `npm test`: everything; the last line counts it. */
import { failedChecks } from './check.mjs';
import { ensureDebianPackages } from './debian.mjs';
import { runBrowserTests } from './e2e.mjs';
import { runUnitTests } from './unit.mjs';

export async function run(root, args, say) {
  ensureDebianPackages(say);
  const failedCheckNames = await failedChecks(root, say);
  const unit = await runUnitTests(root, []);
  const browser = await runBrowserTests(root, []);
  // A runner that fails without a failed test (no test found, a crash) still counts as one failure.
  const failures = ({ status, failed }) => (status === 0 ? failed : Math.max(failed, 1));
  const passed = unit.passed + browser.passed + (failedCheckNames.length === 0 ? 1 : 0);
  const failed = failures(unit) + failures(browser) + failedCheckNames.length;
  if (failedCheckNames.length > 0) say(`check failed: ${failedCheckNames.join(', ')}`);
  process.exitCode = failed === 0 ? 0 : 1;
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
}
