/**
 * One root tile of a production with its levels: every PagedLOD becomes a tile with its own content, and the nodes of
 * its child file become its children, so that REPLACE swaps exactly what the source swaps.
 *
 * geometricError = 16 · 2 r / s: the source switches when the sphere of radius r is s pixels wide, 2 f r / d > s with f
 * the focal length in pixels; Cesium refines when error · f / d > 16 (its default), so both switch at one distance d.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'node:zlib';
import type { Finding } from '../../contracts/finding.ts';
import { readOsgb } from '../../formats/osgb/read.ts';
import type { OsgbNode, OsgbTile } from '../../formats/osgb/model.ts';
import type { Extent } from '../../formats/tiles3d/tileset.ts';
import { emptyExtent, growExtent } from '../../formats/tiles3d/tileset.ts';
import type { TangentPlane } from '../../geodesy/frames.ts';
import type { Georeference } from './georeference.ts';
import type { ContentWriter } from './content-writer.ts';
import { meshContent } from './mesh-content.ts';

export interface ConvertedTile {
  readonly extent: Extent;
  readonly geometricErrorM: number;
  /** file name beside the tileset of the root tile, or null when the node draws nothing */
  readonly content: string | null;
  readonly children: readonly ConvertedTile[];
  readonly vertices: number;
  readonly triangles: number;
  readonly textures: number;
}

export interface ConversionContext {
  /** nothing outside is read */
  readonly folder: string;
  readonly reference: Georeference;
  readonly plane: TangentPlane;
  readonly findings: Finding[];
  readonly writer: ContentWriter;
  /** called before every file; throws to stop */
  readonly onFile: () => void;
  sourceBytes: number;
}

const DEFAULT_SCREEN_SPACE_ERROR_PX = 16;
const MAX_LEVELS = 40;

class TileConverter {
  private readonly context: ConversionContext;
  private readonly outFolder: string;
  /** files on the way from the root to here */
  private readonly path: string[] = [];
  private readonly names = new Set<string>();

  constructor(context: ConversionContext, outFolder: string) {
    this.context = context;
    this.outFolder = outFolder;
  }

  private note(severity: Finding['severity'], code: string, file: string, message: string): null {
    const relative = path.relative(this.context.folder, file);
    this.context.findings.push({ code, path: relative, severity, message });
    return null;
  }

  private async read(file: string): Promise<OsgbTile | null> {
    this.context.onFile();
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? cause.code : null;
      if (code === 'ENOENT' && this.path.length > 1) {
        return this.note(
          'info',
          'child-missing',
          file,
          'named as a finer level and not there: its parent stays',
        );
      }
      return this.note('error', 'tile-unreadable', file, String(cause));
    }
    this.context.sourceBytes += bytes.length;
    const tile = readOsgb(bytes, {
      inflate: (packed, maxBytes) => unzipSync(packed, { maxOutputLength: maxBytes }),
    });
    if (tile.ok) return tile.value;
    return this.note('error', 'tile-broken', file, `${tile.error.code}: ${tile.error.message}`);
  }

  /** The nodes of a file, or null when it cannot stand: its parent then has to. */
  async convertFile(file: string): Promise<ConvertedTile[] | null> {
    const { folder } = this.context;
    if (this.path.includes(file))
      return this.note('error', 'tile-cycle', file, 'names itself as a finer level');
    if (path.relative(folder, file).startsWith('..')) {
      return this.note('error', 'tile-outside', file, 'lies outside the production');
    }
    if (this.path.length >= MAX_LEVELS) {
      return this.note('error', 'tile-too-deep', file, `more than ${MAX_LEVELS} levels`);
    }
    this.path.push(file);
    try {
      const tile = await this.read(file);
      if (tile === null) return null;
      const converted: ConvertedTile[] = [];
      for (const [index, node] of tile.nodes.entries()) {
        const one = await this.convertNode(file, tile, node, index);
        if (one !== null) converted.push(one);
      }
      if (converted.length > 0) return converted;
      return this.note('error', 'tile-empty', file, 'holds no triangle');
    } finally {
      this.path.pop();
    }
  }

  private async convertNode(
    file: string,
    tile: OsgbTile,
    node: OsgbNode,
    index: number,
  ): Promise<ConvertedTile | null> {
    const content = meshContent(node, tile.images, this.context.reference, this.context.plane);
    let uri: string | null = null;
    if (content !== null) {
      for (const image of content.imagesLeftOut) {
        this.note(
          'warning',
          'texture-left-out',
          file,
          `${image}: not inside the tile, or neither JPEG nor PNG`,
        );
      }
      uri = this.contentName(file, index, tile.nodes.length);
      await this.context.writer.write(path.join(this.outFolder, uri), content.model);
    }
    const children = await this.convertChildren(file, node);
    if (content === null && children.length === 0) return null;
    const extent = unionOf([
      ...(content === null ? [] : [content.extent]),
      ...children.map((child) => child.extent),
    ]);
    const ownErrorM = (DEFAULT_SCREEN_SPACE_ERROR_PX * 2 * node.radiusM) / Math.max(node.switchPixels, 1e-3);
    const childErrorM = Math.max(0, ...children.map((child) => child.geometricErrorM));
    return {
      extent,
      geometricErrorM: children.length === 0 ? 0 : Math.max(ownErrorM, childErrorM),
      content: uri,
      children,
      vertices: content?.vertices ?? 0,
      triangles: content?.triangles ?? 0,
      textures: content?.textures ?? 0,
    };
  }

  /** All child files or none: with one of several missing, refining would tear a hole where only the parent has ground. */
  private async convertChildren(file: string, node: OsgbNode): Promise<ConvertedTile[]> {
    const children: ConvertedTile[] = [];
    for (const name of node.childFiles) {
      const child = path.resolve(path.dirname(file), name.replaceAll('\\', '/'));
      const converted = await this.convertFile(child);
      if (converted === null) return [];
      children.push(...converted);
    }
    return children;
  }

  private contentName(file: string, index: number, nodes: number): string {
    const stem = urlName(path.basename(file, '.osgb'));
    const base = nodes === 1 ? stem : `${stem}_${index}`;
    let name = `${base}.glb`;
    for (let again = 2; this.names.has(name); again++) name = `${base}-${again}.glb`;
    this.names.add(name);
    return name;
  }
}

export function unionOf(extents: readonly Extent[]): Extent {
  const union = emptyExtent();
  for (const extent of extents) growExtent(union, extent);
  return union;
}

/** Plain in a URL: "+" means a space to some servers. */
export const urlName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]/g, '') || 'tile';

export async function convertRootTile(
  context: ConversionContext,
  rootFile: string,
  outFolder: string,
): Promise<ConvertedTile[] | null> {
  await mkdir(outFolder, { recursive: true });
  return await new TileConverter(context, outFolder).convertFile(rootFile);
}
