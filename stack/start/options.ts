/** Flags of `npm start`, checked. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { isLoopback } from '../../gateway/tls/host-names.ts';

const OptionsSchema = z
  .object({
    port: z.coerce.number().int().min(1).max(65533).default(8080),
    host: z.string().min(1).default('127.0.0.1'),
    data: z.string().optional(),
    district: z.string().optional(),
    'tls-cert': z.string().optional(),
    'tls-key': z.string().optional(),
    'no-simulate': z.boolean().default(false),
    dev: z.boolean().default(false),
  })
  .refine((options) => (options['tls-cert'] === undefined) === (options['tls-key'] === undefined), {
    path: ['tls-cert'],
    message: '--tls-cert and --tls-key go together',
  })
  .refine(({ dev, host }) => !dev || isLoopback(host), {
    path: ['host'],
    message: 'npm run dev serves this machine alone: leave --host out',
  });
export type StartOptions = z.infer<typeof OptionsSchema>;

/** Errors: `bad-option`. */
export function parseStartOptions(words: readonly string[]): Result<StartOptions, CodedError> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    port: text,
    host: text,
    data: text,
    district: text,
    'tls-cert': text,
    'tls-key': text,
    'no-simulate': flag,
    dev: flag,
  };
  let values: unknown;
  try {
    values = parseArgs({ args: [...words], options, strict: true }).values;
  } catch (cause) {
    return err({ code: 'bad-option', message: cause instanceof Error ? cause.message : String(cause) });
  }
  const parsed = OptionsSchema.safeParse(values);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err({ code: 'bad-option', message: `--${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
}
