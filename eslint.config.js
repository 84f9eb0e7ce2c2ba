import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { houseRules } from './stack/run/lint-rules.mjs';

/** Math functions whose last bits differ between engines (design.md, rule 1). */
const enginesDisagree = [
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'exp',
  'expm1',
  'log',
  'log2',
  'log10',
  'log1p',
  'pow',
  'cbrt',
  'hypot',
  'random',
];

const environmentOutsideConfig = {
  object: 'process',
  property: 'env',
  message: 'Read the environment in config.ts.',
};

const moduleSyntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'Named exports only.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import the file that defines the thing.' },
  {
    selector: 'ExportNamedDeclaration[source]',
    message: 'No barrels: import the file that defines the thing.',
  },
  {
    selector:
      ':matches(ImportDeclaration, ImportExpression)[source.value=/^\\.{1,2}(\\u002F|$)(?!.*\\.[a-z]+(\\?[a-z]+)?$)/]',
    message: 'A relative import names the file with its extension.',
  },
];

/** Kernels are pure and synchronous. */
const kernelSyntax = [
  { selector: ':function[async=true]', message: 'Kernels are synchronous.' },
  {
    selector: ':matches(BinaryExpression[operator="**"], AssignmentExpression[operator="**="])',
    message: 'This is Math.pow: engines disagree on its last bits.',
  },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Pass instantUtcMs.' },
];

const tests = ['**/*.test.ts', '**/*.bench.ts', '**/*.soak.ts'];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.chengkan/',
      '.cache/',
      '**/*.as.ts',
      'test-results/',
      'playwright-report/',
    ],
  },
  {
    files: ['**/*.{ts,tsx,js,mjs,cjs}'],
    plugins: { house: houseRules },
    rules: {
      'house/kebab-case-file': 'error',
      'house/reason-beside-exception': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'no-console': 'error',
      'no-eval': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    // The tools that these files configure take a default export.
    ignores: ['*.config.ts', 'e2e/fixtures/start-stack.ts'],
    rules: { 'no-restricted-syntax': ['error', ...moduleSyntax] },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: ['**/config.ts', 'e2e/**', '**/*.test.ts', '*.config.ts'],
    rules: { 'no-restricted-properties': ['error', environmentOutsideConfig] },
  },
  {
    files: ['analyses/**/*.ts'],
    ignores: ['analyses/math/**', 'analyses/worker/**', 'analyses/commands/**', ...tests],
    rules: {
      'no-restricted-syntax': ['error', ...moduleSyntax, ...kernelSyntax],
      'no-restricted-properties': [
        'error',
        environmentOutsideConfig,
        ...enginesDisagree.map((property) => ({
          object: 'Math',
          property,
          message: 'Engines disagree on its last bits: use analyses/math/.',
        })),
        { object: 'Date', property: 'now', message: 'Pass instantUtcMs.' },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: [...tests, '**/*.spec.ts', 'e2e/**'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
