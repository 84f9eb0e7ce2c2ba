import { z } from 'zod';
import { VerticalDatumSchema } from '../district.ts';
import { FindingSchema } from '../finding.ts';
import type { CommandContract } from './command.ts';

const Input = z.object({
  source: z.string().describe('tileset.json or OSGB production folder'),
  gsd: z.coerce.number().positive().max(1000).describe('side of a cell, m'),
  out: z.string().describe('GeoTIFF to write'),
  crs: z
    .string()
    .regex(/^EPSG:\d+$/)
    .optional()
    .describe(
      'projected; default: the district grid of the manifest above, else one at the middle of the mesh',
    ),
  geoidUndulation: z.coerce
    .number()
    .optional()
    .describe('N in m; orthometric heights are written, H = h - N; default: the N of the manifest above'),
});

const Output = z.object({
  kind: z.literal('dsm'),
  width: z.int(),
  height: z.int(),
  gsdM: z.number(),
  crs: z.string().describe('EPSG:n or `district-grid`'),
  grid: z
    .object({
      latitudeOfOriginDeg: z.number(),
      centralMeridianDeg: z.number(),
      falseEastingM: z.number(),
      falseNorthingM: z.number(),
    })
    .optional()
    .describe('transverse Mercator on CGCS2000, scale 1, when crs is the district grid'),
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('west, south, east, north, m'),
  verticalDatum: VerticalDatumSchema.nullable().describe(
    'null: the source states none, heights are as it gives them',
  ),
  nodata: z.number(),
  triangles: z.int(),
  cells: z.int(),
  cellsWithHeight: z.int(),
  outputBytes: z.int(),
  sha256: z.string(),
  seconds: z.number(),
  findings: z.array(FindingSchema),
});

export const meshSurfaceContract = {
  name: 'mesh surface',
  summary: 'Write the surface of a mesh, seen from above, as a cloud-optimised GeoTIFF (DSM)',
  positionals: ['source'],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
