/**
 * A mesh of root tiles → 3D Tiles 1.1: a root tileset with rebuilt levels over the root tiles, which stand in it or, where they
 * are many, in an external tileset each.
 * Frame of every tile: the tangent plane at local zero; only the root has a transform (ENU → ECEF, double).
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../contracts/finding.ts';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import type { Lla, TangentPlane } from '../geodesy/frames.ts';
import { tangentPlane } from '../geodesy/frames.ts';
import type { ContentEncoding } from './stages/content-writer.ts';
import { ContentWriter } from './stages/content-writer.ts';
import type { ConversionContext } from './stages/convert-tile.ts';
import { unionOf, urlName } from './stages/convert-tile.ts';
import type { Georeference } from './stages/georeference.ts';
import type { MeshSource } from './stages/mesh-source.ts';
import { partialFolder, refusalOf, replace } from './stages/output-folder.ts';
import type { PlacedTile, TilesetFile, UpperTile } from './stages/tileset-json.ts';
import { errorOfEmpty, extentOf, tallyOf, tilesetFiles, wholeOf } from './stages/tileset-json.ts';
import { quadtreeOf } from './stages/upper-levels/quadtree.ts';
import type { Place } from './stages/upper-levels/quadtree.ts';
import type { PlacedRoot } from './stages/upper-levels/upper-levels.ts';
import { UPPER_FOLDER, upperLevels } from './stages/upper-levels/upper-levels.ts';
import { validateTileset } from './validate/tileset.ts';

export interface MeshPipelineInput {
  readonly source: MeshSource;
  readonly reference: Georeference;
  readonly out: string;
  readonly encoding: ContentEncoding;
  readonly upperLevels: 'rebuilt' | 'none';
  readonly progress: (line: string) => void;
  readonly signal: { readonly aborted: boolean };
}

export interface MeshPipelineAnswer {
  readonly tiles: number;
  readonly upperTiles: number;
  readonly vertices: number;
  readonly triangles: number;
  readonly textures: number;
  readonly sourceBytes: number;
  readonly outputBytes: number;
  readonly origin: Lla;
  readonly findings: readonly Finding[];
}

class Cancelled extends Error {}

function stopIfAborted(signal: MeshPipelineInput['signal']): void {
  if (signal.aborted) throw new Cancelled();
}

const PROGRESS_EVERY_MS = 1500;
/** So many tiles stand in one tileset.json of half a megabyte (a tenth of that zipped): one request for all of them. */
const INLINE_TILES = 2000;

/** A name for each root that a URL and a folder can have. */
function folderNames(roots: readonly string[]): string[] {
  const names = new Set([UPPER_FOLDER]);
  return roots.map((root) => {
    const stem = urlName(path.basename(root, path.extname(root)));
    let name = stem;
    for (let again = 2; names.has(name); again++) name = `${stem}-${again}`;
    names.add(name);
    return name;
  });
}

type Convert = (root: number) => Promise<readonly PlacedRoot[] | null>;

function converter(input: MeshPipelineInput, folder: string, context: ConversionContext): Convert {
  const { source } = input;
  const { roots } = source;
  const names = folderNames(roots);
  return async (root) => {
    const name = names[root] ?? '';
    const parts = await source.convert(context, roots[root] ?? '', path.join(folder, name));
    if (parts !== null) {
      return parts.map((part) => ({ folder: path.posix.join(name, part.folder), converted: part.converted }));
    }
    await rm(path.join(folder, name), { recursive: true, force: true });
    return null;
  };
}

/** Root tiles under one that draws nothing. */
function sideBySide(children: readonly PlacedTile[]): UpperTile | null {
  if (children.length === 0) return null;
  const extent = unionOf(children.map(extentOf));
  return { kind: 'upper', extent, geometricErrorM: errorOfEmpty(extent), content: null, children };
}

async function withoutUpperLevels(
  input: MeshPipelineInput,
  folder: string,
  context: ConversionContext,
): Promise<UpperTile | null> {
  const convert = converter(input, folder, context);
  const children: PlacedTile[] = [];
  for (const root of input.source.roots.keys()) {
    const parts = ((await convert(root)) ?? []).map(({ folder: name, converted }): PlacedTile => ({
      kind: 'root',
      folder: name,
      tile: wholeOf(converted),
    }));
    const whole = parts.length > 1 ? sideBySide(parts) : parts[0];
    if (whole) children.push(whole);
  }
  return sideBySide(children);
}

