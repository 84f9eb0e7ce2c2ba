/** The vertex arrays and primitive sets of a geometry, in both layouts (before version 112 and since). */
import type { Cursor } from './cursor.ts';
import * as layout from './layout.ts';

type Numbers =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

export interface VertexArray {
  readonly kind: 'array';
  readonly values: Numbers;
  readonly width: number;
}

export interface PrimitiveSet {
  readonly kind: 'primitives';
  readonly mode: number;
  /** consecutive vertices from `first`, in runs of these lengths, or listed ones */
  readonly first: number;
  readonly lengths: Int32Array | null;
  readonly indices: Uint8Array | Uint16Array | Uint32Array | null;
}

const ELEMENTS = {
  b: (raw: ArrayBuffer) => new Int8Array(raw),
  ub: (raw: ArrayBuffer) => new Uint8Array(raw),
  s: (raw: ArrayBuffer) => new Int16Array(raw),
  us: (raw: ArrayBuffer) => new Uint16Array(raw),
  i: (raw: ArrayBuffer) => new Int32Array(raw),
  ui: (raw: ArrayBuffer) => new Uint32Array(raw),
  f: (raw: ArrayBuffer) => new Float32Array(raw),
  d: (raw: ArrayBuffer) => new Float64Array(raw),
} as const;
type Element = keyof typeof ELEMENTS;
const BYTES: Readonly<Record<Element, number>> = { b: 1, ub: 1, s: 2, us: 2, i: 4, ui: 4, f: 4, d: 8 };

/** [width, element, number before version 112] */
const ARRAYS: readonly (readonly [string, number, Element, number])[] = [
  ['Byte', 1, 'b', 0],
  ['UByte', 1, 'ub', 1],
  ['Short', 1, 's', 2],
  ['UShort', 1, 'us', 3],
  ['Int', 1, 'i', 4],
  ['UInt', 1, 'ui', 5],
  ['Float', 1, 'f', 6],
  ['Double', 1, 'd', 7],
  ['Vec2b', 2, 'b', 8],
  ['Vec3b', 3, 'b', 9],
  ['Vec4b', 4, 'b', 10],
  ['Vec4ub', 4, 'ub', layout.ARRAY_VEC4UB],
  ['Vec2s', 2, 's', 12],
  ['Vec3s', 3, 's', 13],
  ['Vec4s', 4, 's', 14],
  ['Vec2', 2, 'f', layout.ARRAY_VEC2],
  ['Vec3', 3, 'f', layout.ARRAY_VEC3],
  ['Vec4', 4, 'f', 17],
  ['Vec2d', 2, 'd', 18],
  ['Vec3d', 3, 'd', layout.ARRAY_VEC3D],
  ['Vec4d', 4, 'd', 20],
  ['Vec2ub', 2, 'ub', 21],
  ['Vec3ub', 3, 'ub', 22],
  ['Vec2us', 2, 'us', 23],
  ['Vec3us', 3, 'us', 24],
  ['Vec4us', 4, 'us', 25],
  ['Vec2i', 2, 'i', 26],
  ['Vec3i', 3, 'i', 27],
  ['Vec4i', 4, 'i', 28],
  ['Vec2ui', 2, 'ui', 29],
  ['Vec3ui', 3, 'ui', 30],
  ['Vec4ui', 4, 'ui', 31],
];
const BY_NAME = new Map(ARRAYS.map((entry) => [`osg::${entry[0]}Array`, entry]));
const BY_NUMBER = new Map(ARRAYS.map((entry) => [entry[3], entry]));

export const isArrayClass = (className: string): boolean => BY_NAME.has(className);

function readElements(cursor: Cursor, width: number, element: Element): VertexArray {
  const bytes = width * BYTES[element];
  const count = cursor.count(bytes, 'array elements');
  return { kind: 'array', values: ELEMENTS[element](cursor.copy(count * bytes).buffer), width };
}

