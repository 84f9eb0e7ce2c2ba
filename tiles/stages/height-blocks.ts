/**
 * A raster of heights without edges, in blocks that wait on disk when there are more than memory should hold.
 * Cells are counted from the origin of the grid: column eastward, row southward, both may be negative. NaN: no height.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';

export const BLOCK_CELLS = 512;
const CELLS = BLOCK_CELLS * BLOCK_CELLS;
const BLOCK_BYTES = CELLS * 4;

export interface CellWindow {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

interface Block {
  heightsM: Float32Array;
  /** place in the scratch file, once written */
  slot: number | null;
  dirty: boolean;
}

export class HeightBlocks {
  /** in memory, the one used longest ago first */
  readonly #loaded = new Map<string, Block>();
  readonly #slots = new Map<string, number>();
  readonly #maxLoaded: number;
  readonly #file: number;

  /** @param scratchFile unlinked at once: nothing stays behind, even after a kill */
  constructor(scratchFile: string, maxLoaded = 192) {
    this.#maxLoaded = maxLoaded;
    this.#file = openSync(scratchFile, 'wx+');
    unlinkSync(scratchFile);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Heights of a block, shape [BLOCK_CELLS, BLOCK_CELLS], to read and write until the next call. */
  block(blockColumn: number, blockRow: number): Float32Array {
    const block = this.#take(`${blockColumn},${blockRow}`);
    block.dirty = true;
    return block.heightsM;
  }

  has(blockColumn: number, blockRow: number): boolean {
    const key = `${blockColumn},${blockRow}`;
    return this.#loaded.has(key) || this.#slots.has(key);
  }

  /** [column, row] of every block that was ever asked for. */
  keys(): [number, number][] {
    return [...new Set([...this.#loaded.keys(), ...this.#slots.keys()])].map((key) => {
      const [column = 0, row = 0] = key.split(',').map(Number);
      return [column, row];
    });
  }

  /** Row-major copy; NaN where no block is. */
  read({ column, row, columns, rows }: CellWindow): Float32Array {
    const out = new Float32Array(columns * rows).fill(Number.NaN);
    const first = (cell: number): number => Math.floor(cell / BLOCK_CELLS);
    for (let by = first(row); by <= first(row + rows - 1); by++) {
      for (let bx = first(column); bx <= first(column + columns - 1); bx++) {
        if (!this.has(bx, by)) continue;
        const { heightsM } = this.#take(`${bx},${by}`);
        const left = Math.max(column, bx * BLOCK_CELLS);
        const right = Math.min(column + columns, (bx + 1) * BLOCK_CELLS);
        const bottom = Math.min(row + rows, (by + 1) * BLOCK_CELLS);
        for (let y = Math.max(row, by * BLOCK_CELLS); y < bottom; y++) {
          const from = (y - by * BLOCK_CELLS) * BLOCK_CELLS - bx * BLOCK_CELLS;
          out.set(heightsM.subarray(from + left, from + right), (y - row) * columns + left - column);
        }
      }
    }
    return out;
  }

  #take(key: string): Block {
    const known = this.#loaded.get(key);
    if (known !== undefined) {
      this.#loaded.delete(key);
      this.#loaded.set(key, known);
      return known;
    }
    const heightsM = this.#loaded.size >= this.#maxLoaded ? this.#evict() : new Float32Array(CELLS);
    const slot = this.#slots.get(key) ?? null;
    if (slot === null) heightsM.fill(Number.NaN);
    else readSync(this.#file, heightsM, 0, BLOCK_BYTES, slot * BLOCK_BYTES);
    const block = { heightsM, slot, dirty: false };
    this.#loaded.set(key, block);
    return block;
  }

  /** Writes the block used longest ago and gives its memory away. */
  #evict(): Float32Array {
    const [oldest] = this.#loaded;
    if (oldest === undefined) throw new Error('nothing is loaded');
    const [key, block] = oldest;
    if (block.dirty) {
      block.slot ??= this.#slots.size;
      this.#slots.set(key, block.slot);
      writeSync(this.#file, block.heightsM, 0, BLOCK_BYTES, block.slot * BLOCK_BYTES);
    }
    this.#loaded.delete(key);
    return block.heightsM;
  }
}
