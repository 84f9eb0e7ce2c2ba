/**
 * The scene graph of a tile file as small records, before it is flattened to nodes.
 * Source: OpenSceneGraph, src/osgDB/InputStream.cpp and src/osgWrappers/serializers/osg/{Node,Group,Geode,LOD,PagedLOD,
 * Transform,MatrixTransform,Drawable,Geometry,StateSet}.cpp; serializers come and go at versions 112, 142, 145, 147,
 * 151, 154 and 156.
 */
import type { PrimitiveSet, VertexArray } from './arrays.ts';
import * as arrays from './arrays.ts';
import { objectFields, plainFieldsOf, readOver } from './classes.ts';
import type { Cursor } from './cursor.ts';
import { IMAGE_INLINE_DATA, IMAGE_INLINE_FILE } from './layout.ts';
import type { OsgbImage } from './model.ts';
import { encodePixels } from './pixels.ts';

const MAX_DEPTH = 64;

export interface SceneGeometry {
  readonly kind: 'geometry';
  readonly positions: VertexArray | null;
  readonly normals: VertexArray | null;
  readonly colours: VertexArray | null;
  readonly uvs: VertexArray | null;
  readonly primitives: readonly PrimitiveSet[];
  readonly image: number | null;
}

export interface LodFields {
  readonly centreM: readonly [number, number, number] | null;
  readonly radiusM: number;
  readonly pixels: boolean;
  readonly ranges: readonly (readonly [number, number])[];
  /** one for each range, empty when the child is inside this file; null for a plain LOD */
  readonly files: readonly string[] | null;
}

export interface SceneNode {
  readonly kind: 'node';
  readonly image: number | null;
  readonly lod: LodFields | null;
  /** 4 × 4 as OpenSceneGraph writes it: row vectors, translation in the last row */
  readonly matrix: readonly number[] | null;
  readonly children: readonly (SceneNode | SceneGeometry)[];
}

type Known =
  | SceneNode
  | SceneGeometry
  | VertexArray
  | PrimitiveSet
  /** what carries an image: a texture, a state set */
  | { readonly kind: 'other'; readonly image: number | null };

interface NodeFields {
  readonly image: number | null;
}

export class ObjectReader {
  readonly images: OsgbImage[] = [];
  private readonly cursor: Cursor;
  private readonly known = new Map<number, Known | 'open'>();
  private readonly arraysById = new Map<number, VertexArray>();
  private readonly imagesById = new Map<number, number>();

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  /** The next object of the file, or null where it writes none (or, with brackets, one of an unknown class). */
  readObject(): Known | null {
    const { cursor } = this;
    const className = cursor.text();
    if (className === 'NULL') return null;
    cursor.openBracket();
    const id = cursor.uint();
    const earlier = this.known.get(id);
    if (earlier === 'open')
      return cursor.fail('bad-reference', `object ${id} (${className}) contains itself`);
    if (earlier !== undefined) {
      cursor.skipToBracketEnd();
      return earlier;
    }
    if (cursor.classes.length >= MAX_DEPTH) cursor.fail('too-deep', `objects nest deeper than ${MAX_DEPTH}`);
    cursor.classes.push(className);
    this.known.set(id, 'open');
    const read = this.readFields(className);
    this.known.set(id, read);
    cursor.classes.pop();
    cursor.skipToBracketEnd();
    return read;
  }

  private readFields(className: string): Known {
    const { cursor } = this;
    if (className === 'osg::Geometry') return this.readGeometry();
    if (className === 'osg::StateSet') return this.readStateSet();
    if (className === 'osg::Geode') return this.readGeode();
    if (className === 'osg::PagedLOD' || className === 'osg::LOD') return this.readLod(className);
    if (className === 'osg::Group' || className === 'osg::MatrixTransform') return this.readGroup(className);
    if (className === 'osg::DefaultUserDataContainer') return this.readUserData();
    if (cursor.version >= 112 && arrays.isArrayClass(className)) {
      this.readBufferData();
      return arrays.readArrayObject(cursor, className);
    }
    if (cursor.version >= 112 && arrays.isPrimitiveClass(className)) {
      this.readBufferData();
      return arrays.readPrimitiveObject(cursor, className);
    }
    const fields = plainFieldsOf(className);
    if (fields === null) {
      // with brackets the block says how long it is, so it can be passed over
      if (cursor.brackets) return { kind: 'other', image: null };
      return cursor.fail('unknown-class', `${JSON.stringify(className)} is no class this reader knows`);
    }
    return { kind: 'other', image: this.readPlain(fields) };
  }

  /** Returns the image among the fields, if any. */
  private readPlain(fields: Parameters<typeof readOver>[1]): number | null {
    let image: number | null = null;
    readOver(this.cursor, fields, {
      object: () => {
        this.readObject();
      },
      image: () => {
        image = this.readImage();
      },
    });
    return image;
  }

  private readBase(): void {
    this.readPlain(objectFields);
  }

  private readOptionalObject(): Known | null {
    return this.cursor.bool() ? this.readObject() : null;
  }

