/**
 * Findings on a tileset and the tilesets it refers to: schema, errors that grow, boxes that leave their parent,
 * content that is missing or no GLB.  Source: OGC 22-025r4 sections 7.3 to 7.8; codes follow the 3d-tiles-validator.
 */
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Finding } from '../../contracts/finding.ts';
import { VolumeSchema } from '../../formats/tiles3d/read-tileset.ts';
import { cornersOf, transformPoint } from '../../formats/tiles3d/volumes.ts';
import type { Vector3 } from '../../geodesy/frames.ts';

const ContentSchema = z.object({ uri: z.string().min(1) });

const TileSchema = z.object({
  boundingVolume: VolumeSchema,
  geometricError: z.number().min(0),
  refine: z.enum(['REPLACE', 'ADD']).optional(),
  transform: z.array(z.number()).length(16).optional(),
  content: ContentSchema.optional(),
  contents: z.array(ContentSchema).optional(),
  get children(): z.ZodOptional<z.ZodArray<typeof TileSchema>> {
    return z.array(TileSchema).optional();
  },
});

const TilesetSchema = z.object({
  asset: z.object({ version: z.literal('1.1') }),
  geometricError: z.number().min(0),
  root: TileSchema,
});

type ReadTile = z.infer<typeof TileSchema>;
type ReadTileset = z.infer<typeof TilesetSchema>;

/**
 * ours: boxes and GLB, as our own converters write them. foreign: what an import keeps of its source may be any volume
 * and any tile format, and volumes that leave their parents are a warning.
 */
type Origin = 'ours' | 'foreign';

interface Checked {
  readonly findings: readonly Finding[];
  /** of the tilesets and all their content */
  readonly bytes: number;
}

/** Rounding of box numbers in JSON and of the margin around float32 positions. */
const TOLERANCE_M = 1e-4;
const GLB = 'glTF';
const FORMATS = new Set([GLB, 'b3dm', 'i3dm', 'pnts', 'cmpt', 'vctr', 'geom']);

/** How far a point lies outside a box whose axes are perpendicular, m. */
function outsideM(box: readonly number[], point: Vector3): number {
  let worst = 0;
  for (let axis = 0; axis < 3; axis++) {
    const half = [0, 1, 2].map((i) => box[3 + 3 * axis + i] ?? 0);
    const length = Math.hypot(...half);
    const along = half.reduce((sum, h, i) => sum + h * ((point[i] ?? 0) - (box[i] ?? 0)), 0) / length;
    worst = Math.max(worst, Math.abs(along) - length);
  }
  return worst;
}

class TilesetChecker {
  readonly #found: Finding[] = [];
  readonly #foreign: boolean;
  readonly #outside = { count: 0, worstM: 0, where: '' };
  /** each file is looked at once, whichever tiles name it */
  readonly #contents = new Set<string>();
  readonly #roots = new Map<string, ReadTile>();
  bytes = 0;

  constructor(origin: Origin) {
    this.#foreign = origin === 'foreign';
  }

