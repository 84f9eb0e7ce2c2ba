import { z } from 'zod';
import { FindingSchema } from '../finding.ts';
import { ImageryLayerSchema } from '../district.ts';
import type { CommandContract } from './command.ts';
import { STATED_CRS } from '../stated-crs.ts';

const Input = z.object({
  source: z.string().describe('GeoTIFF file'),
  out: z.string(),
  ...STATED_CRS,
  epoch: z.iso.date().optional().describe('capture date'),
});

const Output = z.object({
  entry: ImageryLayerSchema.describe('what goes into the imagery list of district.json'),
  tiles: z.int(),
  sourcePixels: z.int(),
  outputBytes: z.int(),
  seconds: z.number(),
  findings: z.array(FindingSchema),
});

export const imageryImportContract = {
  name: 'imagery import',
  summary: 'Make a Web-Mercator tile archive (PMTiles) of a georeferenced image',
  positionals: ['source'],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
