import { z } from 'zod';
import type { CommandContract } from './command.ts';

const Input = z.object({
  data: z.string().default('.chengkan').describe('data directory of the installation'),
  from: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('first index whose seal and record are checked; every entry is hashed in any case'),
});

const Output = z.object({
  origin: z.string(),
  publicKey: z.string().describe('verifier key of the log: compare it with the one you know from elsewhere'),
  entries: z.int(),
  from: z.int(),
  entriesChecked: z.int().describe('seal and record checked'),
  checkpointsChecked: z.int().describe('signature checked, and root against the entries'),
  rootHash: z.string().describe('base64, over all entries'),
  checkpoint: z.string().describe('newest signed note'),
  seconds: z.number(),
});

export const ledgerAuditContract = {
  name: 'ledger audit',
  summary:
    'Hash the whole ledger again and compare it with every stored checkpoint; works while the service runs',
  positionals: [],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
