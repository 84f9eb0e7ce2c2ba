/** `npm run check`: types per folder, lint, import directions, dead code, formatting. Exit 1 when any finds something. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { sourceFiles } from './build.mjs';
import { noticesAreCurrent } from './notices.mjs';
import { runTool } from './steps.mjs';
import { TypeChecker } from './types.mjs';

const FOLDERS = [
  'contracts',
  'geodesy',
  'formats',
  'analyses',
  'tiles',
  'iot-bridge',
  'case-service',
  'gateway',
  'stack',
  'src',
  'e2e',
];

export const projects = (root) =>
  [
    ...FOLDERS.map((folder) => `${folder}/tsconfig.json`),
    'analyses/worker/tsconfig.json',
    'analyses/commands/tsconfig.json',
    'stack/bench/tsconfig.json',
    'tsconfig.tests.json',
  ].filter((file) => existsSync(path.join(root, file)));

/** A cruiser that cannot read TypeScript cruises nothing and finds nothing: count what it saw. */
async function cruise(root) {
  const files = sourceFiles(root, FOLDERS).filter((file) => /\.tsx?$/.test(file));
  const folders = FOLDERS.filter((folder) => existsSync(path.join(root, folder)));
  const { status, output } = await runTool(root, 'depcruise', [
    ...folders,
    '--config',
    '.dependency-cruiser.cjs',
  ]);
  const seen = Number(/\((\d+) modules/.exec(output)?.[1] ?? 0);
  if (seen >= files.length) return status;
  process.stderr.write(`error: import rules saw ${seen} modules of ${files.length} source files\n`);
  return 1;
}

/** Names of the checks that failed, empty when all is well. */
export async function failedChecks(root, say) {
  const failed = [];
  const step = async (name, work) => {
    say(`check: ${name} …`);
    if ((await work()) !== 0) failed.push(name);
  };
  const tool = (name, args) => async () => (await runTool(root, name, args)).status;
  const types = new TypeChecker(root);
  for (const project of projects(root)) {
    await step(`types of ${project}`, () => {
      const found = types.check(project);
      process.stderr.write(found);
      return found === '' ? 0 : 1;
    });
  }
  await step(
    'lint',
    tool('eslint', ['.', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint']),
  );
  await step('import rules', () => cruise(root));
  await step('dead code', tool('knip', ['--no-progress']));
  await step('formatting', tool('prettier', ['--check', '--log-level', 'warn', '.']));
  await step('third-party notices (npm run notices writes them)', async () =>
    noticesAreCurrent(root) ? 0 : 1,
  );
  return failed;
}

export async function run(root, args, say) {
  const failed = await failedChecks(root, say);
  say(failed.length === 0 ? 'check: nothing found' : `check failed: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
