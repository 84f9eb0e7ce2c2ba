/** Every rule of eslint.config.js bites: one planted violation per promise of the house style. */
import path from 'node:path';
import type { Linter } from 'eslint';
import { ESLint } from 'eslint';
import reactHooks from 'eslint-plugin-react-hooks';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const eslint = new ESLint({ cwd: root });

interface Planted {
  readonly rule: string;
  readonly file?: string;
  readonly code: string;
  /** part of the message, where one rule keeps several promises */
  readonly says?: string;
}

const lines = (count: number): string => 'call();\n'.repeat(count);

const PLANTED: readonly Planted[] = [
  { rule: '@typescript-eslint/no-explicit-any', code: 'export const body: any = 1;' },
  {
    rule: '@typescript-eslint/consistent-type-assertions',
    code: 'export const alarm = JSON.parse("{}") as { id: string };',
  },
  { rule: '@typescript-eslint/no-non-null-assertion', code: 'export const first = [1][0]!;' },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    code: "import { Result } from './result.ts';\nexport type Answer = Result;",
  },
  { rule: 'max-lines', code: lines(401) },
  { rule: 'max-lines', file: 'stack/run/planted.mjs', code: lines(401) },
  { rule: 'max-lines-per-function', code: `export function long() {\n${'  call();\n'.repeat(79)}}` },
  { rule: 'max-params', code: 'export function six(a, b, c, d, e, f) { return [a, b, c, d, e, f]; }' },
  { rule: 'no-console', code: "console.log('here');" },
  { rule: 'no-eval', code: "eval('1');" },
  { rule: 'no-warning-comments', code: '// TODO clean this up\nexport const debt = 1;' },
  { rule: 'eqeqeq', code: 'export const same = (a: number, b: number) => a == b;' },
  { rule: 'prefer-const', file: 'stack/run/planted.mjs', code: 'let fixed = 1;\nexport { fixed };' },
  { rule: 'house/kebab-case-file', file: 'tiles/meshImport.ts', code: 'export const one = 1;' },
  {
    rule: 'house/reason-beside-exception',
    code: '// eslint-disable-next-line no-console\nconsole.log(1);',
  },
  { rule: 'no-restricted-syntax', code: 'export default 1;', says: 'Named exports' },
  { rule: 'no-restricted-syntax', code: 'const one = 1;\nexport { one as default };', says: 'Named exports' },
  { rule: 'no-restricted-syntax', code: "export * from './read.ts';", says: 'No barrels' },
  { rule: 'no-restricted-syntax', code: "export { read } from './read.ts';", says: 'No barrels' },
  {
    rule: 'no-restricted-syntax',
    code: "import { read } from '../formats/read';\nread();",
    says: 'with its extension',
  },
  { rule: 'no-restricted-syntax', code: "import { read } from '..';\nread();", says: 'with its extension' },
  { rule: 'no-restricted-syntax', code: "export const read = import('./read');", says: 'with its extension' },
  { rule: 'no-restricted-properties', code: "export const port = process.env['PORT'];", says: 'config.ts' },
  { rule: 'no-restricted-properties', file: 'stack/start/planted.ts', code: 'process.env.PORT;' },
  {
    rule: 'react-hooks/rules-of-hooks',
    file: 'src/ui/planted.tsx',
    code: 'export function Panel({ open }) { if (open) useState(1); return null; }',
  },
];

/** design.md, rule 1; `hypot` and the rest of the list are as imprecise as the ones that it names. */
const ENGINES_DISAGREE =
  'sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp expm1 log log2 log10 log1p pow cbrt hypot random';

const KERNEL = 'analyses/skyline/planted.ts';
const PLANTED_IN_KERNELS: readonly Planted[] = [
  ...ENGINES_DISAGREE.split(' ').map((name) => ({
    rule: 'no-restricted-properties',
    code: `export const value = Math.${name}(0.5);`,
    says: `Math.${name}`,
  })),
  { rule: 'no-restricted-properties', code: 'export const { sin } = Math;', says: 'Math.sin' },
  { rule: 'no-restricted-properties', code: 'export const nowUtcMs = Date.now();', says: 'instantUtcMs' },
  { rule: 'no-restricted-properties', code: 'process.env.SEED;', says: 'config.ts' },
  { rule: 'no-restricted-syntax', code: 'export const now = new Date();', says: 'instantUtcMs' },
  { rule: 'no-restricted-syntax', code: 'export const squared = (x: number) => x ** 2;', says: 'Math.pow' },
  {
    rule: 'no-restricted-syntax',
    code: 'export function grow(x: number) { x **= 2; return x; }',
    says: 'Math.pow',
  },
  { rule: 'no-restricted-syntax', code: 'export async function run() {}', says: 'synchronous' },
  { rule: 'no-restricted-syntax', code: 'export const run = async () => 1;', says: 'synchronous' },
  { rule: 'no-restricted-syntax', code: 'export default 1;', says: 'Named exports' },
].map((planted) => ({ ...planted, file: KERNEL }));

async function finds({ rule, file = 'tiles/planted.ts', code, says = '' }: Planted): Promise<boolean> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  return (result?.messages ?? []).some(
    ({ ruleId, severity, message }) => ruleId === rule && severity === 2 && message.includes(says),
  );
}

test.each([...PLANTED, ...PLANTED_IN_KERNELS])('property: $rule finds $code', async (planted) => {
  expect(await finds(planted)).toBe(true);
});

test('property: what is allowed is not found', async () => {
  const allowed: readonly Planted[] = [
    { rule: 'no-restricted-properties', file: 'gateway/config.ts', code: 'process.env.PORT;' },
    { rule: 'no-restricted-properties', file: 'analyses/math/sine.ts', code: 'Math.sin(1);' },
    { rule: 'no-restricted-properties', file: KERNEL, code: 'Math.sqrt(2) + Math.fround(3);' },
    {
      rule: 'no-restricted-syntax',
      code: "import { read } from './a.store.ts';\nimport './style.css';\nread();",
    },
    { rule: 'no-restricted-syntax', code: "import run from './run.worker.ts?worker';\nrun();" },
    { rule: 'house/reason-beside-exception', code: '// eslint-disable-next-line no-console -- a reason' },
  ];
  for (const each of allowed) expect(await finds(each), each.code).toBe(false);
});

/** Names of the rules that are errors for a file. */
async function rulesOf(file: string): Promise<string[]> {
  const config: Linter.Config = await eslint.calculateConfigForFile(path.join(root, file));
  const isError = (entry: Linter.RuleEntry | undefined): boolean =>
    [entry].flat()[0] === 2 || [entry].flat()[0] === 'error';
  return Object.entries(config.rules ?? {}).flatMap(([name, entry]) => (isError(entry) ? [name] : []));
}

test('property: every rule that the house adds to the recommended ones has a violation here', async () => {
  const { default: tseslint } = await import('typescript-eslint');
  const recommended = new Set([
    ...tseslint.configs.recommended.flatMap(({ rules }) => Object.keys(rules ?? {})),
    ...Object.keys(reactHooks.configs.recommended.rules),
  ]);
  const planted = new Set([...PLANTED, ...PLANTED_IN_KERNELS].map(({ rule }) => rule));
  const configured = [...(await rulesOf(KERNEL)), ...(await rulesOf('src/ui/planted.tsx'))];
  expect(configured.filter((rule) => !recommended.has(rule) && !planted.has(rule))).toEqual([]);
});
