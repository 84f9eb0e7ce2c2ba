/**
 * The shape of every command of the command line: a schema for what goes in and what comes out.
 * Options arrive as kebab-case flags and are named in camelCase here; positionals come in the order given.
 */
import type { z } from 'zod';
import type { CodedError, Result } from '../result.ts';

export interface CommandContract<Input extends z.ZodObject, Output extends z.ZodType> {
  /** Words after `chengkan --`, for example `mesh import`. */
  readonly name: string;
  readonly summary: string;
  /** Names of the positional arguments, keys of `input`. */
  readonly positionals: readonly string[];
  /** Keys of `input` that are flags without a value. */
  readonly switches?: readonly string[];
  readonly input: Input;
  readonly output: Output;
}

export interface CommandContext {
  /** One line for a person, on stderr. */
  readonly progress: (line: string) => void;
  readonly signal: { readonly aborted: boolean };
}

export type CommandRun<Input extends z.ZodObject, Output extends z.ZodType> = (
  input: z.output<Input>,
  context: CommandContext,
) => Promise<Result<z.input<Output>, CodedError>>;

/** `run` is a method, so that commands of different inputs fit one list. */
export interface Command<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  readonly contract: CommandContract<Input, Output>;
  run(input: z.output<Input>, context: CommandContext): Promise<Result<z.input<Output>, CodedError>>;
}

export function defineCommand<Input extends z.ZodObject, Output extends z.ZodType>(
  contract: CommandContract<Input, Output>,
  run: CommandRun<Input, Output>,
): Command<Input, Output> {
  return { contract, run };
}
