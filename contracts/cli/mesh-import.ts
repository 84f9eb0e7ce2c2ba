import { z } from 'zod';
import { FindingSchema } from '../finding.ts';
import type { CommandContract } from './command.ts';
import { STATED_CRS } from '../stated-crs.ts';

const Input = z.object({
  source: z
    .string()
    .describe(
      'OSGB or OBJ production folder (with metadata.xml and Data/), a single .osgb or .obj, or a tileset.json of 3D Tiles 1.0 or 1.1',
    ),
  out: z.string(),
  ...STATED_CRS,
  origin: z
    .string()
    .regex(/^-?[\d.]+,-?[\d.]+,-?[\d.]+$/)
    .optional()
    .describe(
      'latitude,longitude,height (degrees, degrees, m ellipsoidal) of the local origin; of a tileset, only where it has no place of its own',
    ),
  geoidUndulation: z.coerce
    .number()
    .optional()
    .describe('N in m, h = H + N, when the heights of a projected source are orthometric'),
  up: z
    .enum(['y', 'z'])
    .optional()
    .describe('axis that points up in an OBJ: z unless stated, as survey software writes it'),
  geometry: z
    .enum(['meshopt', 'plain'])
    .default('meshopt')
    .describe('meshopt: EXT_meshopt_compression, without loss'),
  textures: z
    .enum(['webp', 'keep'])
    .default('webp')
    .describe('webp: EXT_texture_webp, where that is smaller; keep: byte for byte as in the source'),
  contents: z
    .enum(['rewrite', 'keep'])
    .optional()
    .describe(
      'of a tileset: rewrite (unless said otherwise): GLB as of an OSGB production; keep: byte for byte as in the source',
    ),
  upperLevels: z
    .enum(['rebuilt', 'none'])
    .default('rebuilt')
    .describe(
      'rebuilt: root tiles stand merged above each other, simplified, up to one tile; none: side by side',
    ),
});

const Output = z.object({
  tiles: z
    .int()
    .describe('of the source; like vertices, triangles and textures, without what is rebuilt above'),
  upperTiles: z.int().describe('rebuilt above the root tiles'),
  vertices: z.int(),
  triangles: z.int(),
  textures: z.int(),
  sourceBytes: z.int(),
  outputBytes: z.int(),
  seconds: z.number(),
  origin: z.object({ latitudeDeg: z.number(), longitudeDeg: z.number(), heightM: z.number() }),
  findings: z.array(FindingSchema),
});

export const meshImportContract = {
  name: 'mesh import',
  summary: 'Convert an OSGB or OBJ production, or 3D Tiles 1.0 and 1.1, to 3D Tiles 1.1',
  positionals: ['source'],
  input: Input,
  output: Output,
} satisfies CommandContract<typeof Input, typeof Output>;
