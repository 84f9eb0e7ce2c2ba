/** One row of `npm run bench`: ours beside a named peer, measured in the same run on the same input. */
import { z } from 'zod';

export const BenchRowSchema = z.object({
  name: z.string(),
  size: z.string().describe('what was worked on, realistic and named'),
  ours: z.number(),
  peer: z.number().nullable().describe('null when the row has no peer'),
  peerName: z.string().nullable(),
  ratio: z
    .number()
    .nullable()
    .describe('better is larger: ours ÷ peer for rates, peer ÷ ours for times and sizes'),
  unit: z.string(),
  must: z.number().nullable().describe('the ratio that has to be reached'),
  goal: z.number().nullable(),
});
export type BenchRow = z.infer<typeof BenchRowSchema>;

export interface BenchContext {
  readonly progress: (line: string) => void;
  /** folder of the checkout */
  readonly root: string;
  /** folder of test data, or null where it is absent */
  readonly sharedData: string | null;
}

/** What a `.bench.ts` exports as `cases`. */
export type BenchCases = (context: BenchContext) => Promise<readonly BenchRow[]>;
