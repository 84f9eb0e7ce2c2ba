/**
 * A tileset of somebody else's (3D Tiles 1.0 or 1.1) → a folder of ours, 3D Tiles 1.1: contents rewritten or kept, implicit
 * tiles made explicit, nothing outside its folder read.
 * Frames: those of the source; a tileset in local coordinates gets the tangent plane at the stated origin as its root's.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CodedError, Result } from '../contracts/result.ts';
import { err, ok } from '../contracts/result.ts';
import { IDENTITY, multiply } from '../formats/tiles3d/volumes.ts';
import type { Lla } from '../geodesy/frames.ts';
import { radToDeg, tangentPlane } from '../geodesy/frames.ts';
import type { MeshPipelineAnswer } from './mesh-pipeline.ts';
import type { ContentEncoding } from './stages/content-writer.ts';
import { ContentWriter } from './stages/content-writer.ts';
import { FindingGroups } from './stages/finding-groups.ts';
import type { ImportedTileset } from './stages/imported-tileset.ts';
import { importedFiles, surveyTileset } from './stages/imported-tileset.ts';
import { partialFolder, refusalOf, replace } from './stages/output-folder.ts';
import { TilesetContents } from './stages/tileset-contents.ts';
import { TilesetFolder } from './stages/tileset-folder.ts';
import { TilesetImport } from './stages/tileset-import.ts';
import { TilesetNames } from './stages/tileset-names.ts';
import { centreOf, offTheEarth, openTileset } from './stages/tileset-source.ts';
import { TilesetWalk, TooManyTiles } from './stages/tileset-walk.ts';
import { validateTileset } from './validate/tileset.ts';

export interface TilesetPipelineInput {
  readonly source: string;
  readonly out: string;
  readonly contents: 'keep' | 'rewrite';
  readonly encoding: ContentEncoding;
  /** where local coordinates begin; undefined for a tileset that says so itself */
  readonly origin: Lla | undefined;
  readonly progress: (line: string) => void;
  readonly signal: { readonly aborted: boolean };
}

class Cancelled extends Error {}

const PROGRESS_EVERY_MS = 1500;
const ROOT_FILE = 'tileset.json';

function degrees({ latitudeRad, longitudeRad, ellipsoidalHeightM }: Lla): string {
  return [
    radToDeg(latitudeRad).toFixed(6),
    radToDeg(longitudeRad).toFixed(6),
    ellipsoidalHeightM.toFixed(1),
  ].join(',');
}

/** Errors: `no-source`, `not-json`, `not-a-tileset`, `off-the-earth`, `origin-contradicts`. */
async function originOf({ source, origin }: TilesetPipelineInput): Promise<Result<Lla, CodedError>> {
  const tileset = await openTileset(source);
  if (!tileset.ok) return tileset;
  const centre = centreOf(tileset.value);
  if (centre === null) {
    return origin === undefined ? err(offTheEarth(source, '; give --origin LAT,LON,H')) : ok(origin);
  }
  if (origin === undefined) return ok(centre);
  const message = `${source}: root lies at ${degrees(centre)} by itself and --origin says ${degrees(origin)}`;
  return err({ code: 'origin-contradicts', message });
}

/** Called before every file: stops, and says now and then how far it is. */
function fileCounter({ signal, progress }: TilesetPipelineInput): () => void {
  let files = 0;
  let saidAtMs = performance.now();
  return () => {
    if (signal.aborted) throw new Cancelled();
    files += 1;
    if (performance.now() - saidAtMs < PROGRESS_EVERY_MS) return;
    saidAtMs = performance.now();
    progress(`${files} files read`);
  };
}

function placed(top: ImportedTileset, origin: Lla | undefined): ImportedTileset {
  if (origin === undefined) return top;
  const transform = multiply(tangentPlane(origin).matrix, top.root.transform);
  return { ...top, root: { ...top.root, transform } };
}

/** The output takes the place of what was there: that may not be what is read. */
function ownSource(source: string, out: string): CodedError | null {
  const inside = path.relative(out, path.resolve(source));
  if (inside.startsWith('..') || path.isAbsolute(inside)) return null;
  return {
    code: 'out-holds-source',
    message: `${out} holds ${source}, which would be replaced: give another folder`,
  };
}

