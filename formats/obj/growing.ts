/** Typed arrays that grow: twice as large whenever they are full. */
const FIRST = 1024;

const larger = (length: number): number => Math.max(FIRST, 2 * length);

export class GrowingFloats {
  #values = new Float64Array(0);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Float64Array(larger(this.length));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? NaN;
  }

  /** Shares memory with this array. */
  view(): Float64Array {
    return this.#values.subarray(0, this.length);
  }
}

export class GrowingIndices {
  #values = new Uint32Array(0);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Uint32Array(larger(this.length));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  /** Shares memory with this array. */
  view(): Uint32Array {
    return this.#values.subarray(0, this.length);
  }
}
