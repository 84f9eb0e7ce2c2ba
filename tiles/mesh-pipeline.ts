/**
 * OSGB production → 3D Tiles 1.1: a root tileset over one external tileset for each root tile.
 * Frame of every tile: the tangent plane at local zero; only the root has a transform (ENU → ECEF, double).
 */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../contracts/finding.ts';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import type { Tile, Tileset } from '../formats/tiles3d/tileset.ts';
import { boxOf } from '../formats/tiles3d/tileset.ts';
import type { Lla } from '../geodesy/frames.ts';
import { tangentPlane } from '../geodesy/frames.ts';
import type { ContentEncoding } from './stages/content-writer.ts';
import { ContentWriter } from './stages/content-writer.ts';
import type { ConversionContext, ConvertedTile } from './stages/convert-tile.ts';
import { convertRootTile, unionOf, urlName } from './stages/convert-tile.ts';
import type { Georeference } from './stages/georeference.ts';
import type { OsgbProduction } from './stages/osgb-production.ts';
import { validateTileset } from './validate/tileset.ts';

export interface MeshPipelineInput {
  readonly production: OsgbProduction;
  readonly reference: Georeference;
  readonly out: string;
  readonly encoding: ContentEncoding;
  readonly progress: (line: string) => void;
  readonly signal: { readonly aborted: boolean };
}

export interface MeshPipelineAnswer {
  readonly tiles: number;
  readonly vertices: number;
  readonly triangles: number;
  readonly textures: number;
  readonly sourceBytes: number;
  readonly outputBytes: number;
  readonly origin: Lla;
  readonly findings: readonly Finding[];
}

class Cancelled extends Error {}

interface RootTile {
  readonly folder: string;
  readonly tile: ConvertedTile;
}

const PROGRESS_EVERY_MS = 1500;
/** A tile without content has to be refined long before anything of it can be seen: 16 px of error at 4 px of size. */
const ERROR_PER_DIAGONAL = 4;

const diagonalM = ({ extent: { min, max } }: ConvertedTile): number =>
  Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);

function groupOf(children: readonly ConvertedTile[]): ConvertedTile {
  const group = {
    extent: unionOf(children.map((child) => child.extent)),
    content: null,
    children,
    vertices: 0,
    triangles: 0,
    textures: 0,
  };
  const diagonal = diagonalM({ ...group, geometricErrorM: 0 });
  const geometricErrorM = Math.max(
    ERROR_PER_DIAGONAL * diagonal,
    ...children.map((child) => child.geometricErrorM),
  );
  return { ...group, geometricErrorM };
}

/** A node without content takes its parent's error: whenever the parent is refined, it is too. */
function tileJson(tile: ConvertedTile, parentErrorM: number): Tile {
  const geometricError = tile.content === null ? parentErrorM : tile.geometricErrorM;
  return {
    boundingVolume: { box: boxOf(tile.extent) },
    geometricError,
    refine: 'REPLACE',
    ...(tile.content === null ? {} : { content: { uri: tile.content } }),
    ...(tile.children.length === 0
      ? {}
      : { children: tile.children.map((child) => tileJson(child, geometricError)) }),
  };
}

function rootTileset(roots: readonly RootTile[], matrix: readonly number[]): Tileset {
  const group = groupOf(roots.map(({ tile }) => tile));
  return {
    asset: { version: '1.1' },
    geometricError: group.geometricErrorM,
    root: {
      boundingVolume: { box: boxOf(group.extent) },
      geometricError: group.geometricErrorM,
      refine: 'REPLACE',
      transform: [...matrix],
      children: roots.map(({ folder, tile }) => ({
        boundingVolume: { box: boxOf(tile.extent) },
        geometricError: tile.geometricErrorM,
        refine: 'REPLACE' as const,
        content: { uri: `${folder}/tileset.json` },
      })),
    },
  };
}

async function writeJson(file: string, value: object): Promise<void> {
  await writeFile(file, JSON.stringify(value));
}

function tally(
  tiles: readonly ConvertedTile[],
  total = { tiles: 0, vertices: 0, triangles: 0, textures: 0 },
) {
  for (const tile of tiles) {
    if (tile.content !== null) total.tiles += 1;
    total.vertices += tile.vertices;
    total.triangles += tile.triangles;
    total.textures += tile.textures;
    tally(tile.children, total);
  }
  return total;
}

