/** The help text, made of the contracts. */
import type { Command } from '../../contracts/cli/command.ts';
import { toKebab } from './parse-arguments.ts';

function line({ contract }: Command): string {
  const positionals = contract.positionals.map((name) => `<${toKebab(name)}>`);
  const options = Object.entries(contract.input.shape)
    .filter(([key]) => !contract.positionals.includes(key))
    .map(([key, schema]) => {
      const flag = contract.switches?.includes(key) ? `--${toKebab(key)}` : `--${toKebab(key)} …`;
      return schema instanceof Object && 'safeParse' in schema && schema.safeParse(undefined).success
        ? `[${flag}]`
        : flag;
    });
  return `  ${[contract.name, ...positionals, ...options].join(' ')}\n      ${contract.summary}\n`;
}

export const usage = (commands: readonly Command[]): string =>
  `usage: npm run -s chengkan -- <command>\n\n${commands.map(line).join('')}`;
