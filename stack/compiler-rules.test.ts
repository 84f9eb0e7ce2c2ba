/** Every compiler rule that the house style promises bites: one planted violation per rule and folder. */
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

/** code of the error → source that causes it */
type Planted = readonly (readonly [code: number, source: string])[];

const EVERYWHERE: Planted = [
  [7006, 'export const twice = (x) => x * 2;'], // strict: noImplicitAny
  [2322, 'export const one: number = null;'], // strict: strictNullChecks
  [18046, 'export function say() { try { return 1; } catch (cause) { return cause.message; } }'], // strict: useUnknownInCatchVariables
  [18048, 'export const next = (rows: number[]) => { const first = rows[0]; return first + 1; };'], // noUncheckedIndexedAccess
  [2375, 'export const options: { name?: string } = { name: undefined };'], // exactOptionalPropertyTypes
  [1484, "import { Result } from './result.ts';\nexport type Answer = Result;"], // verbatimModuleSyntax
  [6133, 'const forgotten = 1;\nexport {};'], // noUnusedLocals
  [6133, 'export const constant = (unused: number) => 1;'], // noUnusedParameters
  [4114, 'class Part { stop() {} }\nexport class Broker extends Part { stop() {} }'], // noImplicitOverride
  [7029, 'export function f(n: number) { switch (n) { case 1: n++; case 2: return n; } return 0; }'], // noFallthroughCasesInSwitch
];

/** No DOM and no Node types: these folders run in a browser, in a worker and under Node alike. */
const WITHOUT_A_HOST: Planted = [
  [2584, 'export const title = document.title;'],
  [2304, 'export const width = window.innerWidth;'],
  [2304, 'postMessage(1);\nexport {};'],
  [2304, 'export const wasm = WebAssembly;'],
  [2584, "console.log('here');\nexport {};"],
  [2591, 'export const port = process;'],
  [2591, "export { readFileSync } from 'node:fs';"],
];

const PROJECTS: Readonly<Record<string, Planted>> = {
  contracts: [...EVERYWHERE, ...WITHOUT_A_HOST],
  geodesy: [...EVERYWHERE, ...WITHOUT_A_HOST],
  formats: [...EVERYWHERE, ...WITHOUT_A_HOST],
  analyses: [...EVERYWHERE, ...WITHOUT_A_HOST],
  'analyses/worker': [...EVERYWHERE, [2584, 'export const title = document.title;']],
  'analyses/commands': EVERYWHERE,
  tiles: EVERYWHERE,
  'iot-bridge': EVERYWHERE,
  'case-service': EVERYWHERE,
  gateway: EVERYWHERE,
  stack: EVERYWHERE,
  'stack/bench': EVERYWHERE,
  e2e: EVERYWHERE,
  src: [...EVERYWHERE, [2591, 'export const port = process;']],
};

const libraries = new Map<string, ts.SourceFile | undefined>();

function optionsOf(folder: string): ts.CompilerOptions {
  const file = path.join(root, folder, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, path.dirname(file))
    .options;
}

/** Codes found in each source, as if it lay in the folder. */
function check(folder: string, planted: Planted): number[][] {
  const options = optionsOf(folder);
  const sources = new Map(
    planted.map(([, text], index) => [path.join(root, folder, `planted-${index}.ts`), text]),
  );
  sources.set(path.join(root, folder, 'result.ts'), 'export interface Result { readonly ok: boolean }');
  const host = ts.createCompilerHost(options);
  const readFromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (file, language) => {
    const text = sources.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, language);
    if (!libraries.has(file)) libraries.set(file, readFromDisk(file, language));
    return libraries.get(file);
  };
  host.fileExists = (file) => sources.has(file) || ts.sys.fileExists(file);
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()]
    .slice(0, planted.length)
    .map((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ code }) => code));
}

describe.each(Object.entries(PROJECTS))('%s', (folder, planted) => {
  test('property: the compiler finds every planted violation, and nothing else', () => {
    expect(check(folder, planted)).toEqual(planted.map(([code]) => [code]));
  });
});

test('property: every project that `npm run check` compiles is here', async () => {
  const { projects }: { projects: (root: string) => string[] } = await import(
    path.join(root, 'stack/run/check.mjs')
  );
  const folders = projects(root).map((file) => path.dirname(file));
  expect(folders.filter((folder) => folder !== '.').sort()).toEqual(Object.keys(PROJECTS).sort());
});
