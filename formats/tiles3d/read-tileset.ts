/**
 * Any tileset.json of 3D Tiles 1.0 or 1.1 as far as its geometry goes; wider than what the importer writes.
 * Source: OGC 22-025r4 § 7, OGC 18-053r2 § 7; `url` stands in tilesets older than 1.0.
 */
import { z } from 'zod';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

const Numbers = (length: number): z.ZodArray<z.ZodNumber> => z.array(z.number()).length(length);

/** Box, region or sphere of OGC 22-025r4 § 7.3; each may stand beside others. */
export const VolumeSchema = z
  .looseObject({ box: Numbers(12).optional(), region: Numbers(6).optional(), sphere: Numbers(4).optional() })
  .refine(
    ({ box, region, sphere }) => box !== undefined || region !== undefined || sphere !== undefined,
    'neither box nor region nor sphere',
  );

const Content = z.looseObject({
  uri: z.string().optional(),
  url: z.string().optional(),
  boundingVolume: VolumeSchema.optional(),
});

const TileSchema = z.looseObject({
  boundingVolume: VolumeSchema,
  viewerRequestVolume: VolumeSchema.optional(),
  geometricError: z.number().min(0).optional(),
  refine: z
    .string()
    .transform((word) => word.toUpperCase())
    .pipe(z.enum(['REPLACE', 'ADD']))
    .optional(),
  transform: Numbers(16).optional(),
  content: Content.optional(),
  contents: z.array(Content).optional(),
  implicitTiling: z.unknown().optional(),
  extensions: z.looseObject({}).optional(),
  // each is looked at when the walk comes to it: a broken tile then costs itself, and depth costs no stack
  children: z.array(z.unknown()).optional(),
});

const AnyTilesetSchema = z.looseObject({
  asset: z.looseObject({ version: z.string(), gltfUpAxis: z.string().optional() }),
  geometricError: z.number().min(0).optional(),
  root: TileSchema,
});

/** One tile; its children are not looked at yet. */
export type AnyTile = z.infer<typeof TileSchema>;
export type AnyTileset = z.infer<typeof AnyTilesetSchema>;
export type AnyVolume = z.infer<typeof VolumeSchema>;

export interface StatedContent {
  readonly uri: string;
  readonly volume: AnyVolume | undefined;
}

/** What a tile draws, and the tilesets below it; with placeholders in an implicit tile. */
export function contentsOf(tile: AnyTile): StatedContent[] {
  const multiple = tile.extensions?.['3DTILES_multiple_contents'];
  const draft = z.looseObject({
    contents: z.array(Content).optional(),
    content: z.array(Content).optional(),
  });
  const extended = draft.safeParse(multiple).data;
  return [
    ...(tile.content ? [tile.content] : []),
    ...(tile.contents ?? []),
    ...(extended?.contents ?? extended?.content ?? []),
  ]
    .map(({ uri, url, boundingVolume }) => ({ uri: uri ?? url ?? '', volume: boundingVolume }))
    .filter(({ uri }) => uri !== '');
}

/** The tiling that makes a tile the root of a tree, 1.1 or the extension of 1.0, not looked at yet. */
export const implicitTilingOf = (tile: AnyTile): unknown =>
  tile.implicitTiling ?? tile.extensions?.['3DTILES_implicit_tiling'];

function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'invalid'}`;
}

/** Errors: `tile-invalid` with the field. */
export function parseTile(value: unknown): Result<AnyTile, CodedError> {
  const parsed = TileSchema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err({ code: 'tile-invalid', message: issueOf(parsed.error) });
}

/** Errors: `not-json`, `not-a-tileset` with the field of the tileset or its root. */
export function parseTileset(text: string): Result<AnyTileset, CodedError> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    return err({ code: 'not-json', message: cause instanceof Error ? cause.message : String(cause) });
  }
  const parsed = AnyTilesetSchema.safeParse(json);
  return parsed.success ? ok(parsed.data) : err({ code: 'not-a-tileset', message: issueOf(parsed.error) });
}
