/**
 * The finest geometry of a 3D Tiles tileset on disk: leaves of REPLACE, every content of ADD, external tilesets and
 * implicit tiles followed.
 * Frame: tile → ECEF by the product of the transforms from the root, double precision.
 */
import path from 'node:path';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { ContentTriangles } from '../../formats/tiles3d/read-content.ts';
import { readContentTriangles } from '../../formats/tiles3d/read-content.ts';
import { IDENTITY, transformPoint } from '../../formats/tiles3d/volumes.ts';
import { ecefToLla, radToDeg } from '../../geodesy/frames.ts';
import { FindingGroups } from './finding-groups.ts';
import type { MeshPiece, MeshPieces } from './mesh-pieces.ts';
import { TilesetFolder } from './tileset-folder.ts';
import { centreOf, offTheEarth, openTileset } from './tileset-source.ts';
import type { Place, SourceTile } from './tileset-walk.ts';
import { TilesetWalk } from './tileset-walk.ts';

function pieceOf({ positionsM, indices }: ContentTriangles, place: Place, standIn: boolean): MeshPiece {
  const positionsLlaDeg = new Float64Array(positionsM.length);
  for (let v = 0; v < positionsM.length; v += 3) {
    const local = [positionsM[v] ?? 0, positionsM[v + 1] ?? 0, positionsM[v + 2] ?? 0] as const;
    const lla = ecefToLla(transformPoint(place.matrix, local));
    positionsLlaDeg[v] = radToDeg(lla.longitudeRad);
    positionsLlaDeg[v + 1] = radToDeg(lla.latitudeRad);
    positionsLlaDeg[v + 2] = lla.ellipsoidalHeightM;
  }
  return { positionsLlaDeg, indices, standIn };
}

class Pieces {
  readonly #walk: TilesetWalk;

  constructor(walk: TilesetWalk) {
    this.#walk = walk;
  }

  /** Returns false when something of it could not be read. */
  async *tile(tile: SourceTile, standIn: boolean): AsyncGenerator<MeshPiece, boolean> {
    const adds = tile.place.refine === 'ADD';
    const own = adds ? yield* this.#contents(tile, standIn) : true;
    let whole = true;
    let children = 0;
    for await (const child of tile.children()) {
      children += 1;
      whole = child !== null && (yield* this.tile(child, false)) && whole;
    }
    if (adds) return own && whole;
    if (children === 0) return yield* this.#contents(tile, standIn);
    if (whole) return true;
    return tile.contents.length > 0 && (yield* this.#contents(tile, true));
  }

  async *#contents(tile: SourceTile, standIn: boolean): AsyncGenerator<MeshPiece, boolean> {
    let whole = true;
    for (const stated of tile.contents) {
      const content = await this.#walk.content(tile, stated);
      if (content === null) whole = false;
      else if (content.kind === 'tileset') whole = (yield* this.tile(content.root, standIn)) && whole;
      else whole = (yield* this.#file(content.file, tile.place, standIn)) && whole;
    }
    return whole;
  }

  async *#file(file: string, place: Place, standIn: boolean): AsyncGenerator<MeshPiece, boolean> {
    const { folder } = this.#walk;
    const bytes = await folder.read(file);
    if (bytes === null) return false;
    const content = await readContentTriangles(bytes, {
      upAxis: place.upAxis,
      resource: async (uri) => {
        const beside = folder.resolve(file, uri);
        // pictures do not matter to a surface
        return beside === null || /\.(jpe?g|png|webp|ktx2)$/i.test(beside) ? null : await folder.read(beside);
      },
    });
    if (!content.ok) {
      const { code, message } = content.error;
      const noMesh = code === 'content-unsupported';
      folder.note(code, file, `${message}: left out`, noMesh ? 'warning' : 'error');
      return noMesh;
    }
    for (const triangles of content.value) yield pieceOf(triangles, place, standIn);
    return true;
  }
}

/** Errors: `no-source`, `not-json`, `not-a-tileset`, `off-the-earth`. */
export async function tilesetPieces(source: string): Promise<Result<MeshPieces, CodedError>> {
  const tileset = await openTileset(source);
  if (!tileset.ok) return tileset;
  const centre = centreOf(tileset.value);
  if (centre === null) return err(offTheEarth(source));
  const file = path.resolve(source);
  const findings = new FindingGroups();
  return ok({
    centre: { longitudeDeg: radToDeg(centre.longitudeRad), latitudeDeg: radToDeg(centre.latitudeRad) },
    ellipsoidal: true,
    get findings() {
      return findings.list();
    },
    async *read(onFile) {
      const walk = new TilesetWalk(new TilesetFolder(path.dirname(file), findings, onFile));
      const start = { matrix: IDENTITY, refine: 'REPLACE', upAxis: 'Y', tilesets: [], depth: 0 } as const;
      const opened = await walk.tileset(file, start);
      if (opened !== null) yield* new Pieces(walk).tile(opened.root, false);
    },
  });
}