/** Since version 112: the elements after what osg::Array holds. */
export function readArrayObject(cursor: Cursor, className: string): VertexArray {
  cursor.int(); // Binding
  cursor.bool(); // Normalize
  cursor.bool(); // PreserveDataType
  const entry = BY_NAME.get(className);
  if (entry === undefined) return cursor.fail('unknown-class', `array class ${className}`);
  return readElements(cursor, entry[1], entry[2]);
}

/** Before version 112: arrays have ids of their own, apart from those of objects. */
export function readArrayRecord(cursor: Cursor, known: Map<number, VertexArray>): VertexArray | null {
  let array: VertexArray | null = null;
  if (cursor.bool()) array = readNumberedArray(cursor, known);
  if (cursor.bool()) {
    return cursor.fail('unsupported', 'an array with indices of its own');
  }
  cursor.int(); // Binding
  cursor.int(); // Normalize
  return array;
}

function readNumberedArray(cursor: Cursor, known: Map<number, VertexArray>): VertexArray {
  const id = cursor.uint();
  const earlier = known.get(id);
  if (earlier !== undefined) return earlier;
  const number = cursor.int();
  const entry = BY_NUMBER.get(number);
  if (entry === undefined) return cursor.fail('unknown-class', `array type ${number}`);
  const bytes = entry[1] * BYTES[entry[2]];
  const count = cursor.count(bytes, 'array elements');
  cursor.openBracket();
  const values = ELEMENTS[entry[2]](cursor.copy(count * bytes).buffer);
  cursor.closeBracket();
  const array: VertexArray = { kind: 'array', values, width: entry[1] };
  known.set(id, array);
  return array;
}

const PRIMITIVES: Readonly<Record<string, number>> = {
  'osg::DrawArrays': layout.DRAW_ARRAYS,
  'osg::DrawArrayLengths': layout.DRAW_ARRAY_LENGTHS,
  'osg::DrawElementsUByte': layout.DRAW_ELEMENTS_UBYTE,
  'osg::DrawElementsUShort': layout.DRAW_ELEMENTS_USHORT,
  'osg::DrawElementsUInt': layout.DRAW_ELEMENTS_UINT,
};

export const isPrimitiveClass = (className: string): boolean => Object.hasOwn(PRIMITIVES, className);

/** Since version 112: after what osg::BufferData holds. */
export function readPrimitiveObject(cursor: Cursor, className: string): PrimitiveSet {
  cursor.int(); // NumInstances
  const mode = cursor.int();
  return readPrimitiveBody(cursor, PRIMITIVES[className] ?? -1, mode, false);
}

export function readPrimitiveRecord(cursor: Cursor): PrimitiveSet {
  const type = cursor.int();
  const mode = cursor.int();
  if (cursor.version > 96) cursor.uint(); // numInstances
  return readPrimitiveBody(cursor, type, mode, true);
}

function readPrimitiveBody(cursor: Cursor, type: number, mode: number, record: boolean): PrimitiveSet {
  const none = { kind: 'primitives', mode, first: 0, lengths: null, indices: null } as const;
  if (type === layout.DRAW_ARRAYS) {
    const first = cursor.int();
    return { ...none, first, lengths: Int32Array.of(cursor.int()) };
  }
  const list = (bytes: number): ArrayBuffer => {
    const count = cursor.count(bytes, 'indices');
    if (record) cursor.openBracket();
    const raw = cursor.copy(count * bytes).buffer;
    if (record) cursor.closeBracket();
    return raw;
  };
  if (type === layout.DRAW_ARRAY_LENGTHS) {
    const first = cursor.int();
    return { ...none, first, lengths: new Int32Array(list(4)) };
  }
  if (type === layout.DRAW_ELEMENTS_UBYTE) return { ...none, indices: new Uint8Array(list(1)) };
  if (type === layout.DRAW_ELEMENTS_USHORT) return { ...none, indices: new Uint16Array(list(2)) };
  if (type === layout.DRAW_ELEMENTS_UINT) return { ...none, indices: new Uint32Array(list(4)) };
  return cursor.fail('unknown-class', `primitive set type ${type}`);
}
