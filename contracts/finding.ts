/** What a pipeline noticed and went on from: a broken tile, a code that disagrees with its parameters. */
import { z } from 'zod';

export const FindingSchema = z.object({
  code: z.string(),
  path: z.string().describe('file, and the place in it'),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
});
export type Finding = z.infer<typeof FindingSchema>;