async function withUpperLevels(
  input: MeshPipelineInput,
  folder: string,
  context: ConversionContext,
): Promise<UpperTile | null> {
  const { roots } = input.source;
  const convert = converter(input, folder, context);
  const places: (Place | null)[] = [];
  for (const root of roots) places.push(await input.source.placeOf(root, context.onWork));
  // what has no place cannot be read, and its conversion says why
  for (const root of roots.keys()) if (places[root] === null) await convert(root);
  const readable = [...roots.keys()].filter((root) => places[root] !== null);
  const group = quadtreeOf(readable.flatMap((root) => [places[root] ?? [0, 0]]));
  if (group === null) return null;
  await mkdir(path.join(folder, UPPER_FOLDER));
  const top = await upperLevels(group, {
    folder,
    writer: context.writer,
    findings: context.findings,
    convert: (item) => convert(readable[item] ?? 0),
    onTile: (built) => {
      stopIfAborted(input.signal);
      input.progress(`upper levels: tile ${built + 1}`);
    },
  });
  if (top === null || top.kind === 'upper') return top;
  await rm(path.join(folder, UPPER_FOLDER), { recursive: true });
  return sideBySide([top]);
}

async function writeTilesets(folder: string, files: readonly TilesetFile[]): Promise<void> {
  for (const { name, tileset } of files) await writeFile(path.join(folder, name), JSON.stringify(tileset));
}

/** Errors: `out-exists`, `no-tiles` (every root is broken), `invalid-output`, `cancelled`; then nothing is left behind. */
export async function runMeshPipeline(
  input: MeshPipelineInput,
): Promise<Result<MeshPipelineAnswer, CodedError>> {
  const out = path.resolve(input.out);
  const refusal = await refusalOf(out);
  if (refusal !== null) return err(refusal);
  const partial = await partialFolder(out);
  try {
    return await convertInto(input, partial, out);
  } catch (cause) {
    if (cause instanceof Cancelled)
      return err({ code: 'cancelled', message: 'stopped; nothing was written' });
    throw cause;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

function contextOf(input: MeshPipelineInput, partial: string, plane: TangentPlane): ConversionContext {
  const { reference, source } = input;
  let files = 0;
  let saidAtMs = Date.now();
  const findings = [...source.findings, ...reference.findings];
  const context: ConversionContext = {
    folder: source.folder,
    reference,
    plane,
    findings,
    writer: new ContentWriter(input.encoding, (file, message) =>
      findings.push({
        code: 'texture-broken',
        path: path.relative(partial, file),
        severity: 'warning',
        message: `${message}: kept as it is`,
      }),
    ),
    keepCoarsest: input.upperLevels === 'rebuilt',
    sourceBytes: 0,
    onFile: () => {
      files += 1;
      context.onWork();
    },
    onWork: () => {
      stopIfAborted(input.signal);
      if (Date.now() - saidAtMs < PROGRESS_EVERY_MS) return;
      saidAtMs = Date.now();
      input.progress(`${files} files, ${(context.sourceBytes / 1e6).toFixed(0)} MB read`);
    },
  };
  return context;
}

function nothingRead(findings: readonly Finding[]): CodedError {
  const why = findings.find((finding) => finding.severity === 'error');
  return {
    code: 'no-tiles',
    message: `no root tile could be read: ${why?.path ?? ''} ${why?.message ?? ''}`,
  };
}

async function convertInto(
  input: MeshPipelineInput,
  partial: string,
  out: string,
): Promise<Result<MeshPipelineAnswer, CodedError>> {
  const plane = tangentPlane(input.reference.origin);
  const context = contextOf(input, partial, plane);
  const rebuilt = input.upperLevels === 'rebuilt';
  const convertAll = rebuilt ? withUpperLevels : withoutUpperLevels;
  const top = await convertAll(input, partial, context).finally(() => context.writer.settled());
  if (top === null) return err(nothingRead(context.findings));
  const tally = tallyOf(top);
  const inline = rebuilt && tally.tiles + tally.upperTiles <= INLINE_TILES;
  await writeTilesets(partial, tilesetFiles(top, plane.matrix, inline));
  const checked = await validateTileset(path.join(partial, 'tileset.json'));
  const fault = checked.findings.find((finding) => finding.severity === 'error');
  if (fault !== undefined) return err({ code: 'invalid-output', message: `${fault.path}: ${fault.message}` });
  stopIfAborted(input.signal);
  await replace(partial, out);
  return ok({
    ...tally,
    sourceBytes: context.sourceBytes,
    outputBytes: checked.bytes,
    origin: input.reference.origin,
    findings: context.findings,
  });
}