  private readBufferData(): void {
    this.readBase();
    if (this.cursor.version >= 147) this.readOptionalObject();
  }

  private readNodeFields(): NodeFields {
    const { cursor } = this;
    this.readBase();
    if (cursor.bool()) {
      cursor.openBracket();
      cursor.take(32);
      cursor.closeBracket();
    }
    for (let i = 0; i < 4; i++) this.readOptionalObject();
    cursor.bool(); // CullingActive
    cursor.uint(); // NodeMask
    const state = this.readOptionalObject();
    return { image: state?.kind === 'other' ? state.image : null };
  }

  /** What a node holds: nodes, and geometries directly under it since they are nodes themselves (version 154). */
  private readList(): (SceneNode | SceneGeometry)[] {
    const { cursor } = this;
    const children: (SceneNode | SceneGeometry)[] = [];
    if (!cursor.bool()) return children;
    const count = cursor.count(4, 'children');
    if (count === 0) return children;
    cursor.openBracket();
    for (let i = 0; i < count; i++) {
      const child = this.readObject();
      if (child?.kind === 'node' || child?.kind === 'geometry') children.push(child);
    }
    cursor.closeBracket();
    return children;
  }

  private readGeode(): SceneNode {
    const { image } = this.readNodeFields();
    return { kind: 'node', image, lod: null, matrix: null, children: this.readList() };
  }

  private readGroup(className: string): SceneNode {
    const { cursor } = this;
    const { image } = this.readNodeFields();
    const children = this.readList();
    if (className === 'osg::Group') return { kind: 'node', image, lod: null, matrix: null, children };
    cursor.int(); // ReferenceFrame
    cursor.openBracket();
    const matrix = Array.from({ length: 16 }, () => cursor.double());
    cursor.closeBracket();
    return { kind: 'node', image, lod: null, matrix, children };
  }

  private readLod(className: string): SceneNode {
    const { cursor } = this;
    const { image } = this.readNodeFields();
    let children = className === 'osg::LOD' ? this.readList() : [];
    cursor.int(); // CenterMode
    let centreM: LodFields['centreM'] = null;
    let radiusM = -1;
    if (cursor.bool()) {
      centreM = [cursor.double(), cursor.double(), cursor.double()];
      radiusM = cursor.double();
    }
    const pixels = cursor.int() === 1;
    const ranges: [number, number][] = [];
    if (cursor.bool()) {
      const count = cursor.count(8, 'ranges');
      cursor.openBracket();
      for (let i = 0; i < count; i++) ranges.push([cursor.float(), cursor.float()]);
      cursor.closeBracket();
    }
    let files: string[] | null = null;
    if (className === 'osg::PagedLOD') {
      files = this.readPagedFiles();
      children = this.readList();
    }
    return {
      kind: 'node',
      image,
      lod: { centreM, radiusM, pixels, ranges, files },
      matrix: null,
      children,
    };
  }

  private readPagedFiles(): string[] {
    const { cursor } = this;
    if (cursor.bool() && cursor.bool()) cursor.text(); // DatabasePath: files are taken beside this one
    cursor.uint();
    cursor.bool();
    const files: string[] = [];
    if (!cursor.bool()) return files;
    const names = cursor.count(4, 'file names');
    cursor.openBracket();
    for (let i = 0; i < names; i++) files.push(cursor.text());
    cursor.closeBracket();
    const priorities = cursor.count(8, 'priorities');
    cursor.openBracket();
    cursor.take(priorities * 8);
    cursor.closeBracket();
    return files;
  }

  private readUserData(): Known {
    const { cursor } = this;
    this.readBase();
    if (cursor.bool()) {
      cursor.openBracket();
      this.readObject();
      cursor.closeBracket();
    }
    for (const read of [() => cursor.text(), () => this.readObject()]) {
      if (!cursor.bool()) continue;
      const count = cursor.count(4, 'user data');
      cursor.openBracket();
      for (let i = 0; i < count; i++) read();
      cursor.closeBracket();
    }
    return { kind: 'other', image: null };
  }

  private readAttributes(): number | null {
    const { cursor } = this;
    let image: number | null = null;
    const count = cursor.count(8, 'attributes');
    if (count === 0) return null;
    cursor.openBracket();
    for (let i = 0; i < count; i++) {
      const attribute = this.readObject();
      cursor.int();
      if (attribute?.kind === 'other') image ??= attribute.image;
    }
    cursor.closeBracket();
    return image;
  }

  private readModes(): void {
    const count = this.cursor.count(8, 'modes');
    if (count === 0) return;
    this.cursor.openBracket();
    this.cursor.take(count * 8);
    this.cursor.closeBracket();
  }

  private readUnits<T>(read: () => T): T[] {
    const { cursor } = this;
    if (!cursor.bool()) return [];
    const count = cursor.count(4, 'texture units');
    cursor.openBracket();
    const units: T[] = [];
    for (let i = 0; i < count; i++) units.push(read());
    cursor.closeBracket();
    return units;
  }

