/**
 * Terrain of the district's archive on a globe that is level and calm elsewhere. Heights ellipsoidal.
 *
 * Tiles beyond the archive's last level are made here. Cesium would make them from the mesh of their parent, which it
 * builds only where the parent is loaded for its own sake: either a close view waits for ever, drawing all the while, or
 * every view loads all the levels above it one after another (globe.preloadAncestors).
 */
import { CustomHeightmapTerrainProvider, HeightmapTerrainData } from 'cesium';
import { FetchSource, PMTiles } from 'pmtiles';
import type { TerrainLayer } from '../../../contracts/district.ts';
import type { TileAddress } from './terrain-tile.ts';
import { archiveAddress, decodeHeights, heightsOfPart, inArchive, storedPart } from './terrain-tile.ts';

/** A level plain still needs enough samples to follow the curvature of a large tile. */
const PLAIN_SIDE = 17;
const MAX_PARALLEL_REQUESTS = 8;
/** A close view asks for many parts of few tiles. */
const KEPT_TILES = 16;

function plain(ellipsoidalHeightM: number): HeightmapTerrainData {
  const buffer = new Float32Array(PLAIN_SIDE * PLAIN_SIDE).fill(ellipsoidalHeightM);
  return new HeightmapTerrainData({ buffer, width: PLAIN_SIDE, height: PLAIN_SIDE });
}

/** A level globe, for a district without terrain or while its layer is off. */
export function levelTerrain(ellipsoidalHeightM: number): CustomHeightmapTerrainProvider {
  return new CustomHeightmapTerrainProvider({
    width: PLAIN_SIDE,
    height: PLAIN_SIDE,
    callback: () => new Float32Array(PLAIN_SIDE * PLAIN_SIDE).fill(ellipsoidalHeightM),
  });
}

export class ArchiveTerrainProvider extends CustomHeightmapTerrainProvider {
  private readonly layer: TerrainLayer;
  private readonly archive: PMTiles;
  private readonly kept = new Map<string, Promise<Float32Array | null>>();
  private pending = 0;

  constructor(layer: TerrainLayer, url: string) {
    const side = layer.samplesPerSide;
    super({ width: side, height: side, callback: () => new Float32Array(side * side) });
    this.layer = layer;
    this.archive = new PMTiles(new FetchSource(url));
  }

  override getTileDataAvailable(): boolean {
    return true;
  }

  override requestTileGeometry(
    x: number,
    y: number,
    level: number,
  ): Promise<HeightmapTerrainData> | undefined {
    const tile = { level, x, y };
    if (!inArchive(this.layer, tile)) return Promise.resolve(plain(this.layer.outsideEllipsoidalHeightM));
    // undefined asks the globe to come again later
    if (this.pending >= MAX_PARALLEL_REQUESTS) return undefined;
    this.pending++;
    return this.heights(tile).finally(() => this.pending--);
  }

  private async heights(tile: TileAddress): Promise<HeightmapTerrainData> {
    const part = storedPart(this.layer, tile);
    const stored = await this.storedTile(part.tile);
    if (stored === null) return plain(this.layer.outsideEllipsoidalHeightM);
    const side = this.layer.samplesPerSide;
    return new HeightmapTerrainData({
      buffer: heightsOfPart(stored, side, part),
      width: side,
      height: side,
    });
  }

  private async storedTile(tile: TileAddress): Promise<Float32Array | null> {
    const key = JSON.stringify(tile);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const fetched = this.fetchTile(tile);
    this.kept.set(key, fetched);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_TILES && oldest !== undefined) this.kept.delete(oldest);
    // what failed is asked for again
    fetched.catch(() => this.kept.delete(key));
    return fetched;
  }

  /** null where the archive has none */
  private async fetchTile(tile: TileAddress): Promise<Float32Array | null> {
    const stored = await this.archive.getZxy(...archiveAddress(tile));
    if (stored === undefined) return null;
    const heights = decodeHeights(stored.data, this.layer.samplesPerSide);
    if (!heights.ok)
      throw new Error(`${this.layer.archive} ${JSON.stringify(tile)}: ${heights.error.message}`);
    return heights.value;
  }
}
