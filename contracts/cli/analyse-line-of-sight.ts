import { z } from 'zod';
import type { CommandContract } from './command.ts';

const Point = z
  .string()
  .regex(/^-?[\d.]+,-?[\d.]+,-?[\d.]+$/, 'is not E,N,H')
  .transform((text) => {
    const [eastingM = Number.NaN, northingM = Number.NaN, heightM = Number.NaN] = text.split(',').map(Number);
    return { eastingM, northingM, heightM };
  });

const Input = z.object({
  surface: z.string().describe('GeoTIFF of heights in m, in a projected CRS'),
  from: Point.describe('E,N,H of the eye; H absolute, in the datum of the raster'),
  to: Point.describe('E,N,H of the target'),
  cc: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.85714)
    .describe('curvature coefficient 1 − k; 0 for a flat earth'),
  crs: z
    .string()
    .regex(/^EPSG:\d+$/)
    .optional()
    .describe('CRS of the two points, when not that of the raster'),
});

const Output = z.object({
  visible: z.boolean(),
  clearanceM: z.number().nullable().describe('least height of the line above the surface'),
  obstructions: z.array(
    z.object({
      distanceM: z.number(),
      point: z.tuple([z.number(), z.number(), z.number()]).describe('E, N, H in the CRS of the raster'),
      endDistanceM: z.number(),
      cutM: z.number().describe('what would have to be cut'),
    }),
  ),
  targetHeightToSeeM: z.number().nullable().describe('absolute height at which the target comes into sight'),
});

export const analyseLineOfSightContract = {
  name: 'analyse line-of-sight',
  summary:
    'Say whether one point sees another over a surface, what stands between, and how high it would have to be',
  positionals: [],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