  private readStateSet(): Known {
    const { cursor } = this;
    this.readBase();
    if (cursor.bool()) this.readModes();
    if (cursor.bool()) this.readAttributes();
    this.readUnits(() => this.readModes());
    const image = this.readUnits(() => this.readAttributes()).find((found) => found !== null) ?? null;
    this.readUnits(() => {
      this.readObject();
      cursor.int();
    }); // UniformList
    cursor.int();
    cursor.int();
    cursor.int();
    cursor.text();
    cursor.bool();
    this.readOptionalObject();
    this.readOptionalObject();
    if (cursor.version >= 151) {
      this.readUnits(() => {
        cursor.text();
        cursor.text();
        cursor.int();
      }); // DefineList
    }
    return { kind: 'other', image };
  }

  private readGeometry(): SceneGeometry {
    const { cursor } = this;
    const { version } = cursor;
    let state: Known | null = null;
    let image: number | null = null;
    if (version >= 154) image = this.readNodeFields().image;
    else this.readBase();
    if (version < 156) state = this.readOptionalObject();
    if (cursor.bool()) {
      cursor.openBracket();
      cursor.take(48);
      cursor.closeBracket();
    }
    this.readOptionalObject();
    this.readOptionalObject();
    cursor.take(3);
    if (version < 156) for (let i = 0; i < 4; i++) this.readOptionalObject();
    if (version >= 142) cursor.uint();
    if (version >= 145) cursor.bool();
    if (state?.kind === 'other') image ??= state.image;
    const primitives: PrimitiveSet[] = [];
    const sets = cursor.count(8, 'primitive sets');
    for (let i = 0; i < sets; i++) {
      const set = version < 112 ? arrays.readPrimitiveRecord(cursor) : this.readObject();
      if (set?.kind === 'primitives') primitives.push(set);
    }
    const vertexArrays = version < 112 ? this.readArrayRecords() : this.readArrayObjects();
    return { kind: 'geometry', primitives, image, ...vertexArrays };
  }

  private readArrayRecords(): Omit<SceneGeometry, 'kind' | 'primitives' | 'image'> {
    const { cursor } = this;
    const record = (): VertexArray | null => {
      cursor.openBracket();
      const array = arrays.readArrayRecord(cursor, this.arraysById);
      cursor.closeBracket();
      return array;
    };
    const single = (): VertexArray | null => (cursor.bool() ? record() : null);
    const [positions, normals, colours] = [single(), single(), single()];
    single();
    single();
    const [uvs] = this.readUnits(record);
    this.readUnits(record);
    cursor.bool(); // FastPathHint: one bool, nothing after it
    return { positions, normals, colours, uvs: uvs ?? null };
  }

  private readArrayObjects(): Omit<SceneGeometry, 'kind' | 'primitives' | 'image'> {
    const { cursor } = this;
    const arrayOf = (object: Known | null): VertexArray | null => (object?.kind === 'array' ? object : null);
    const single = (): VertexArray | null => arrayOf(this.readOptionalObject());
    const list = (): (VertexArray | null)[] => {
      const count = cursor.count(4, 'arrays');
      const found: (VertexArray | null)[] = [];
      for (let i = 0; i < count; i++) found.push(arrayOf(this.readObject()));
      return found;
    };
    const [positions, normals, colours] = [single(), single(), single()];
    single();
    single();
    const [uvs] = list();
    list();
    return { positions, normals, colours, uvs: uvs ?? null };
  }

  /** Index into `images`. */
  private readImage(): number {
    const { cursor } = this;
    if (cursor.version > 94) cursor.text(); // ClassName
    const id = cursor.uint();
    const earlier = this.imagesById.get(id);
    if (earlier !== undefined) return earlier;
    const fileName = cursor.text();
    cursor.int(); // WriteHint
    const decision = cursor.int();
    let bytes: Uint8Array | null = null;
    if (decision === IMAGE_INLINE_FILE) bytes = cursor.copy(cursor.count(1, 'image bytes'));
    else if (decision === IMAGE_INLINE_DATA) bytes = this.readPixels();
    this.readBase();
    const index = this.images.push({ fileName, bytes }) - 1;
    this.imagesById.set(id, index);
    return index;
  }

  private readPixels(): Uint8Array | null {
    const { cursor } = this;
    const [origin, width, height, depth] = [cursor.int(), cursor.int(), cursor.int(), cursor.int()];
    cursor.int(); // InternalTextureFormat
    const [pixelFormat, dataType, packing] = [cursor.int(), cursor.int(), cursor.int()];
    cursor.int(); // AllocationMode
    const size = cursor.count(1, 'pixel bytes');
    const at = cursor.take(size);
    const levels = cursor.count(4, 'mipmap levels');
    cursor.take(levels * 4);
    if (depth !== 1) return null;
    const bottomFirst = origin === 0;
    const pixels = cursor.bytes.subarray(at, at + size);
    return encodePixels(pixels, { width, height, pixelFormat, dataType, packing, bottomFirst });
  }
}
