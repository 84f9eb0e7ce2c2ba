/**
 * An imported tileset as tileset.json of 3D Tiles 1.1: relative URIs, errors that never grow downwards.
 * Frames and volumes are those of the source.  Source: OGC 22-025r4 § 7.
 */
import type { AnyVolume } from '../../formats/tiles3d/read-tileset.ts';
import type { UpAxis } from '../../formats/tiles3d/read-content.ts';
import type { ImportedContent } from './tileset-contents.ts';
import { uriBetween } from './tileset-names.ts';

export interface ImportedTileset {
  /** relative path in the output */
  readonly name: string;
  readonly geometricErrorM: number;
  readonly upAxis: UpAxis;
  readonly root: ImportedTile;
}

export type TileContent =
  | { readonly kind: 'file'; readonly content: ImportedContent; readonly volume: AnyVolume | undefined }
  | { readonly kind: 'tileset'; readonly tileset: ImportedTileset; readonly volume: AnyVolume | undefined };

export interface ImportedTile {
  readonly volume: AnyVolume;
  readonly requestVolume: AnyVolume | undefined;
  readonly transform: readonly number[] | undefined;
  readonly refine: 'REPLACE' | 'ADD';
  /** at least that of everything below */
  readonly geometricErrorM: number;
  readonly contents: readonly TileContent[];
  /** it names contents and none of them can be drawn: what stands below it has to come with its parent */
  readonly lost: boolean;
  readonly children: readonly ImportedTile[];
  /** where an external tileset may begin: its name */
  readonly cut: string | undefined;
}

/** So many tiles of implicit tiling stand in the tileset that states them: fewer requests than their subtrees. */
const INLINE_TILES = 2000;

export interface ImportedFile {
  readonly name: string;
  readonly json: object;
}

const volumeJson = ({ box, region, sphere }: AnyVolume): object => {
  if (box !== undefined) return { box };
  return region === undefined ? { sphere } : { region };
};

class Writer {
  readonly #inline: boolean;
  readonly #keepsAxis: boolean;
  readonly #done = new Set<string>();
  readonly #files: ImportedFile[] = [];

  constructor(inline: boolean, keepsAxis: boolean) {
    this.#inline = inline;
    this.#keepsAxis = keepsAxis;
  }

  get files(): readonly ImportedFile[] {
    return this.#files;
  }

  tileset({ name, geometricErrorM, upAxis, root }: ImportedTileset): void {
    if (this.#done.has(name)) return;
    this.#done.add(name);
    const axis = this.#keepsAxis && upAxis !== 'Y' ? { gltfUpAxis: upAxis } : {};
    const asset = { version: '1.1', generator: 'chengkan', ...axis };
    const json = {
      asset,
      geometricError: geometricErrorM,
      root: this.#tile(name, root, geometricErrorM, upAxis),
    };
    this.#files.push({ name, json });
  }

  #tile(file: string, tile: ImportedTile, parentErrorM: number, upAxis: UpAxis): object {
    const geometricError = tile.lost ? Math.max(parentErrorM, tile.geometricErrorM) : tile.geometricErrorM;
    const contents = tile.contents.map((content) => this.#content(file, content));
    const children = tile.children.map((child) => this.#child(file, child, geometricError, upAxis));
    const [only] = contents;
    return {
      boundingVolume: volumeJson(tile.volume),
      ...(tile.requestVolume === undefined ? {} : { viewerRequestVolume: volumeJson(tile.requestVolume) }),
      geometricError,
      refine: tile.refine,
      ...(tile.transform === undefined ? {} : { transform: tile.transform }),
      ...(contents.length > 1 ? { contents } : only === undefined ? {} : { content: only }),
      ...(children.length === 0 ? {} : { children }),
    };
  }

  #child(file: string, tile: ImportedTile, parentErrorM: number, upAxis: UpAxis): object {
    if (tile.cut === undefined || this.#inline) return this.#tile(file, tile, parentErrorM, upAxis);
    // a link draws nothing: like a lost tile it is refined with its parent
    this.tileset({ name: tile.cut, geometricErrorM: parentErrorM, upAxis, root: tile });
    return {
      boundingVolume: volumeJson(tile.volume),
      geometricError: tile.geometricErrorM,
      refine: tile.refine,
      content: { uri: uriBetween(file, tile.cut) },
    };
  }

  #content(file: string, content: TileContent): object {
    const name = content.kind === 'file' ? content.content.name : content.tileset.name;
    if (content.kind === 'tileset') this.tileset(content.tileset);
    const volume = content.volume === undefined ? {} : { boundingVolume: volumeJson(content.volume) };
    return { uri: uriBetween(file, name), ...volume };
  }
}

interface Tally {
  tiles: number;
  vertices: number;
  triangles: number;
  textures: number;
}

export interface SurveyedTileset {
  /** tiles with a content of their own, and what they draw */
  readonly tally: Tally;
  /** names of the contents that are shown */
  readonly used: ReadonlySet<string>;
  readonly tilesInFile: number;
}

/** Every tileset once, however many tiles show it. */
export function surveyTileset(top: ImportedTileset): SurveyedTileset {
  const tally = { tiles: 0, vertices: 0, triangles: 0, textures: 0 };
  const used = new Set<string>();
  const seen = new Set<string>([top.name]);
  let tilesInFile = 0;
  const open: ImportedTile[] = [top.root];
  for (let tile = open.pop(); tile !== undefined; tile = open.pop()) {
    tilesInFile += 1;
    if (tile.contents.some(({ kind }) => kind === 'file')) tally.tiles += 1;
    for (const shown of tile.contents) {
      if (shown.kind === 'tileset') {
        if (!seen.has(shown.tileset.name)) open.push(shown.tileset.root);
        seen.add(shown.tileset.name);
        continue;
      }
      const { name, vertices, triangles, textures } = shown.content;
      used.add(name);
      tally.vertices += vertices;
      tally.triangles += triangles;
      tally.textures += textures;
    }
    for (const child of tile.children) open.push(child);
  }
  return { tally, used, tilesInFile };
}

/** @param keepsAxis whether contents are still as the source has them, with its up axis */
export function importedFiles(
  top: ImportedTileset,
  tiles: number,
  keepsAxis: boolean,
): readonly ImportedFile[] {
  const writer = new Writer(tiles <= INLINE_TILES, keepsAxis);
  writer.tileset(top);
  return writer.files;
}
