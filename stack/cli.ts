/** The command line: finds the command, reads its flags by its schema, prints its JSON. Exit 0, or 2 with one line. */
import { commands } from './cli/commands.ts';
import { parseArguments } from './cli/parse-arguments.ts';
import { usage } from './cli/usage.ts';

function fail(code: string, message: string): never {
  process.stderr.write(`error: ${code}: ${message.replaceAll(/\s*\n\s*/g, '; ')}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (words.length === 0 || words.includes('--help')) {
    process.stderr.write(usage(commands));
    return;
  }
  const parsed = parseArguments(commands, words);
  if (!parsed.ok) fail(parsed.error.code, parsed.error.message);
  const { command, input } = parsed.value;
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  const result = await command.run(input, {
    progress: (line) => process.stderr.write(`${line}\n`),
    signal: controller.signal,
  });
  if (!result.ok) fail(result.error.code, result.error.message);
  const text = `${JSON.stringify(command.contract.output.parse(result.value))}\n`;
  process.stdout.write(text, () => process.exit(0));
}

main().catch((cause: unknown) => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code).toLowerCase() : 'internal';
  fail(code, cause instanceof Error ? cause.message : String(cause));
});
