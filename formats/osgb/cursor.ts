/** Reads little-endian values with bounds; every refusal names the offset and the class that was being read. */
import { decodeUtf8 } from './utf8.ts';

export type OsgbErrorCode =
  | 'not-osgb'
  | 'big-endian'
  | 'unsupported-version'
  | 'unsupported-compressor'
  | 'inflate-failed'
  | 'unsupported'
  | 'truncated'
  | 'bad-count'
  | 'bad-index'
  | 'bad-vertex'
  | 'bad-reference'
  | 'unknown-class'
  | 'too-deep'
  | 'too-many';

export interface OsgbError {
  readonly code: OsgbErrorCode;
  readonly message: string;
  /** byte in the file, or in the inflated data of a compressed file */
  readonly offset: number;
  readonly className: string;
}

/** Thrown inside this folder only; `readOsgb` turns it into its Result. */
export class OsgbFault extends Error {
  readonly fault: OsgbError;
  constructor(fault: OsgbError) {
    super(fault.message);
    this.fault = fault;
  }
}

export class Cursor {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly brackets: boolean;
  offset: number;
  /** classes being read, outermost first */
  readonly classes: string[] = [];
  private readonly view: DataView;
  private readonly ends: number[] = [];

  constructor(bytes: Uint8Array, offset: number, version: number, brackets: boolean) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
    this.version = version;
    this.brackets = brackets;
  }

  fail(code: OsgbErrorCode, what: string): never {
    const className = this.classes.at(-1) ?? 'header';
    const message = `byte ${this.offset}, ${className}: ${what}`;
    throw new OsgbFault({ code, message, offset: this.offset, className });
  }

  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  /** Moves on by `length` bytes and returns where they begin. */
  take(length: number): number {
    const at = this.offset;
    if (length > this.bytes.length - at) {
      this.fail('truncated', `${length} bytes needed, ${this.remaining} left`);
    }
    this.offset = at + length;
    return at;
  }

  uint(): number {
    return this.view.getUint32(this.take(4), true);
  }
  int(): number {
    return this.view.getInt32(this.take(4), true);
  }
  float(): number {
    return this.view.getFloat32(this.take(4), true);
  }
  double(): number {
    return this.view.getFloat64(this.take(8), true);
  }
  bool(): boolean {
    return this.bytes[this.take(1)] !== 0;
  }

  text(): string {
    const length = this.count(1, 'characters');
    const at = this.take(length);
    return decodeUtf8(this.bytes.subarray(at, at + length));
  }

  /** A count of things that take at least `leastBytes` each: refused when the rest of the file cannot hold them. */
  count(leastBytes: number, things: string): number {
    const count = this.uint();
    if (count * leastBytes > this.remaining) {
      this.fail('bad-count', `${count} ${things} cannot fit in the ${this.remaining} bytes left`);
    }
    return count;
  }

  /** Copies out, so that the answer neither pins the file nor depends on its alignment. */
  copy(length: number): Uint8Array<ArrayBuffer> {
    const at = this.take(length);
    return new Uint8Array(this.bytes.subarray(at, at + length));
  }

  openBracket(): void {
    if (!this.brackets) return;
    const begin = this.offset;
    // 64-bit since version 149
    const size = this.version > 148 ? Number(this.view.getBigUint64(this.take(8), true)) : this.uint();
    if (size > this.bytes.length - begin)
      this.fail('bad-count', `a block of ${size} bytes ends past the file`);
    this.ends.push(begin + size);
  }

  closeBracket(): void {
    if (this.brackets) this.ends.pop();
  }

  /** Closes the bracket and skips what this reader does not know inside it. */
  skipToBracketEnd(): boolean {
    const end = this.brackets ? this.ends.pop() : undefined;
    if (end === undefined) return false;
    if (end >= this.offset) this.offset = end;
    return true;
  }
}
