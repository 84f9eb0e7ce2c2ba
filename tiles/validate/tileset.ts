/**
 * Findings on a tileset and the tilesets it refers to: schema, errors that grow, boxes that leave their parent,
 * content that is missing or no GLB.  Source: OGC 22-025r4 sections 7.3 to 7.8; codes follow the 3d-tiles-validator.
 */
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../contracts/finding.ts';
import type { ReadTile, ReadTileset } from '../../formats/tiles3d/volumes.ts';
import { cornersOf, TilesetSchema, transformPoint } from '../../formats/tiles3d/volumes.ts';
import type { Vector3 } from '../../geodesy/frames.ts';

interface Checked {
  readonly findings: readonly Finding[];
  /** of the tilesets and all their content */
  readonly bytes: number;
}

/** Rounding of box numbers in JSON and of the margin around float32 positions. */
const TOLERANCE_M = 1e-4;
const GLB_MAGIC = 0x46546c67;

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
  readonly findings: Finding[] = [];
  bytes = 0;

  private report(code: string, where: string, message: string): void {
    this.findings.push({ code, path: where, severity: 'error', message });
  }

  async checkFile(file: string, parent: ReadTile | null): Promise<void> {
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
    const corners = cornersOf(child.boundingVolume.box).map((corner) =>
      child.transform === undefined ? corner : transformPoint(child.transform, corner),
    );
    const worstM = Math.max(...corners.map((corner) => outsideM(parent.boundingVolume.box, corner)));
    if (worstM > TOLERANCE_M) {
      this.report('BOUNDING_VOLUMES_INCONSISTENT', where, `${worstM.toFixed(4)} m outside its parent`);
    }
  }

  private async checkTile(file: string, tile: ReadTile, pointer: string): Promise<void> {
    const where = `${file}${pointer}`;
    if (tile.content !== undefined) await this.checkContent(file, tile, where);
    for (const [index, child] of (tile.children ?? []).entries()) {
      const childPointer = `${pointer}/children/${index}`;
      this.checkPair(tile, child, `${file}${childPointer}`);
      await this.checkTile(file, child, childPointer);
    }
  }

  private async checkContent(file: string, tile: ReadTile, where: string): Promise<void> {
    const uri = tile.content?.uri ?? '';
    const content = path.resolve(path.dirname(file), decodeURIComponent(uri));
    if (uri.endsWith('.json')) {
      await this.checkFile(content, tile);
      return;
    }
    const size = (await stat(content).catch(() => null))?.size;
    if (size === undefined) {
      this.report('CONTENT_MISSING', where, `${uri}: no such file`);
      return;
    }
    this.bytes += size;
    const header = new DataView(new ArrayBuffer(12));
    const handle = await open(content);
    try {
      await handle.read(header, 0, 12, 0);
    } finally {
      await handle.close();
    }
    if (header.getUint32(0, true) !== GLB_MAGIC || header.getUint32(8, true) !== size) {
      this.report('CONTENT_INVALID', where, `${uri}: no GLB, or not of the length that it says`);
    }
  }
}

export async function validateTileset(file: string): Promise<Checked> {
  const checker = new TilesetChecker();
  await checker.checkFile(file, null);
  return { findings: checker.findings, bytes: checker.bytes };
}
