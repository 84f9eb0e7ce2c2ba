/** Web Mercator tiles of a PMTiles archive, fetched by range requests from the own host. */
import { Rectangle, UrlTemplateImageryProvider, WebMercatorTilingScheme } from 'cesium';
import { FetchSource, PMTiles } from 'pmtiles';
import type { ImageryLayer } from '../../../contracts/district.ts';

const MAX_PARALLEL_REQUESTS = 12;

async function emptyTile(): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(1, 1));
}

export class ArchiveImageryProvider extends UrlTemplateImageryProvider {
  private readonly archive: PMTiles;
  private pending = 0;

  constructor(layer: ImageryLayer, url: string) {
    const { westDeg, southDeg, eastDeg, northDeg } = layer.bounds;
    super({
      url,
      tilingScheme: new WebMercatorTilingScheme(),
      rectangle: Rectangle.fromDegrees(westDeg, southDeg, eastDeg, northDeg),
      minimumLevel: layer.minZoom,
      maximumLevel: layer.maxZoom,
    });
    this.archive = new PMTiles(new FetchSource(url));
    // without a listener Cesium writes every failed tile to the console
    this.errorEvent.addEventListener(() => undefined);
  }

  override requestImage(x: number, y: number, level: number): Promise<ImageBitmap> | undefined {
    // undefined asks the globe to come again later
    if (this.pending >= MAX_PARALLEL_REQUESTS) return undefined;
    this.pending++;
    return this.fetchTile(x, y, level).finally(() => this.pending--);
  }

  private async fetchTile(x: number, y: number, level: number): Promise<ImageBitmap> {
    const stored = await this.archive.getZxy(level, x, y);
    if (stored === undefined) return emptyTile();
    // WebGL ignores UNPACK_FLIP_Y for bitmaps, so the rows are turned here
    return createImageBitmap(new Blob([stored.data]), {
      imageOrientation: 'flipY',
      premultiplyAlpha: 'none',
      colorSpaceConversion: 'none',
    });
  }
}
