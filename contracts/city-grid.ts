/**
 * A city's own grid (城市独立坐标系): a transverse Mercator on an ellipsoid that may be raised to a projection height, then
 * a plane similarity (four parameters), stated or fitted to control points. Its parameters are restricted data.
 */
import { z } from 'zod';

const ControlPoint = z.object({
  id: z.string().min(1),
  longitudeDeg: z.number().min(-180).max(180),
  latitudeDeg: z.number().min(-90).max(90),
  eastingM: z.number().describe('in the city grid'),
  northingM: z.number().describe('in the city grid'),
});
export type ControlPoint = z.infer<typeof ControlPoint>;

const Similarity = z
  .object({
    eastM: z.number(),
    northM: z.number(),
    rotationArcsec: z.number().describe('counter-clockwise'),
    scalePpm: z.number().describe('scale minus one, in millionths'),
  })
  .describe('projected [E, N] → city [E, N]: turned and scaled about the origin, then shifted');
export type PlaneSimilarity = z.infer<typeof Similarity>;

const DatumShift = z
  .object({
    dxM: z.number(),
    dyM: z.number(),
    dzM: z.number(),
    rxArcsec: z.number(),
    ryArcsec: z.number(),
    rzArcsec: z.number(),
    scalePpm: z.number(),
  })
  .describe("geocentric, of the grid's datum → of CGCS2000; position vector rotation (EPSG method 1033)");

export const CityGridSchema = z
  .strictObject({
    version: z.literal(1),
    name: z.string().min(1),
    ellipsoid: z
      .object({ semiMajorM: z.number().positive(), inverseFlattening: z.number().positive() })
      .default({ semiMajorM: 6378137, inverseFlattening: 298.257222101 }),
    centralMeridianDeg: z.number().min(-180).max(180),
    latitudeOfOriginDeg: z.number().min(-90).max(90).default(0),
    scale: z.number().positive().default(1),
    falseEastingM: z.number(),
    falseNorthingM: z.number(),
    projectionHeightM: z
      .number()
      .default(0)
      .describe('added to the semi-major axis: lengths are true at this height above the ellipsoid'),
    toCgcs2000: DatumShift.optional(),
    similarity: Similarity.optional(),
    controlPoints: z.array(ControlPoint).optional().describe('to which the similarity is fitted'),
  })
  .refine(
    ({ similarity, controlPoints }) => similarity === undefined || controlPoints === undefined,
    'state similarity or controlPoints, not both',
  );
export type CityGridDefinition = z.infer<typeof CityGridSchema>;