async function convertAll(
  input: MeshPipelineInput,
  folder: string,
  context: ConversionContext,
): Promise<RootTile[]> {
  const { roots } = input.production;
  const converted: RootTile[] = [];
  const names = new Set<string>();
  for (const root of roots) {
    const stem = urlName(path.basename(root, '.osgb'));
    let name = stem;
    for (let again = 2; names.has(name); again++) name = `${stem}-${again}`;
    names.add(name);
    const tiles = await convertRootTile(context, root, path.join(folder, name));
    if (tiles === null) {
      await rm(path.join(folder, name), { recursive: true, force: true });
      continue;
    }
    const [only] = tiles;
    const tile = only !== undefined && tiles.length === 1 ? only : groupOf(tiles);
    const tileset: Tileset = {
      asset: { version: '1.1' },
      geometricError: tile.geometricErrorM,
      root: tileJson(tile, tile.geometricErrorM),
    };
    await writeJson(path.join(folder, name, 'tileset.json'), tileset);
    converted.push({ folder: name, tile });
  }
  return converted;
}

async function refusalOf(out: string): Promise<CodedError | null> {
  const there = await stat(out).catch(() => null);
  if (there === null) return null;
  const ours = await stat(path.join(out, 'tileset.json')).catch(() => null);
  const message = `${out} exists and is no tileset: give a folder that does not exist`;
  return there.isDirectory() && ours !== null ? null : { code: 'out-exists', message };
}

async function replace(from: string, out: string): Promise<void> {
  const old = `${from}-old`;
  const hadOld = (await stat(out).catch(() => null)) !== null;
  if (hadOld) await rename(out, old);
  await rename(from, out);
  if (hadOld) await rm(old, { recursive: true, force: true });
}

/** Errors: `out-exists`, `no-tiles` (every root is broken), `invalid-output`, `cancelled`; then nothing is left behind. */
export async function runMeshPipeline(
  input: MeshPipelineInput,
): Promise<Result<MeshPipelineAnswer, CodedError>> {
  const out = path.resolve(input.out);
  const refusal = await refusalOf(out);
  if (refusal !== null) return err(refusal);
  const partial = path.join(path.dirname(out), `.${path.basename(out)}.partial-${process.pid}`);
  await mkdir(partial, { recursive: true });
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

async function convertInto(
  input: MeshPipelineInput,
  partial: string,
  out: string,
): Promise<Result<MeshPipelineAnswer, CodedError>> {
  const { reference, production } = input;
  const plane = tangentPlane(reference.origin);
  let files = 0;
  let saidAtMs = Date.now();
  const findings = [...production.findings, ...reference.findings];
  const context: ConversionContext = {
    folder: production.folder,
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
    sourceBytes: 0,
    onFile: () => {
      if (input.signal.aborted) throw new Cancelled();
      files += 1;
      if (Date.now() - saidAtMs < PROGRESS_EVERY_MS) return;
      saidAtMs = Date.now();
      input.progress(`${files} files, ${(context.sourceBytes / 1e6).toFixed(0)} MB read`);
    },
  };
  const roots = await convertAll(input, partial, context).finally(() => context.writer.settled());
  if (roots.length === 0) {
    const why = context.findings.find((finding) => finding.severity === 'error');
    return err({
      code: 'no-tiles',
      message: `no root tile could be read: ${why?.path ?? ''} ${why?.message ?? ''}`,
    });
  }
  await writeJson(path.join(partial, 'tileset.json'), rootTileset(roots, plane.matrix));
  const checked = await validateTileset(path.join(partial, 'tileset.json'));
  const fault = checked.findings.find((finding) => finding.severity === 'error');
  if (fault !== undefined) return err({ code: 'invalid-output', message: `${fault.path}: ${fault.message}` });
  if (input.signal.aborted) throw new Cancelled();
  await replace(partial, out);
  return ok({
    ...tally(roots.map(({ tile }) => tile)),
    sourceBytes: context.sourceBytes,
    outputBytes: checked.bytes,
    origin: reference.origin,
    findings: context.findings,
  });
}
