/** A georeferenced image as RGBA windows, through a bounded cache of decoded blocks. */
import type { CodedError, Result } from '../../contracts/result.ts';
import { ok } from '../../contracts/result.ts';
import type { Finding } from '../../contracts/finding.ts';
import { colouringOf } from './colour.ts';
import type { Colouring } from './colour.ts';
import { georeferenceOf } from './file-projection.ts';
import type { Georeference } from './file-projection.ts';
import { openGeoTiffFile } from './geotiff-file.ts';
import type { GeoTiffFile } from './geotiff-file.ts';
import type { StatedProjection } from './stated-projection.ts';

const CACHE_BYTES = 256e6;
const BLOCK_PX = 512;

export interface RgbaWindow {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgba: Uint8Array;
  readonly opaque: boolean;
}

export interface ImageSource {
  readonly file: GeoTiffFile;
  readonly georeference: Georeference;
  readonly findings: readonly Finding[];
  /** Window in pixels, inside the image. Errors: those of reading. */
  window(left: number, top: number, right: number, bottom: number): Promise<Result<RgbaWindow, CodedError>>;
}

/** Blocks follow the file: whole tiles, or whole rows of a file in strips, so that nothing is decoded twice. */
function blockSizeOf(file: GeoTiffFile): [number, number] {
  const { blockWidthPx, blockHeightPx } = file.info.levels[0] ?? {
    blockWidthPx: BLOCK_PX,
    blockHeightPx: BLOCK_PX,
  };
  const multiple = (size: number): number => size * Math.max(1, Math.floor(BLOCK_PX / size));
  return [multiple(blockWidthPx), multiple(blockHeightPx)];
}

class BlockCache {
  private readonly blocks = new Map<string, Uint8Array>();
  private bytes = 0;

  constructor(
    private readonly file: GeoTiffFile,
    private readonly colouring: Colouring,
    readonly blockWidthPx: number,
    readonly blockHeightPx: number,
  ) {}

  async block(column: number, row: number): Promise<Result<Uint8Array, CodedError>> {
    const key = `${column},${row}`;
    const cached = this.blocks.get(key);
    if (cached !== undefined) {
      // Last used goes last, the first is dropped first.
      this.blocks.delete(key);
      this.blocks.set(key, cached);
      return ok(cached);
    }
    const { widthPx, heightPx } = this.file.info;
    const left = column * this.blockWidthPx;
    const top = row * this.blockHeightPx;
    const right = Math.min(widthPx, left + this.blockWidthPx);
    const bottom = Math.min(heightPx, top + this.blockHeightPx);
    const samples = await this.file.read(0, { left, top, right, bottom });
    if (!samples.ok) return samples;
    const rgba = this.colouring.rgba(samples.value);
    this.blocks.set(key, rgba);
    this.bytes += rgba.length;
    for (const [oldKey, old] of this.blocks) {
      if (this.bytes <= CACHE_BYTES || oldKey === key) break;
      this.blocks.delete(oldKey);
      this.bytes -= old.length;
    }
    return ok(rgba);
  }
}

async function assemble(
  cache: BlockCache,
  imageWidthPx: number,
  window: readonly [number, number, number, number],
): Promise<Result<RgbaWindow, CodedError>> {
  const [left, top, right, bottom] = window;
  const widthPx = right - left;
  const rgba = new Uint8Array(widthPx * (bottom - top) * 4);
  const { blockWidthPx, blockHeightPx } = cache;
  for (let row = Math.floor(top / blockHeightPx); row * blockHeightPx < bottom; row++) {
    for (let column = Math.floor(left / blockWidthPx); column * blockWidthPx < right; column++) {
      const block = await cache.block(column, row);
      if (!block.ok) return block;
      const blockLeft = column * blockWidthPx;
      const stride = Math.min(imageWidthPx, blockLeft + blockWidthPx) - blockLeft;
      const from = Math.max(left, blockLeft);
      const to = Math.min(right, blockLeft + stride);
      const lastRow = Math.min(bottom, (row + 1) * blockHeightPx);
      for (let y = Math.max(top, row * blockHeightPx); y < lastRow; y++) {
        const at = ((y - row * blockHeightPx) * stride + from - blockLeft) * 4;
        rgba.set(block.value.subarray(at, at + (to - from) * 4), ((y - top) * widthPx + from - left) * 4);
      }
    }
  }
  let opaque = true;
  for (let i = 3; opaque && i < rgba.length; i += 4) opaque = rgba[i] === 255;
  return ok({ left, top, widthPx, heightPx: bottom - top, rgba, opaque });
}

/**
 * @param stated in place of the coordinate system that the file names
 * Errors: those of opening, of the georeference and of reading the statistics. The file is open on success.
 */
export async function openImageSource(
  path: string,
  stated: StatedProjection | null,
): Promise<Result<ImageSource, CodedError>> {
  const opened = await openGeoTiffFile(path);
  if (!opened.ok) return opened;
  const file = opened.value;
  const georeference = georeferenceOf(path, file.info, stated);
  if (!georeference.ok) {
    await file.close();
    return georeference;
  }
  const colouring = await colouringOf(file);
  if (!colouring.ok) {
    await file.close();
    return colouring;
  }
  const cache = new BlockCache(file, colouring.value, ...blockSizeOf(file));
  return ok({
    file,
    georeference: georeference.value,
    findings: colouring.value.findings,
    window: (left, top, right, bottom) => assemble(cache, file.info.widthPx, [left, top, right, bottom]),
  });
}
