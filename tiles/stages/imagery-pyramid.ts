/**
 * Images → Web-Mercator tiles. The finest zoom is resampled from the images; each coarser tile is the mean of its four
 * children, so that the whole is read once and nothing is skipped. Depth first: memory holds one branch.
 */
import sharp from 'sharp';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { BoundsDeg } from '../../contracts/district.ts';
import { halve } from '../../formats/geotiff/overviews.ts';
import type { ArchiveFile } from './archive-file.ts';
import { controlGridOf, extentOf } from './control-grid.ts';
import { outlineOf } from './file-projection.ts';
import type { ImageSource } from './image-source.ts';
import { resampleTile } from './resample.ts';
import { groundPerWorldPxM, lonLatOfWorldPx, TILE_PX, worldPxOf } from './web-mercator.ts';

const MAX_ZOOM = 24;
/** Up to this share of a zoom step the finest tiles may be coarser than the image: 0.2 is 15 % of a pixel. */
const ZOOM_SLACK = 0.2;
const WEBP = { quality: 85, effort: 4, smartSubsample: true } as const;
const PENDING_TILES = 8;
/** Samples that the cubic kernel needs around a point, and one for the bend between nodes. */
const MARGIN_PX = 3;

export interface PyramidPlan {
  readonly bounds: BoundsDeg;
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly groundSampleDistanceM: number;
}

/** Size of the smaller side of the middle pixel, in world pixels of zoom 0. */
function pixelInWorldPx(source: ImageSource): number {
  const { widthPx, heightPx } = source.file.info;
  const corner = (column: number, row: number): [number, number] =>
    worldPxOf(...source.georeference.lonLatOf(widthPx / 2 + column, heightPx / 2 + row));
  const [x0, y0] = corner(-0.5, -0.5);
  const [x1, y1] = corner(0.5, -0.5);
  const [x2, y2] = corner(-0.5, 0.5);
  return Math.min(Math.hypot(x1 - x0, y1 - y0), Math.hypot(x2 - x0, y2 - y0));
}

export function planPyramid(sources: readonly ImageSource[]): PyramidPlan {
  const points = sources.flatMap((source) => outlineOf(source.georeference, source.file.info));
  const longitudes = points.map(([longitudeDeg]) => longitudeDeg);
  const latitudes = points.map(([, latitudeDeg]) => latitudeDeg);
  const bounds = {
    westDeg: Math.min(...longitudes),
    southDeg: Math.min(...latitudes),
    eastDeg: Math.max(...longitudes),
    northDeg: Math.max(...latitudes),
  };
  const pixel = Math.min(...sources.map(pixelInWorldPx));
  const maxZoom = Math.min(MAX_ZOOM, Math.max(0, Math.ceil(-Math.log2(pixel) - ZOOM_SLACK)));
  const [left, top] = worldPxOf(bounds.westDeg, bounds.northDeg);
  const [right, bottom] = worldPxOf(bounds.eastDeg, bounds.southDeg);
  const tile = (worldPx: number, z: number): number => Math.floor((worldPx / TILE_PX) * 2 ** z);
  let minZoom = maxZoom;
  const inOneTile = (z: number): boolean =>
    tile(left, z) === tile(right, z) && tile(top, z) === tile(bottom, z);
  while (minZoom > 0 && !inOneTile(minZoom)) minZoom -= 1;
  const middleDeg = (bounds.southDeg + bounds.northDeg) / 2;
  return { bounds, minZoom, maxZoom, groundSampleDistanceM: pixel * groundPerWorldPxM(middleDeg) };
}

export interface PyramidRun {
  readonly sources: readonly ImageSource[];
  readonly plan: PyramidPlan;
  readonly archive: ArchiveFile;
  readonly progress: (line: string) => void;
  readonly signal: { readonly aborted: boolean };
}

class Pyramid {
  private readonly pending = new Set<Promise<void>>();
  private readonly extent: { left: number; top: number; right: number; bottom: number };
  private readonly finestTiles: number;
  private finestDone = 0;
  private reportedAtMs = Date.now();
  residualPx = 0;

  constructor(private readonly run: PyramidRun) {
    const { bounds, maxZoom } = run.plan;
    const [left, top] = worldPxOf(bounds.westDeg, bounds.northDeg);
    const [right, bottom] = worldPxOf(bounds.eastDeg, bounds.southDeg);
    this.extent = { left, top, right, bottom };
    const side = (from: number, to: number): number => Math.ceil(((to - from) / TILE_PX) * 2 ** maxZoom);
    this.finestTiles = Math.max(1, side(left, right) * side(top, bottom));
  }

  private intersects(z: number, x: number, y: number): boolean {
    const size = TILE_PX / 2 ** z;
    const { left, top, right, bottom } = this.extent;
    return x * size <= right && (x + 1) * size >= left && y * size <= bottom && (y + 1) * size >= top;
  }

