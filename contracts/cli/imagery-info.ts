import { z } from 'zod';
import type { CommandContract } from './command.ts';

const Input = z.object({ source: z.string() });

const Output = z.object({
  width: z.int(),
  height: z.int(),
  bands: z.int(),
  dtype: z.string(),
  crs: z.string().nullable().describe('EPSG:n, or WKT or the name given in the file when it has no code'),
  bounds: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .nullable()
    .describe('west, south, east, north in the CRS'),
  nodata: z.union([z.number(), z.literal('NaN')]).nullable(),
  epoch: z.string().optional(),
});

export const imageryInfoContract = {
  name: 'imagery info',
  summary: 'Say what a GeoTIFF holds',
  positionals: ['source'],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
