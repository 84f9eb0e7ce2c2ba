import { z } from 'zod';
import { FindingSchema } from '../finding.ts';
import type { CommandContract } from './command.ts';

const Input = z.object({ manifest: z.string().describe('district.json') });

const Output = z.object({
  id: z.string(),
  files: z.int().describe('files that the manifest names and that were looked into'),
  features: z.int().describe('vector features'),
  findings: z.array(FindingSchema).describe('warnings; a finding that is an error makes the command fail'),
});

export const districtCheckContract = {
  name: 'district check',
  summary:
    'Check district.json and every file that it names; exit 2 with `district-broken` when anything is wrong',
  positionals: ['manifest'],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
