/** `npm start` in a fresh clone of the commit, and how long each of its steps took. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunningStack } from '../../e2e/fixtures/stack.ts';
import { asInNewShell, startStack } from '../../e2e/fixtures/stack.ts';

const run = promisify(execFile);

export const STEPS = ['install', 'build', 'sample district', 'parts'] as const;
type Step = (typeof STEPS)[number];

/** The first line that `npm start` says in each step; a step lasts until the next one speaks. */
const FIRST_WORDS: readonly (readonly [RegExp, Step])[] = [
  [/^Installing packages/, 'install'],
  [/^Building the server parts/, 'build'],
  [/^sample district: preparing/, 'sample district'],
  [/^Starting broker/, 'parts'],
];

export interface FreshClone {
  readonly folder: string;
  readonly commit: string;
  /** the working tree differs from the commit, which is what is measured */
  readonly dirty: boolean;
}

export async function cloneCommit(root: string, folder: string): Promise<FreshClone> {
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', root, ...args], { maxBuffer: 1 << 26 })).stdout.trim();
  const commit = await git('rev-parse', 'HEAD');
  const dirty = (await git('status', '--porcelain')) !== '';
  await run('git', ['clone', '--quiet', '--no-checkout', root, folder]);
  await run('git', ['-C', folder, 'checkout', '--quiet', '--detach', commit]);
  return { folder, commit: commit.slice(0, 10), dirty };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** `npm start` takes three ports in a row. */
export async function threeFreePorts(): Promise<number> {
  for (let first = 20_000 + (process.pid % 20_000); ; first += 3) {
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) return first;
  }
}

export interface FreshStart {
  readonly stack: RunningStack;
  readonly stepSeconds: Readonly<Record<Step, number>>;
}

/** npm's own moment before the first step speaks belongs to the installation. */
export async function startFresh(clone: FreshClone, progress: (line: string) => void): Promise<FreshStart> {
  const port = await threeFreePorts();
  const begunAtMs = new Map<Step, number>([['install', performance.now()]]);
  let readyAtMs = Number.NaN;
  const stack = await startStack(['--port', String(port), '--data', join(clone.folder, 'data')], {
    root: clone.folder,
    command: ['npm', 'start', '--'],
    environment: asInNewShell(),
    onLine: (line) => {
      if (line.startsWith('Chengkan is ready')) readyAtMs = performance.now();
      const step = FIRST_WORDS.find(([words]) => words.test(line))?.[1];
      if (step === undefined) return;
      if (!begunAtMs.has(step)) begunAtMs.set(step, performance.now());
      progress(`fresh start: ${step} …`);
    },
  });
  const atMs = (step: Step): number => begunAtMs.get(step) ?? Number.NaN;
  const stepSeconds = {
    install: (atMs('build') - atMs('install')) / 1000,
    build: (atMs('sample district') - atMs('build')) / 1000,
    'sample district': (atMs('parts') - atMs('sample district')) / 1000,
    parts: (readyAtMs - atMs('parts')) / 1000,
  };
  const silent = STEPS.find((step) => Number.isNaN(stepSeconds[step]));
  if (silent !== undefined) throw new Error(`npm start did not say when ${silent} began or ended`);
  return { stack, stepSeconds };
}