  private async store(z: number, x: number, y: number, rgba: Uint8Array): Promise<void> {
    const image = sharp(rgba, { raw: { width: TILE_PX, height: TILE_PX, channels: 4 } });
    let opaque = true;
    for (let i = 3; opaque && i < rgba.length; i += 4) opaque = rgba[i] === 255;
    const bytes = await (opaque ? image.removeAlpha() : image).webp(WEBP).toBuffer();
    await this.run.archive.add(z, x, y, bytes);
  }

  private async enqueue(z: number, x: number, y: number, rgba: Uint8Array): Promise<void> {
    const job: Promise<void> = this.store(z, x, y, rgba).finally(() => this.pending.delete(job));
    this.pending.add(job);
    if (this.pending.size >= PENDING_TILES) await Promise.race(this.pending);
  }

  private async finest(z: number, x: number, y: number): Promise<Result<Uint8Array | null, CodedError>> {
    const size = 1 / 2 ** z;
    const target = new Uint8ClampedArray(TILE_PX * TILE_PX * 4);
    for (const source of this.run.sources) {
      const { widthPx, heightPx } = source.file.info;
      const grid = controlGridOf((px, py) =>
        source.georeference.pixelOf(...lonLatOfWorldPx((x * TILE_PX + px) * size, (y * TILE_PX + py) * size)),
      );
      const [left, top, right, bottom] = extentOf(grid);
      if (!(right > 0 && bottom > 0 && left < widthPx && top < heightPx)) continue;
      this.residualPx = Math.max(this.residualPx, grid.residualPx);
      const window = await source.window(
        Math.max(0, Math.floor(left) - MARGIN_PX),
        Math.max(0, Math.floor(top) - MARGIN_PX),
        Math.min(widthPx, Math.ceil(right) + MARGIN_PX),
        Math.min(heightPx, Math.ceil(bottom) + MARGIN_PX),
      );
      if (!window.ok) return window;
      resampleTile(grid, window.value, { widthPx, heightPx }, target);
    }
    this.finestDone += 1;
    if (Date.now() - this.reportedAtMs > 2000) {
      this.reportedAtMs = Date.now();
      const percent = Math.min(100, Math.round((this.finestDone / this.finestTiles) * 100));
      this.run.progress(`imagery: ${percent} % of the finest tiles`);
    }
    const empty = target.every((value, i) => i % 4 !== 3 || value === 0);
    return ok(empty ? null : new Uint8Array(target.buffer));
  }

  private async coarser(z: number, x: number, y: number): Promise<Result<Uint8Array | null, CodedError>> {
    const side = TILE_PX * 2;
    const four = new Uint8Array(side * side * 4);
    let empty = true;
    for (let child = 0; child < 4; child++) {
      const column = child % 2;
      const row = child >> 1;
      const built = await this.build(z + 1, 2 * x + column, 2 * y + row);
      if (!built.ok) return built;
      if (built.value === null) continue;
      empty = false;
      for (let line = 0; line < TILE_PX; line++) {
        const from = line * TILE_PX * 4;
        const to = ((row * TILE_PX + line) * side + column * TILE_PX) * 4;
        four.set(built.value.subarray(from, from + TILE_PX * 4), to);
      }
    }
    if (empty) return ok(null);
    const { samples } = halve({ widthPx: side, heightPx: side, bands: 4, samples: four }, undefined);
    return ok(samples instanceof Uint8Array ? samples : null);
  }

  async build(z: number, x: number, y: number): Promise<Result<Uint8Array | null, CodedError>> {
    if (this.run.signal.aborted) return err({ code: 'cancelled', message: 'imagery import was cancelled' });
    if (!this.intersects(z, x, y)) return ok(null);
    const built = z === this.run.plan.maxZoom ? await this.finest(z, x, y) : await this.coarser(z, x, y);
    if (built.ok && built.value !== null) await this.enqueue(z, x, y, built.value);
    return built;
  }

  async settle(): Promise<void> {
    await Promise.all(this.pending);
  }
}

/** Errors: `cancelled`, and those of reading. The value is the worst error of the control grids, in source pixels. */
export async function buildPyramid(run: PyramidRun): Promise<Result<{ residualPx: number }, CodedError>> {
  const pyramid = new Pyramid(run);
  const { minZoom, bounds } = run.plan;
  const [left, top] = worldPxOf(bounds.westDeg, bounds.northDeg);
  const [right, bottom] = worldPxOf(bounds.eastDeg, bounds.southDeg);
  const last = 2 ** minZoom - 1;
  const tile = (worldPx: number): number =>
    Math.min(last, Math.max(0, Math.floor((worldPx / TILE_PX) * 2 ** minZoom)));
  for (let y = tile(top); y <= tile(bottom); y++) {
    for (let x = tile(left); x <= tile(right); x++) {
      const built = await pyramid.build(minZoom, x, y);
      if (!built.ok) {
        await pyramid.settle();
        return built;
      }
    }
  }
  await pyramid.settle();
  return ok({ residualPx: pyramid.residualPx });
}
