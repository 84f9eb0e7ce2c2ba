/**
 * Pieces of a mesh → heights in a projected grid, cells anchored at the grid's origin, as a tiled COG with overviews.
 * Frames: longitude, latitude deg → E, N m of the grid, vertex by vertex; memory is bounded by the blocks that are loaded.
 */
import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import type { GeoTiffCrs, GeoTiffVerticalDatum } from '../../formats/geotiff/crs-keys.ts';
import { halve } from '../../formats/geotiff/overviews.ts';
import { levelSizes, streamGeoTiff } from '../../formats/geotiff/write-cog.ts';
import type { PixelWindow } from '../../formats/geotiff/write-cog.ts';
import type { Projection } from '../../geodesy/district-grid.ts';
import { BLOCK_CELLS, HeightBlocks } from './height-blocks.ts';
import type { MeshPiece, MeshPieces } from './mesh-pieces.ts';
import { rasteriseTriangles } from './rasterise-triangles.ts';

export interface SurfaceGrid {
  readonly projection: Projection;
  readonly crs: GeoTiffCrs;
  readonly gsdM: number;
  /** subtracted from the heights of the mesh */
  readonly geoidUndulationM: number;
  readonly verticalDatum: GeoTiffVerticalDatum | undefined;
}

export interface SurfaceRaster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly westM: number;
  readonly northM: number;
  readonly triangles: number;
  readonly cellsWithHeight: number;
  readonly bytes: number;
  readonly sha256: string;
}

export const SURFACE_NODATA = -9999;
/** Projections differ in their last bits between engines; a tenth of a millimetre is the same in all. */
const ROUND = 1e4;

function cellTriangles(
  piece: MeshPiece,
  grid: SurfaceGrid,
): { vertices: Float64Array; indices: Uint32Array } {
  const { positionsLlaDeg, indices } = piece;
  const vertices = new Float64Array(positionsLlaDeg.length);
  for (let v = 0; v < vertices.length; v += 3) {
    const [e, n] = grid.projection.forward(positionsLlaDeg[v] ?? 0, positionsLlaDeg[v + 1] ?? 0);
    vertices[v] = Math.round(e * ROUND) / ROUND / grid.gsdM - 0.5;
    vertices[v + 1] = -(Math.round(n * ROUND) / ROUND) / grid.gsdM - 0.5;
    const heightM = (positionsLlaDeg[v + 2] ?? 0) - grid.geoidUndulationM;
    vertices[v + 2] = Math.round(heightM * ROUND) / ROUND;
  }
  return { vertices, indices };
}

/** Whole cells as metres without the tail of a binary fraction. */
const metres = (cells: number, { gsdM }: SurfaceGrid): number => Math.round(cells * gsdM * 1e6) / 1e6;

/** Heights where the finest pieces left none. */
function fillHoles(finest: HeightBlocks, standIns: HeightBlocks): void {
  for (const [column, row] of standIns.keys()) {
    const from = standIns.block(column, row);
    const to = finest.block(column, row);
    for (let i = 0; i < to.length; i++) if (Number.isNaN(to[i])) to[i] = from[i] ?? Number.NaN;
  }
}

interface Extent extends PixelWindow {
  readonly cellsWithHeight: number;
}

function extentOf(blocks: HeightBlocks): Extent | null {
  let [left, top, right, bottom, cellsWithHeight] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  for (const [blockColumn, blockRow] of blocks.keys()) {
    const cells = blocks.block(blockColumn, blockRow);
    for (let i = 0; i < cells.length; i++) {
      if (Number.isNaN(cells[i])) continue;
      cellsWithHeight += 1;
      const column = blockColumn * BLOCK_CELLS + (i % BLOCK_CELLS);
      const row = blockRow * BLOCK_CELLS + Math.floor(i / BLOCK_CELLS);
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
    }
  }
  if (cellsWithHeight === 0) return null;
  return { left, top, widthPx: right - left + 1, heightPx: bottom - top + 1, cellsWithHeight };
}

/** The levels of the COG over the blocks: level 0 is the blocks themselves, the others are halved into blocks of their own. */
class Pyramid {
  readonly #levels: { blocks: HeightBlocks; left: number; top: number }[];

