/**
 * Passwords of a first start, kept for their owner alone until they have been printed once: the start that made the
 * accounts may fail in another part, and nobody could ever sign in. They travel through no log and no message.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RoleSchema } from '../../contracts/identity.ts';
import { readTextIfPresent, writeFileDurably } from '../durable-file.ts';

const SignInsSchema = z.array(z.object({ role: RoleSchema, account: z.string(), password: z.string() }));
export type SignIn = z.infer<typeof SignInsSchema>[number];

const pathIn = (dataFolder: string): string => join(dataFolder, 'first-sign-ins.json');

export async function keepFirstSignIns(dataFolder: string, signIns: readonly SignIn[]): Promise<void> {
  await writeFileDurably(pathIn(dataFolder), `${JSON.stringify(signIns)}\n`);
}

/** Empty when they have been printed. Throws when the file is broken. */
export async function readFirstSignIns(dataFolder: string): Promise<SignIn[]> {
  const text = await readTextIfPresent(pathIn(dataFolder));
  return text === null ? [] : SignInsSchema.parse(JSON.parse(text));
}

export async function forgetFirstSignIns(dataFolder: string): Promise<void> {
  await rm(pathIn(dataFolder), { force: true });
}
