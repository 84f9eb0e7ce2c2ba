/** Properties of the point features in the registers of a district (GeoJSON, EPSG:4490). */
import { z } from 'zod';

const Bilingual = z.object({ zh: z.string(), en: z.string() });

export const CoverPropertiesSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  phone: z
    .string()
    .regex(/^\d{12}$/)
    .describe('number of the JT/T 808 terminal, left-padded'),
  deviceProfile: z
    .string()
    .describe('which alarm bits mean what: `chengkan-cover-1`, `standard` or `removal-tracker` (iot-bridge)'),
  ownerOrganisation: z.string(),
  area: z.string().describe('id of the administrative area, used in topics'),
  network: z.enum(['sewage', 'rain', 'water', 'gas', 'power', 'telecom']),
  place: z.enum(['carriageway', 'footway', 'green', 'courtyard']),
  road: Bilingual,
  orthometricHeightM: z.number().describe('top of the cover, 1985 heights'),
  chamberDepthM: z.number().positive(),
  diameterM: z.number().positive(),
});
export type CoverProperties = z.infer<typeof CoverPropertiesSchema>;

export const StationPropertiesSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: Bilingual,
  river: Bilingual,
  targetClass: z.enum(['I', 'II', 'III', 'IV', 'V']),
  ownerOrganisation: z.string(),
  area: z.string(),
  orthometricHeightM: z.number(),
});

export const CameraPropertiesSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: Bilingual,
  ownerOrganisation: z.string(),
  area: z.string(),
  orthometricHeightM: z.number().describe('of the lens'),
  headingDeg: z.number(),
  pitchDeg: z.number(),
  rollDeg: z.number(),
  horizontalFieldOfViewDeg: z.number(),
  verticalFieldOfViewDeg: z.number(),
  rangeM: z.number(),
});

export const AreaPropertiesSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: Bilingual,
  level: z.enum(['district', 'street', 'community', 'grid']),
});

export const BuildingPropertiesSchema = z.object({
  id: z.string(),
  name: Bilingual.optional(),
  kind: z.enum(['existing', 'approved', 'proposed', 'unlawful']),
  use: z.string(),
  storeys: z.int(),
  floorHeightsM: z.array(z.number()),
  groundM: z.number().describe('outdoor ground, orthometric'),
  zeroM: z.number().describe('±0.000, orthometric'),
  heightArchM: z.number().describe('architectural height above outdoor ground'),
  heightMaxM: z.number().describe('highest point above outdoor ground, roof plant included'),
  roof: z.string(),
});
