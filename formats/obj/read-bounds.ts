/** Where the vertices of an OBJ lie, without anything else of it. */
import { FieldReader } from './field-reader.ts';
import { LineCutter } from './line-cutter.ts';

const BLANK = 32;
const TAB = 9;
const LOWER_V = 118;

export interface ObjBounds {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/** `push` every piece of the file in order, then `end` once. */
export class ObjBoundsReader {
  readonly #fields = new FieldReader();
  readonly #min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly #max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  readonly #lines = new LineCutter(
    (bytes, from, to) => this.#read(bytes, from, to),
    () => undefined,
  );

  push(piece: Uint8Array): void {
    this.#lines.push(piece);
  }

  /** Null when there is no vertex. */
  end(): ObjBounds | null {
    this.#lines.end();
    return this.#min[0] <= this.#max[0] ? { min: this.#min, max: this.#max } : null;
  }

  #read(bytes: Uint8Array, start: number, to: number): void {
    let from = start;
    while (from < to && (bytes[from] === BLANK || bytes[from] === TAB)) from++;
    if (bytes[from] !== LOWER_V || (bytes[from + 1] !== BLANK && bytes[from + 1] !== TAB)) return;
    this.#fields.open(bytes, from + 1, to);
    const [x, y, z] = [this.#fields.number(), this.#fields.number(), this.#fields.number()];
    if (!Number.isFinite(x + y + z)) return;
    this.#grow(0, x);
    this.#grow(1, y);
    this.#grow(2, z);
  }

  #grow(axis: 0 | 1 | 2, value: number): void {
    if (value < this.#min[axis]) this.#min[axis] = value;
    if (value > this.#max[axis]) this.#max[axis] = value;
  }
}
