/** contracts/cli/: every command has a schema and an example, and what can run on seeded files answers as its example. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Command } from '../../contracts/cli/command.ts';
import { commands } from './commands.ts';
import { parseArguments, toKebab } from './parse-arguments.ts';
import { writeSeededFiles } from './seeded-files.test-support.ts';

const contracts = path.resolve(import.meta.dirname, '../../contracts/cli');
const ExampleSchema = z.strictObject({ arguments: z.array(z.string()), result: z.json() });

const fileOf = ({ contract }: Command): string => toKebab(contract.name.replaceAll(' ', '-'));
const exampleOf = (command: Command) =>
  ExampleSchema.parse(JSON.parse(readFileSync(path.join(contracts, `${fileOf(command)}.json`), 'utf8')));

/** Needs a running bridge, a prepared district or a ledger with keys of its own: their own tests run them. */
const NOT_RUN_HERE = new Set(['devices simulate', 'district check', 'ledger audit']);

/** What differs from run to run, or from one version of a codec to the next. */
const VARIES = new Set(['seconds', 'milliseconds', 'outputBytes', 'sha256']);
const comparable = (result: unknown): unknown =>
  JSON.parse(
    JSON.stringify(result, (key, value: unknown) => {
      if (VARIES.has(key)) return undefined;
      // Engines disagree on the last bits of a projection
      return typeof value === 'number' ? Number(value.toPrecision(11)) : value;
    }),
  );

const named = commands.map((command) => ({ name: command.contract.name, command }));

test('property: one schema and one example per command, and none for a command that is gone', () => {
  const files = readdirSync(contracts).filter((name) => name !== 'command.ts');
  const expected = commands.flatMap((command) => [`${fileOf(command)}.json`, `${fileOf(command)}.ts`]);
  expect(files.sort()).toEqual(expected.sort());
});

describe.each(named)('$name', ({ command }) => {
  test('property: the arguments of its example are its own', () => {
    const parsed = parseArguments(commands, exampleOf(command).arguments);
    expect(parsed).toMatchObject({
      ok: true,
      value: { command: { contract: { name: command.contract.name } } },
    });
  });

  test('property: the result of its example fits, and holds nothing that the schema does not know', () => {
    const { result } = exampleOf(command);
    expect(command.contract.output.parse(result)).toEqual(result);
  });
});

describe('on seeded files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chengkan-examples-'));
  const home = process.cwd();
  beforeAll(() => {
    writeSeededFiles(folder);
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  // In the order of the list: `mesh surface` reads what `mesh import` wrote
  const run = named.filter(({ name }) => !NOT_RUN_HERE.has(name));
  test.each(run)('golden: $name answers as in its example', async ({ command }) => {
    const example = exampleOf(command);
    const parsed = parseArguments(commands, example.arguments);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const answer = await command.run(parsed.value.input, {
      progress: () => undefined,
      signal: { aborted: false },
    });
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    expect(comparable(command.contract.output.parse(answer.value))).toEqual(comparable(example.result));
  });
});
