/** The tiles of an implicit tiling as tiles like any other, subtree by subtree. Source: OGC 22-025r4 § 8. */
import type { ImplicitTiling, Subtree, TileCoordinates } from '../../formats/tiles3d/implicit.ts';
import {
  buffersOf,
  childCoordinates,
  derivedVolume,
  mortonIndex,
  openSubtree,
  parseImplicitTiling,
  parseSubtree,
  templateUri,
} from '../../formats/tiles3d/implicit.ts';
import type { SourceTile, TilesetWalk } from './tileset-walk.ts';

/** A subtree of a tiling, at hand. */
interface OpenSubtree {
  readonly subtree: Subtree;
  readonly file: string;
  readonly root: TileCoordinates;
}

class ImplicitTree {
  readonly #walk: TilesetWalk;
  readonly #top: SourceTile;
  readonly #tiling: ImplicitTiling;

  constructor(walk: TilesetWalk, top: SourceTile, tiling: ImplicitTiling) {
    this.#walk = walk;
    this.#top = top;
    this.#tiling = tiling;
  }

  /** First tile of a subtree, or null, and a finding, when the subtree cannot be read. */
  async first(root: TileCoordinates): Promise<SourceTile | null> {
    const { folder } = this.#walk;
    const file = folder.resolve(this.#top.place.file, templateUri(this.#tiling.subtreeUri, root));
    const bytes = file === null ? null : await folder.read(file);
    if (file === null || bytes === null) return null;
    const parsed = parseSubtree(bytes);
    if (!parsed.ok) return folder.note(parsed.error.code, file, parsed.error.message);
    const external = new Map<string, Uint8Array>();
    for (const uri of buffersOf(parsed.value)) {
      const buffer = folder.resolve(file, uri);
      const content = buffer === null ? null : await folder.read(buffer);
      if (content !== null) external.set(uri, content);
    }
    const subtree = openSubtree(parsed.value, this.#tiling, external);
    if (!subtree.ok) return folder.note(subtree.error.code, file, subtree.error.message);
    if (!subtree.value.tile(0, 0))
      return folder.note('subtree-broken', file, 'its first tile is not available');
    return this.#tile({ subtree: subtree.value, file, root }, root);
  }

  #indexIn(root: TileCoordinates, { level, x, y, z: up }: TileCoordinates): number {
    const span = 2 ** (level - root.level);
    const local = { x: x - root.x * span, y: y - root.y * span, z: up - root.z * span };
    return mortonIndex(local, this.#tiling.branching);
  }

  #tile(open: OpenSubtree, at: TileCoordinates): SourceTile | null {
    const top = this.#top;
    const { branching } = this.#tiling;
    const volume = derivedVolume(top.volume, at, branching);
    if (volume === null) {
      return this.#walk.folder.note(
        'implicit-tiling',
        top.place.file,
        'only a box or a region can be divided',
      );
    }
    const index = this.#indexIn(open.root, at);
    const level = at.level - open.root.level;
    const first = at.level === 0;
    if (!first) this.#walk.count();
    return {
      place: { ...top.place, depth: top.place.depth + at.level },
      volume: first ? top.volume : volume,
      requestVolume: first ? top.requestVolume : undefined,
      transform: first ? top.transform : undefined,
      // § 8.2: halved at every level
      geometricErrorM: top.geometricErrorM === undefined ? undefined : top.geometricErrorM / 2 ** at.level,
      contents: top.contents
        .filter((_, slot) => open.subtree.content(slot, level, index))
        .map(({ uri }) => ({ uri: templateUri(uri, at), volume: undefined })),
      ...(level === 0 && !first ? { subtree: open.file } : {}),
      children: () => this.#children(open, at),
    };
  }

  async *#children(open: OpenSubtree, parent: TileCoordinates): AsyncGenerator<SourceTile | null, void> {
    const { branching, subtreeLevels, availableLevels } = this.#tiling;
    if (parent.level + 1 >= availableLevels) return;
    const level = parent.level + 1 - open.root.level;
    for (const child of childCoordinates(parent, branching)) {
      const index = this.#indexIn(open.root, child);
      if (level === subtreeLevels) {
        if (open.subtree.childSubtree(index)) yield await this.first(child);
      } else if (open.subtree.tile(level, index)) {
        yield this.#tile(open, child);
      }
    }
  }
}

/** @param top the tile that carries the tiling: its volume, error and templates are those of level 0 */
export async function implicitRoot(
  walk: TilesetWalk,
  top: SourceTile,
  tiling: unknown,
): Promise<SourceTile | null> {
  const parsed = parseImplicitTiling(tiling);
  if (!parsed.ok) return walk.folder.note(parsed.error.code, top.place.file, parsed.error.message);
  return await new ImplicitTree(walk, top, parsed.value).first({ level: 0, x: 0, y: 0, z: 0 });
}
