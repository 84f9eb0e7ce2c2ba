/** Terrain of the district's archive on a globe that is level and calm elsewhere. Heights ellipsoidal. */
import { CustomHeightmapTerrainProvider, HeightmapTerrainData } from 'cesium';
import { FetchSource, PMTiles } from 'pmtiles';
import type { TerrainLayer } from '../../../contracts/district.ts';
import type { TileAddress } from './terrain-tile.ts';
import { archiveAddress, decodeHeights, sourceOfTile } from './terrain-tile.ts';

/** A level plain still needs enough samples to follow the curvature of a large tile. */
const PLAIN_SIDE = 17;
const MAX_PARALLEL_REQUESTS = 8;

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
  private pending = 0;

  constructor(layer: TerrainLayer, url: string) {
    const side = layer.samplesPerSide;
    super({ width: side, height: side, callback: () => new Float32Array(side * side) });
    this.layer = layer;
    this.archive = new PMTiles(new FetchSource(url));
  }

  override getTileDataAvailable(x: number, y: number, level: number): boolean {
    return sourceOfTile(this.layer, { level, x, y }) !== 'none';
  }

  override requestTileGeometry(
    x: number,
    y: number,
    level: number,
  ): Promise<HeightmapTerrainData> | undefined {
    const tile = { level, x, y };
    if (sourceOfTile(this.layer, tile) !== 'archive') {
      return Promise.resolve(plain(this.layer.outsideEllipsoidalHeightM));
    }
    // undefined asks the globe to come again later
    if (this.pending >= MAX_PARALLEL_REQUESTS) return undefined;
    this.pending++;
    return this.fetchTile(tile).finally(() => this.pending--);
  }

  private async fetchTile(tile: TileAddress): Promise<HeightmapTerrainData> {
    const stored = await this.archive.getZxy(...archiveAddress(tile));
    if (stored === undefined) return plain(this.layer.outsideEllipsoidalHeightM);
    const side = this.layer.samplesPerSide;
    const heights = decodeHeights(stored.data, side);
    if (!heights.ok)
      throw new Error(`${this.layer.archive} ${JSON.stringify(tile)}: ${heights.error.message}`);
    return new HeightmapTerrainData({ buffer: heights.value, width: side, height: side });
  }
}
