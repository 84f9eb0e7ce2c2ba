/**
 * district.json: everything that names a district. A second city is a second folder.
 * Paths are relative to the folder of the manifest; degrees at this edge; heights say their datum.
 */
import { z } from 'zod';

const Bilingual = z.object({ zh: z.string().min(1), en: z.string().min(1) });
const Source = z.union([z.string().min(1), Bilingual]).describe('one text, or one for each language');
const RelativePath = z
  .string()
  .min(1)
  .refine(
    (path) => !path.startsWith('/') && !path.split('/').includes('..'),
    'must stay inside the district folder',
  );
const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, hexadecimal');

export const BoundsDegSchema = z.object({
  westDeg: z.number(),
  southDeg: z.number(),
  eastDeg: z.number(),
  northDeg: z.number(),
});
export type BoundsDeg = z.infer<typeof BoundsDegSchema>;

export const VerticalDatumSchema = z.enum(['ellipsoid', '1985-national', 'local']);

const Provenance = {
  name: Bilingual,
  crs: z.string().describe('EPSG:n, ENU:lat,lon or `district-grid`'),
  verticalDatum: VerticalDatumSchema.optional(),
  capturedOn: z.iso.date().optional(),
  groundSampleDistanceM: z.number().positive().optional(),
  source: Source,
  licence: z.string(),
};

export const MeshLayerSchema = z.object({
  id: z.string(),
  tileset: RelativePath,
  footprint: z
    .array(z.tuple([z.number(), z.number()]))
    .min(3)
    .describe('ring of [longitudeDeg, latitudeDeg]'),
  controlled: z.boolean().default(true).describe('needs the right to see controlled survey data'),
  ...Provenance,
});

export const ImageryLayerSchema = z.object({
  id: z.string(),
  archive: RelativePath.describe('PMTiles, WebP, Web Mercator, tiles of 256 px'),
  epoch: z.iso.date().nullable(),
  bounds: BoundsDegSchema,
  minZoom: z.int(),
  maxZoom: z.int(),
  sha256: Digest,
  ...Provenance,
});
export type ImageryLayer = z.infer<typeof ImageryLayerSchema>;

export const TerrainLayerSchema = z.object({
  id: z.string(),
  archive: RelativePath.describe(
    'PMTiles of gzip little-endian float32 heightmaps (ellipsoidal), row 0 northmost; tile x, y (from the north-west) of ' +
      'level L of the geographic tiling (two tiles at level 0) is kept as z = L + 1, x, y, since a PMTiles level is square',
  ),
  bounds: BoundsDegSchema,
  minZoom: z.int().describe('level L of the geographic tiling, not z'),
  maxZoom: z.int().describe('level L of the geographic tiling, not z'),
  samplesPerSide: z.int().describe('heights per tile side, edges shared with the neighbour'),
  outsideEllipsoidalHeightM: z.number().describe('height of the globe where the DTM has none'),
  sha256: Digest,
  ...Provenance,
});
export type TerrainLayer = z.infer<typeof TerrainLayerSchema>;

export const SurfaceSchema = z.object({
  id: z.string(),
  kind: z.enum(['dsm', 'dtm']),
  raster: RelativePath,
  sha256: Digest,
  ...Provenance,
});

export const VectorKindSchema = z.enum([
  'buildings',
  'windows',
  'zones',
  'roads',
  'water',
  'areas',
  'covers',
  'stations',
  'cameras',
]);
export const VectorLayerSchema = z.object({
  id: z.string(),
  kind: VectorKindSchema,
  geojson: RelativePath.describe('EPSG:4490 degrees; heights in properties, orthometric'),
  ...Provenance,
});

export const OrganisationSchema = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .describe('used in topics'),
  name: Bilingual,
  kind: z.enum(['department', 'owner-unit', 'street', 'centre']),
  chainMember: z.boolean().default(false),
});

export const DistrictSchema = z.object({
  version: z.literal(1),
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .describe('tenant in topics'),
  name: Bilingual,
  synthetic: z.boolean(),
  notice: Bilingual.optional().describe('shown wherever the data is shown'),
  bounds: BoundsDegSchema,
  grid: z
    .object({
      latitudeOfOriginDeg: z.number(),
      centralMeridianDeg: z.number(),
      falseEastingM: z.number(),
      falseNorthingM: z.number(),
    })
    .describe('the district grid: transverse Mercator on CGCS2000, scale 1'),
  geoid: z.object({
    kind: z.literal('constant'),
    geoidUndulationM: z.number().describe('N; h = H + N'),
    source: Source,
  }),
  home: z
    .object({
      longitudeDeg: z.number(),
      latitudeDeg: z.number(),
      ellipsoidalHeightM: z.number(),
      headingDeg: z.number(),
      pitchDeg: z.number(),
      rangeM: z.number(),
    })
    .describe('the point looked at and the view on it'),
  meshes: z.array(MeshLayerSchema),
  imagery: z.array(ImageryLayerSchema),
  terrain: TerrainLayerSchema.optional(),
  surfaces: z.array(SurfaceSchema),
  vectors: z.array(VectorLayerSchema),
  organisations: z.array(OrganisationSchema),
});
export type District = z.infer<typeof DistrictSchema>;
