/**
 * `npm run soak -- <name> [--count N] [--seed S] [--from ROUND]`: one promise, many times. A run that was interrupted is
 * taken up where it stopped (.cache/soak/<name>.json); `--seed S --from R --count 1` plays one finding again.
 * Exit 1 when the promise was broken, with every finding on stdout.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Soak } from '../contracts/soak.ts';
import type { Finding } from './soak/run-rounds.ts';
import { runRounds } from './soak/run-rounds.ts';
import { soaks } from './soak/soaks.ts';
import { watchRounds } from './soak/watchdog.ts';

const StateSchema = z.object({ seed: z.int(), next: z.int(), end: z.int(), findings: z.int() });
type State = z.infer<typeof StateSchema>;

const OptionsSchema = z.object({
  count: z.coerce.number().int().min(1).optional(),
  seed: z.coerce.number().int().optional(),
  from: z.coerce.number().int().min(0).default(0),
});

const SAVE_EVERY_MS = 2_000;

function refuse(code: string, message: string): never {
  process.stderr.write(`error: ${code}: ${message}\n`);
  process.exit(2);
}

function soakOf(name: string | undefined): Soak {
  const soak = soaks.find((each) => each.name === name);
  const known = soaks.map((each) => `${each.name} (${each.promise})`).join('\n  ');
  return soak ?? refuse('unknown-soak', `${name ?? 'none given'}; known:\n  ${known}`);
}

function stored(file: string): State | null {
  if (!existsSync(file)) return null;
  const parsed = StateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success && parsed.data.next < parsed.data.end ? parsed.data : null;
}

function save(file: string, state: State): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

function begin(soak: Soak, file: string, given: z.infer<typeof OptionsSchema>): State {
  const before = given.seed === undefined && given.count === undefined ? stored(file) : null;
  if (before !== null) return before;
  const seed = given.seed ?? Math.floor(Math.random() * 2 ** 31);
  return { seed, next: given.from, end: given.from + (given.count ?? soak.count), findings: 0 };
}

async function run(soak: Soak, file: string, state: State): Promise<State> {
  const { seed, next, end } = state;
  process.stdout.write(`${soak.name}: seed ${seed}, rounds ${next} to ${end - 1}: ${soak.promise}\n`);
  let { findings } = state;
  let savedAtMs = performance.now();
  const watchdog = watchRounds(10 * soak.longestRoundMs, `finding: ${soak.name} --seed ${seed} --from `);
  const onRound = (round: number): void => {
    watchdog.onRound(round);
    if (performance.now() - savedAtMs < SAVE_EVERY_MS) return;
    savedAtMs = performance.now();
    save(file, { seed, next: round, end, findings });
    process.stderr.write(`${soak.name}: ${round} of ${end}, ${findings} findings\r`);
  };
  const onFinding = ({ round, message }: Finding): void => {
    findings += 1;
    process.stdout.write(`finding: ${soak.name} --seed ${seed} --from ${round} --count 1: ${message}\n`);
  };
  await runRounds({ soak, root: process.cwd(), seed, from: next, to: end, onRound, onFinding });
  await watchdog.stop();
  return { seed, next: end, end, findings };
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: { count: text, seed: text, from: text, child: text },
    allowPositionals: true,
  });
  if (values.child !== undefined) {
    const say = (line: string): void => void writeSync(1, `${line}\n`);
    return soakOf(values.child).child?.(positionals[0] ?? '', say);
  }
  const soak = soakOf(positionals[0]);
  const given = OptionsSchema.safeParse(values);
  if (!given.success)
    refuse('bad-option', `--${given.error.issues[0]?.path.join('.')}: ${given.error.issues[0]?.message}`);
  const file = path.join(process.cwd(), '.cache', 'soak', `${soak.name}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const beganMs = performance.now();
  const state = begin(soak, file, given.data);
  const done = await run(soak, file, state);
  save(file, done);
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  process.stdout.write(
    `${soak.name}: ${done.end - state.next} rounds in ${seconds} s, ${done.findings} findings\n`,
  );
  process.exitCode = done.findings === 0 ? 0 : 1;
}

await main();
