import { z } from 'zod';
import { TerrainLayerSchema } from '../district.ts';
import type { CommandContract } from './command.ts';
import { STATED_CRS } from '../stated-crs.ts';

const Input = z.object({
  source: z.string().describe('DTM as GeoTIFF, heights in metres'),
  out: z.string(),
  ...STATED_CRS,
  geoidUndulation: z.coerce.number().describe('N in m; ellipsoidal h = H + N'),
});

const Output = z.object({
  entry: TerrainLayerSchema,
  tiles: z.int(),
  outputBytes: z.int(),
  seconds: z.number(),
});

export const terrainImportContract = {
  name: 'terrain import',
  summary: 'Make a heightmap archive (PMTiles, float32, ellipsoidal) of a DTM for the globe',
  positionals: ['source'],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