  get findings(): readonly Finding[] {
    const { count, worstM, where } = this.#outside;
    if (count === 0) return this.#found;
    const message = `${count} bounding volumes leave their parents, by up to ${worstM.toFixed(4)} m`;
    const severity = 'warning' as const;
    return [...this.#found, { code: 'BOUNDING_VOLUMES_INCONSISTENT', path: where, severity, message }];
  }

  private report(code: string, where: string, message: string): void {
    this.#found.push({ code, path: where, severity: 'error', message });
  }

  async checkFile(file: string, parent: ReadTile | null): Promise<void> {
    const known = this.#roots.get(file);
    if (known !== undefined) {
      if (parent !== null) this.checkPair(parent, known, `${file}#/root`);
      return;
    }
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) {
      this.report('CONTENT_MISSING', file, 'no such tileset');
      return;
    }
    this.bytes += Buffer.byteLength(text);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      this.report('JSON_INVALID', file, String(cause));
      return;
    }
    const parsed = TilesetSchema.safeParse(json);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      this.report('SCHEMA_INVALID', `${file}#/${issue?.path.join('/') ?? ''}`, issue?.message ?? 'invalid');
      return;
    }
    this.#roots.set(file, parsed.data.root);
    await this.checkTileset(file, parsed.data, parent);
  }

  private async checkTileset(file: string, tileset: ReadTileset, parent: ReadTile | null): Promise<void> {
    if (tileset.root.geometricError > tileset.geometricError) {
      this.report('TILE_GEOMETRIC_ERRORS_INCONSISTENT', `${file}#/root`, 'greater than that of the tileset');
    }
    if (parent !== null) this.checkPair(parent, tileset.root, `${file}#/root`);
    await this.checkTile(file, tileset.root, '#/root');
  }

  private checkPair(parent: ReadTile, child: ReadTile, where: string): void {
    if (child.geometricError > parent.geometricError) {
      const message = `${child.geometricError} below ${parent.geometricError}`;
      this.report('TILE_GEOMETRIC_ERRORS_INCONSISTENT', where, message);
    }
    const [outer, inner] = [parent.boundingVolume.box, child.boundingVolume.box];
    if (outer === undefined || inner === undefined) {
      if (!this.#foreign) this.report('SCHEMA_INVALID', where, 'neither may be anything but a box');
      return;
    }
    const corners = cornersOf(inner).map((corner) =>
      child.transform === undefined ? corner : transformPoint(child.transform, corner),
    );
    const worstM = Math.max(...corners.map((corner) => outsideM(outer, corner)));
    if (worstM > TOLERANCE_M) this.outside(where, worstM);
  }

  private outside(where: string, byM: number): void {
    if (!this.#foreign) {
      this.report('BOUNDING_VOLUMES_INCONSISTENT', where, `${byM.toFixed(4)} m outside its parent`);
      return;
    }
    this.#outside.count += 1;
    if (byM <= this.#outside.worstM) return;
    this.#outside.worstM = byM;
    this.#outside.where = where;
  }

  private async checkTile(file: string, tile: ReadTile, pointer: string): Promise<void> {
    const where = `${file}${pointer}`;
    for (const { uri } of [...(tile.content ? [tile.content] : []), ...(tile.contents ?? [])]) {
      await this.checkContent(file, tile, uri, where);
    }
    for (const [index, child] of (tile.children ?? []).entries()) {
      const childPointer = `${pointer}/children/${index}`;
      this.checkPair(tile, child, `${file}${childPointer}`);
      await this.checkTile(file, child, childPointer);
    }
  }

  private async checkContent(file: string, tile: ReadTile, uri: string, where: string): Promise<void> {
    const content = path.resolve(path.dirname(file), decodeURIComponent(uri));
    if (uri.endsWith('.json')) {
      await this.checkFile(content, tile);
      return;
    }
    if (this.#contents.has(content)) return;
    this.#contents.add(content);
    const size = (await stat(content).catch(() => null))?.size;
    if (size === undefined) {
      this.report('CONTENT_MISSING', where, `${uri}: no such file`);
      return;
    }
    this.bytes += size;
    const fault = await this.headerFault(content, size);
    if (fault !== null) this.report('CONTENT_INVALID', where, `${uri}: ${fault}`);
  }

  private async headerFault(content: string, size: number): Promise<string | null> {
    const header = Buffer.alloc(12);
    const handle = await open(content);
    try {
      await handle.read(header, 0, 12, 0);
    } finally {
      await handle.close();
    }
    const [magic, length] = [header.toString('latin1', 0, 4), header.readUInt32LE(8)];
    if (!this.#foreign) {
      return magic === GLB && length === size ? null : 'no GLB, or not of the length that it says';
    }
    if (/^(\u00ef\u00bb\u00bf)?\s*\{/.test(header.toString('latin1'))) return null;
    return FORMATS.has(magic) && length <= size ? null : 'no tile format, or shorter than it says';
  }
}

export async function validateTileset(file: string, origin: Origin = 'ours'): Promise<Checked> {
  const checker = new TilesetChecker(origin);
  await checker.checkFile(file, null);
  return { findings: checker.findings, bytes: checker.bytes };
}