  constructor(finest: HeightBlocks, extent: Extent, scratch: (name: string) => HeightBlocks) {
    this.#levels = [{ blocks: finest, left: extent.left, top: extent.top }];
    const sizes = levelSizes(extent.widthPx, extent.heightPx, BLOCK_CELLS);
    for (let level = 1; level < sizes.length; level++) {
      const blocks = scratch(`level-${level}`);
      this.#levels.push({ blocks, left: 0, top: 0 });
      const [widthPx, heightPx] = sizes[level] ?? [0, 0];
      const [widerPx, higherPx] = sizes[level - 1] ?? [0, 0];
      for (let top = 0; top < heightPx; top += BLOCK_CELLS) {
        for (let left = 0; left < widthPx; left += BLOCK_CELLS) {
          const below = this.read(level - 1, {
            left: 2 * left,
            top: 2 * top,
            widthPx: Math.min(2 * BLOCK_CELLS, widerPx - 2 * left),
            heightPx: Math.min(2 * BLOCK_CELLS, higherPx - 2 * top),
          });
          const half = halve(below, Number.NaN);
          const target = blocks.block(left / BLOCK_CELLS, top / BLOCK_CELLS);
          for (let row = 0; row < half.heightPx; row++) {
            const from = half.samples.subarray(row * half.widthPx, (row + 1) * half.widthPx);
            target.set(from, row * BLOCK_CELLS);
          }
        }
      }
    }
  }

  /** Heights with NaN. */
  read(level: number, { left, top, widthPx, heightPx }: PixelWindow) {
    const at = this.#levels[level];
    if (at === undefined) throw new Error(`no level ${level}`);
    const window = { column: at.left + left, row: at.top + top, columns: widthPx, rows: heightPx };
    return { widthPx, heightPx, bands: 1, samples: at.blocks.read(window) };
  }
}

function sha256Of(file: string, bytes: number): string {
  const hash = createHash('sha256');
  const handle = openSync(file, 'r');
  const part = new Uint8Array(1 << 20);
  for (let at = 0; at < bytes; at += part.length) {
    hash.update(part.subarray(0, readSync(handle, part, 0, part.length, at)));
  }
  closeSync(handle);
  return hash.digest('hex');
}

function writeRaster(file: string, pyramid: Pyramid, extent: Extent, grid: SurfaceGrid): number {
  const handle = openSync(file, 'w');
  try {
    const bytes = streamGeoTiff(
      {
        widthPx: extent.widthPx,
        heightPx: extent.heightPx,
        bands: 1,
        isFloat: true,
        crs: grid.crs,
        west: metres(extent.left, grid),
        north: metres(-extent.top, grid),
        pixelWidth: grid.gsdM,
        pixelHeight: grid.gsdM,
        nodata: SURFACE_NODATA,
        ...(grid.verticalDatum === undefined ? {} : { verticalDatum: grid.verticalDatum }),
      },
      (level, window) => {
        const part = pyramid.read(level, window);
        part.samples.forEach((heightM, i) => {
          if (Number.isNaN(heightM)) part.samples[i] = SURFACE_NODATA;
        });
        return part;
      },
      (part, at) => void writeSync(handle, part, 0, part.length, at),
      { deflate: (part) => deflateSync(part) },
    );
    ftruncateSync(handle, bytes);
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/** Writes `file`; null when no triangle covers a cell centre. Scratch files lie beside it and are unlinked at once. */
export async function writeSurface(
  pieces: MeshPieces,
  grid: SurfaceGrid,
  file: string,
  onFile: () => void,
): Promise<SurfaceRaster | null> {
  const opened: HeightBlocks[] = [];
  const scratch = (name: string): HeightBlocks => {
    const blocks = new HeightBlocks(path.join(path.dirname(file), `.${path.basename(file)}.${name}`));
    opened.push(blocks);
    return blocks;
  };
  try {
    const finest = scratch('finest');
    const standIns = scratch('stand-ins');
    let triangles = 0;
    for await (const piece of pieces.read(onFile)) {
      triangles += piece.indices.length / 3;
      rasteriseTriangles(piece.standIn ? standIns : finest, cellTriangles(piece, grid));
    }
    fillHoles(finest, standIns);
    const extent = extentOf(finest);
    if (extent === null) return null;
    const pyramid = new Pyramid(finest, extent, scratch);
    const bytes = writeRaster(file, pyramid, extent, grid);
    return {
      widthPx: extent.widthPx,
      heightPx: extent.heightPx,
      westM: metres(extent.left, grid),
      northM: metres(-extent.top, grid),
      triangles,
      cellsWithHeight: extent.cellsWithHeight,
      bytes,
      sha256: sha256Of(file, bytes),
    };
  } finally {
    for (const blocks of opened) blocks.close();
  }
}
