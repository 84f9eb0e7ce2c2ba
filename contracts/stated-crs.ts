/** How the caller of an import says what its coordinates are in, in place of the source's own word. */
import { z } from 'zod';

export const STATED_CRS = {
  crs: z
    .string()
    .regex(/^EPSG:\d+$/)
    .optional(),
  wkt: z.string().optional().describe('file with the WKT of the source'),
  grid: z.string().optional().describe("file with a city's own grid (contracts/city-grid.ts), JSON"),
};
