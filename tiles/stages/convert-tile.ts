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
import type { GlbModel } from '../../formats/tiles3d/glb.ts';
import type { Extent } from '../../formats/tiles3d/tileset.ts';
import { emptyExtent, growExtent } from '../../formats/tiles3d/tileset.ts';
import type { TangentPlane } from '../../geodesy/frames.ts';
import type { Georeference } from './georeference.ts';
import type { ContentWriter } from './content-writer.ts';
import { meshContent } from './mesh-content.ts';
import { withPictures } from './osgb-pictures.ts';

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

/** A content above which nothing else of its root tile is drawn. */
export interface CoarseContent {
  /** as the tile names it */
  readonly uri: string;
  readonly file: string;
  readonly model: GlbModel;
  readonly geometricErrorM: number;
  /** false: it waits, since a rebuilt level may take its place */
  readonly written: boolean;
}

export interface ConvertedRoot {
  readonly tiles: readonly ConvertedTile[];
  readonly coarsest: readonly CoarseContent[];
}

/** All of a root tile, or one of several parts of a heavy one. */
export interface ConvertedPart {
  /** inside the folder of the root, or '' for that itself */
  readonly folder: string;
  readonly converted: ConvertedRoot;
}

export interface ConversionContext {
  /** nothing outside is read */
  readonly folder: string;
  readonly reference: Georeference;
  readonly plane: TangentPlane;
  readonly findings: Finding[];
  readonly writer: ContentWriter;
  /** whether the coarsest contents of each root are wanted, and those with something finer not yet written */
  readonly keepCoarsest: boolean;
  /** called before every file; throws to stop */
  readonly onFile: () => void;
  /** called between pieces of a large file; throws to stop */
  readonly onWork: () => void;
  sourceBytes: number;
}

const DEFAULT_SCREEN_SPACE_ERROR_PX = 16;
const MAX_LEVELS = 40;

interface PlacedNode {
  readonly node: OsgbNode;
  readonly index: number;
  readonly covered: boolean;
}

class TileConverter {
  private readonly context: ConversionContext;
  private readonly outFolder: string;
  /** files on the way from the root to here */
  private readonly path: string[] = [];
  private readonly names = new Set<string>();
  readonly coarsest: CoarseContent[] = [];

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
    if (tile.ok) {
      return { ...tile.value, images: await withPictures(this.context, file, tile.value.images) };
    }
    return this.note('error', 'tile-broken', file, `${tile.error.code}: ${tile.error.message}`);
  }

  /**
   * The nodes of a file, or null when it cannot stand: its parent then has to.
   * @param covered whether something coarser is drawn in its place
   */
  async convertFile(file: string, covered = false): Promise<ConvertedTile[] | null> {
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
        const one = await this.convertNode(file, tile, { node, index, covered });
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
    { node, index, covered }: PlacedNode,
  ): Promise<ConvertedTile | null> {
    const content = meshContent(node.geometries, tile.images, this.context.reference, this.context.plane);
    for (const image of content?.imagesLeftOut ?? []) {
      const message = `${image}: neither in the tile nor beside it, or no JPEG, PNG or DDS`;
      this.note('warning', 'texture-left-out', file, message);
    }
    const uri = content === null ? null : this.contentName(file, index, tile.nodes.length);
    const coarsest = this.context.keepCoarsest && !covered;
    if (uri !== null && content !== null && !coarsest) await this.write(uri, content.model);
    const children = await this.convertChildren(file, node, covered || content !== null);
    if (content === null && children.length === 0) return null;
    const extent = unionOf([
      ...(content === null ? [] : [content.extent]),
      ...children.map((child) => child.extent),
    ]);
    const ownErrorM = (DEFAULT_SCREEN_SPACE_ERROR_PX * 2 * node.radiusM) / Math.max(node.switchPixels, 1e-3);
    const childErrorM = Math.max(0, ...children.map((child) => child.geometricErrorM));
    const geometricErrorM = children.length === 0 ? 0 : Math.max(ownErrorM, childErrorM);
    if (uri !== null && content !== null && coarsest) {
      const written = children.length === 0;
      if (written) await this.write(uri, content.model);
      const contentFile = path.join(this.outFolder, uri);
      this.coarsest.push({ uri, file: contentFile, model: content.model, geometricErrorM, written });
    }
    return {
      extent,
      geometricErrorM,
      content: uri,
      children,
      vertices: content?.vertices ?? 0,
      triangles: content?.triangles ?? 0,
      textures: content?.textures ?? 0,
    };
  }

  private write(uri: string, model: GlbModel): Promise<void> {
    return this.context.writer.write(path.join(this.outFolder, uri), model);
  }

  /** All child files or none: with one of several missing, refining would tear a hole where only the parent has ground. */
  private async convertChildren(file: string, node: OsgbNode, covered: boolean): Promise<ConvertedTile[]> {
    const children: ConvertedTile[] = [];
    const before = this.coarsest.length;
    for (const name of node.childFiles) {
      const child = path.resolve(path.dirname(file), name.replaceAll('\\', '/'));
      const converted = await this.convertFile(child, covered);
      if (converted === null) {
        this.coarsest.length = before;
        return [];
      }
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

/** Null when nothing of it can be read. */
export async function convertRootTile(
  context: ConversionContext,
  rootFile: string,
  outFolder: string,
): Promise<ConvertedRoot | null> {
  await mkdir(outFolder, { recursive: true });
  const converter = new TileConverter(context, outFolder);
  const tiles = await converter.convertFile(rootFile);
  return tiles === null ? null : { tiles, coarsest: converter.coarsest };
}
