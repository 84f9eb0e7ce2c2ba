/**
 * Any tileset.json of 3D Tiles 1.0 or 1.1 as far as its geometry goes; wider than what the importer writes.
 * Source: OGC 22-025r4 § 7, OGC 18-053r2 § 7; `url` stands in tilesets older than 1.0.
 */
import { z } from 'zod';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

const Content = z.looseObject({ uri: z.string().optional(), url: z.string().optional() });

const AnyTileSchema = z.looseObject({
  boundingVolume: z.looseObject({
    box: z.array(z.number()).length(12).optional(),
    region: z.array(z.number()).length(6).optional(),
    sphere: z.array(z.number()).length(4).optional(),
  }),
  refine: z
    .string()
    .transform((word) => word.toUpperCase())
    .pipe(z.enum(['REPLACE', 'ADD']))
    .optional(),
  transform: z.array(z.number()).length(16).optional(),
  content: Content.optional(),
  contents: z.array(Content).optional(),
  implicitTiling: z.looseObject({}).optional(),
  get children(): z.ZodOptional<z.ZodArray<typeof AnyTileSchema>> {
    return z.array(AnyTileSchema).optional();
  },
});

const AnyTilesetSchema = z.looseObject({
  asset: z.looseObject({ version: z.string(), gltfUpAxis: z.string().optional() }),
  root: AnyTileSchema,
});

export type AnyTile = z.infer<typeof AnyTileSchema>;
export type AnyTileset = z.infer<typeof AnyTilesetSchema>;

export function contentUrisOf(tile: AnyTile): string[] {
  const all = [...(tile.content ? [tile.content] : []), ...(tile.contents ?? [])];
  return all.map(({ uri, url }) => uri ?? url ?? '').filter((uri) => uri !== '');
}

/** Errors: `not-json`, `not-a-tileset` with the field. */
export function parseTileset(text: string): Result<AnyTileset, CodedError> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return err({ code: 'not-json', message: cause instanceof Error ? cause.message : String(cause) });
  }
  const parsed = AnyTilesetSchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err({
    code: 'not-a-tileset',
    message: `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'invalid'}`,
  });
}