/** One import on its way. */
class TilesetPipeline {
  readonly #input: TilesetPipelineInput;
  readonly #partial: string;
  readonly #findings = new FindingGroups();
  readonly #folder: TilesetFolder;

  constructor(input: TilesetPipelineInput, partial: string) {
    this.#input = input;
    this.#partial = partial;
    this.#folder = new TilesetFolder(
      path.dirname(path.resolve(input.source)),
      this.#findings,
      fileCounter(input),
    );
  }

  /** @param origin for the answer */
  async run(origin: Lla): Promise<Result<MeshPipelineAnswer, CodedError>> {
    const { source, out, signal } = this.#input;
    const writer = new ContentWriter(this.#input.encoding, (file, message) => {
      this.#note('texture-broken', file, `${message}: kept as it is`);
    });
    const names = new TilesetNames();
    const mode = this.#input.contents;
    const contents = new TilesetContents({ folder: this.#folder, out: this.#partial, names, writer, mode });
    const start = { matrix: IDENTITY, refine: 'REPLACE', upAxis: 'Y', tilesets: [], depth: 0 } as const;
    const top = await new TilesetImport(new TilesetWalk(this.#folder), contents, names)
      .tileset(path.resolve(source), start, names.exact(ROOT_FILE))
      .finally(() => writer.settled());
    if (top === null) return err(this.#nothingRead());
    const { used, tally, tilesInFile } = surveyTileset(top);
    await contents.sweep(used);
    await this.#writeTilesets(importedFiles(placed(top, this.#input.origin), tilesInFile, mode === 'keep'));
    const checked = await this.#validate();
    if (!checked.ok) return checked;
    if (signal.aborted) throw new Cancelled();
    await replace(this.#partial, path.resolve(out));
    const findings = this.#findings.list();
    const outputBytes = checked.value + contents.besideBytes;
    return ok({ ...tally, upperTiles: 0, sourceBytes: this.#folder.bytes, outputBytes, origin, findings });
  }

  #note(code: string, file: string, message: string): void {
    this.#findings.add({ code, path: path.relative(this.#partial, file), severity: 'warning', message });
  }

  #nothingRead(): CodedError {
    const why = this.#findings.list().find(({ severity }) => severity === 'error');
    const reason = why === undefined ? 'no tile has a content' : `${why.path}: ${why.message}`;
    return { code: 'no-tiles', message: `${this.#input.source}: nothing could be read: ${reason}` };
  }

  async #writeTilesets(files: ReturnType<typeof importedFiles>): Promise<void> {
    for (const { name, json } of files) {
      const file = path.join(this.#partial, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(json));
    }
  }

  /** Bytes of the output. What the source got wrong itself is a finding; what we did, an error. */
  async #validate(): Promise<Result<number, CodedError>> {
    const { findings, bytes } = await validateTileset(path.join(this.#partial, ROOT_FILE), 'foreign');
    for (const finding of findings) {
      const where = path.relative(this.#partial, finding.path);
      if (finding.severity === 'error') {
        return err({ code: 'invalid-output', message: `${where}: ${finding.message}` });
      }
      this.#findings.add({ ...finding, path: where });
    }
    return ok(bytes);
  }
}

/**
 * Errors: `no-source`, `not-json`, `not-a-tileset`, `off-the-earth`, `origin-contradicts`, `out-exists`, `out-holds-source`,
 * `no-tiles` (nothing could be read), `too-many-tiles`, `invalid-output`, `cancelled`; then nothing is left behind.
 */
export async function runTilesetPipeline(
  input: TilesetPipelineInput,
): Promise<Result<MeshPipelineAnswer, CodedError>> {
  const out = path.resolve(input.out);
  const origin = await originOf(input);
  if (!origin.ok) return origin;
  const refusal = (await refusalOf(out)) ?? ownSource(input.source, out);
  if (refusal !== null) return err(refusal);
  const partial = await partialFolder(out);
  try {
    return await new TilesetPipeline(input, partial).run(origin.value);
  } catch (cause) {
    if (cause instanceof TooManyTiles) {
      return err({ code: 'too-many-tiles', message: `${input.source}: ${cause.message}` });
    }
    if (!(cause instanceof Cancelled)) throw cause;
    return err({ code: 'cancelled', message: 'stopped; nothing was written' });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
