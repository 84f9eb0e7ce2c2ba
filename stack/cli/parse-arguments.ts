/** Words of the command line → a command and its checked input. Flags are the kebab-case of the schema's keys. */
import type { Command } from '../../contracts/cli/command.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export interface ParsedCommand {
  readonly command: Command;
  readonly input: Record<string, unknown>;
}

const toCamel = (flag: string): string =>
  flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
export const toKebab = (key: string): string =>
  key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function findCommand(commands: readonly Command[], words: readonly string[]): Command | undefined {
  return commands
    .filter(({ contract }) => contract.name.split(' ').every((word, index) => words[index] === word))
    .sort((a, b) => b.contract.name.length - a.contract.name.length)[0];
}

/** `-1.5` and `-3,4` are values, not flags. */
const isFlag = (word: string): boolean => /^--[a-z]/.test(word);

function collect(command: Command, words: readonly string[]): Result<Record<string, unknown>, CodedError> {
  const { contract } = command;
  const raw: Record<string, unknown> = {};
  const free: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!isFlag(word)) {
      free.push(word);
      continue;
    }
    const [flag = '', inline] = word.slice(2).split(/=(.*)/s);
    const key = toCamel(flag);
    if (!(key in contract.input.shape)) {
      return err({ code: 'unknown-option', message: `${contract.name}: there is no option --${flag}` });
    }
    if (contract.switches?.includes(key)) {
      raw[key] = true;
      continue;
    }
    const value = inline ?? words[++index];
    if (value === undefined || (inline === undefined && isFlag(value))) {
      return err({ code: 'missing-value', message: `${contract.name}: --${flag} needs a value` });
    }
    raw[key] = value;
  }
  if (free.length > contract.positionals.length) {
    const extra = JSON.stringify(free[contract.positionals.length]);
    return err({
      code: 'unexpected-argument',
      message: `${contract.name}: ${extra} is one argument too many`,
    });
  }
  contract.positionals.forEach((name, index) => {
    if (free[index] !== undefined) raw[name] = free[index];
  });
  return ok(raw);
}

/** Errors: `unknown-command`, `unknown-option`, `missing-value`, `unexpected-argument`, `bad-argument`. */
export function parseArguments(
  commands: readonly Command[],
  words: readonly string[],
): Result<ParsedCommand, CodedError> {
  const command = findCommand(commands, words);
  if (!command) {
    const known = commands.map(({ contract }) => contract.name).join(', ');
    return err({
      code: 'unknown-command',
      message: `${JSON.stringify(words.slice(0, 2).join(' '))}; known: ${known}`,
    });
  }
  const collected = collect(command, words.slice(command.contract.name.split(' ').length));
  if (!collected.ok) return collected;
  const checked = command.contract.input.safeParse(collected.value);
  if (checked.success) return ok({ command, input: checked.data });
  const issue = checked.error.issues[0];
  const key = String(issue?.path[0] ?? '');
  const name = command.contract.positionals.includes(key) ? `<${toKebab(key)}>` : `--${toKebab(key)}`;
  const given = key in collected.value ? ` (${JSON.stringify(collected.value[key])})` : ' is missing';
  return err({
    code: 'bad-argument',
    message: `${command.contract.name}: ${name}${given}: ${issue?.message ?? ''}`,
  });
}
