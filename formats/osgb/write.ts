/**
 * Writes an OSGB tile: OSG binary, format version 91, uncompressed, without brackets, images inline byte for byte.
 * Frame: the production's local frame, m.  Source: OpenSceneGraph, src/osgWrappers/serializers/osg and src/osgDB.
 * The same tile gives the same bytes.
 */
import * as layout from './layout.ts';
import type { OsgbGeometry, OsgbImage, OsgbNode, OsgbTile } from './model.ts';
import { encodeUtf8 } from './utf8.ts';

const GL_TEXTURE_2D = 0x0de1;
const GL_CLAMP_TO_EDGE = 0x812f;
const GL_LINEAR = 0x2601;
const GL_LINEAR_MIPMAP_LINEAR = 0x2703;
const GL_LEQUAL = 0x0203;
const GL_LUMINANCE = 0x1909;
const GL_FRONT_AND_BACK_OFF = 0x1603;
const VARIANCE_STATIC = 1;
const VARIANCE_UNSPECIFIED = 2;
const PIXEL_SIZE_ON_SCREEN = 1;
const USER_DEFINED_CENTER = 1;
const FARTHEST = 1e30;

/** Longer runs of bytes are kept as they are until the end instead of being copied into a growing buffer. */
const LONG_BYTES = 1 << 14;
/** OSGB is little-endian; so is every machine that a browser or Node runs on, but it costs nothing to ask. */
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

class Sink {
  private readonly pieces: Uint8Array[] = [];
  private bytes = new Uint8Array(1 << 16);
  private view = new DataView(this.bytes.buffer);
  private length = 0;
  private lastId = 0;

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  private reserve(more: number): number {
    const start = this.length;
    this.length += more;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, start));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return start;
  }

  bools(...values: readonly boolean[]): void {
    for (const value of values) {
      const at = this.reserve(1);
      this.bytes[at] = value ? 1 : 0;
    }
  }

  int(value: number): void {
    const at = this.reserve(4);
    this.view.setUint32(at, value >>> 0, true);
  }

  floats(...values: readonly number[]): void {
    for (const value of values) {
      const at = this.reserve(4);
      this.view.setFloat32(at, value, true);
    }
  }

  doubles(...values: readonly number[]): void {
    for (const value of values) {
      const at = this.reserve(8);
      this.view.setFloat64(at, value, true);
    }
  }

  /** `bytes` must not change before `finish`. */
  raw(bytes: Uint8Array): void {
    if (bytes.length >= LONG_BYTES) {
      this.cut();
      this.pieces.push(bytes);
      return;
    }
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** What stands in the buffer becomes a piece. */
  private cut(): void {
    if (this.length > 0) this.pieces.push(this.bytes.slice(0, this.length));
    this.length = 0;
  }

  text(value: string): void {
    const bytes = encodeUtf8(value);
    this.int(bytes.length);
    this.raw(bytes);
  }

  numbers(values: Float32Array | Float64Array | Uint32Array): void {
    if (LITTLE_ENDIAN) this.raw(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    else if (values instanceof Float64Array) for (const value of values) this.doubles(value);
    else if (values instanceof Float32Array) for (const value of values) this.floats(value);
    else for (const value of values) this.int(value);
  }

  finish(): Uint8Array {
    this.cut();
    const whole = new Uint8Array(this.pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of this.pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

/** Opens an object: class name, id, and what osg::Object holds. */
function openObject(sink: Sink, className: string, variance: number): number {
  sink.text(className);
  const id = sink.nextId();
  sink.int(id);
  writeObjectFields(sink, variance);
  return id;
}

function writeObjectFields(sink: Sink, variance: number): void {
  sink.text('');
  sink.int(variance);
  sink.bools(false); // UserDataContainer
}

/** What osg::Node holds: no bound, no callbacks, culling on, every mask bit, no state. */
function writeNodeFields(sink: Sink): void {
  sink.bools(false, false, false, false, false, true);
  sink.int(0xffffffff);
  sink.bools(false);
}

function writeMaterial(sink: Sink): void {
  openObject(sink, 'osg::Material', VARIANCE_UNSPECIFIED);
  sink.bools(false, false);
  sink.int(GL_FRONT_AND_BACK_OFF);
  for (const channel of [
    [1, 1, 1, 1],
    [1, 1, 1, 1],
    [0, 0, 0, 1],
    [0, 0, 0, 1],
  ]) {
    sink.bools(true, true);
    sink.floats(...channel, ...channel);
  }
  sink.bools(true, true);
  sink.floats(0, 0);
}

function writeImage(sink: Sink, image: OsgbImage): void {
  sink.int(sink.nextId());
  sink.text(image.fileName);
  sink.int(0); // WriteHint
  if (image.bytes === null) sink.int(layout.IMAGE_EXTERNAL);
  else {
    sink.int(layout.IMAGE_INLINE_FILE);
    sink.int(image.bytes.length);
    sink.raw(image.bytes);
  }
  writeObjectFields(sink, VARIANCE_STATIC);
}

function writeTexture(sink: Sink, image: OsgbImage): void {
  openObject(sink, 'osg::Texture2D', VARIANCE_STATIC);
  sink.bools(false, false);
  for (const parameter of [
    GL_CLAMP_TO_EDGE,
    GL_CLAMP_TO_EDGE,
    GL_CLAMP_TO_EDGE,
    GL_LINEAR_MIPMAP_LINEAR,
    GL_LINEAR,
  ]) {
    sink.bools(true);
    sink.int(parameter);
  }
  sink.floats(1); // MaxAnisotropy
  sink.bools(true, true, false, true); // hardware mipmaps, release after upload, client storage, resize
  sink.doubles(0, 0, 0, 0);
  sink.int(0);
  sink.int(0);
  sink.bools(false, false, false, false); // InternalFormat, SourceFormat, SourceType, ShadowComparison
  sink.int(GL_LEQUAL);
  sink.int(GL_LUMINANCE);
  sink.floats(0);
  sink.bools(true); // Image follows
  writeImage(sink, image);
  sink.int(0);
  sink.int(0);
}

function writeState(sink: Sink, image: OsgbImage): number {
  const id = openObject(sink, 'osg::StateSet', VARIANCE_STATIC);
  sink.bools(false, true); // ModeList, AttributeList
  sink.int(1);
  writeMaterial(sink);
  sink.int(0);
  sink.bools(true); // TextureModeList
  sink.int(1);
  sink.int(1);
  sink.int(GL_TEXTURE_2D);
  sink.int(1);
  sink.bools(true); // TextureAttributeList
  sink.int(1);
  sink.int(1);
  writeTexture(sink, image);
  sink.int(1);
  sink.bools(false); // UniformList
  sink.int(0);
  sink.int(0);
  sink.int(0);
  sink.text('');
  sink.bools(true, false, false);
  return id;
}

class TileWriter {
  readonly sink = new Sink();
  private readonly tile: OsgbTile;
  private readonly stateIds = new Map<number, number>();
  private lastArrayId = 0;

  constructor(tile: OsgbTile) {
    this.tile = tile;
  }

  private state(imageIndex: number | null): void {
    const image = imageIndex === null ? undefined : this.tile.images[imageIndex];
    this.sink.bools(image !== undefined);
    if (image === undefined || imageIndex === null) return;
    const known = this.stateIds.get(imageIndex);
    if (known === undefined) {
      this.stateIds.set(imageIndex, writeState(this.sink, image));
      return;
    }
    this.sink.text('osg::StateSet');
    this.sink.int(known);
  }

  private array(type: number, count: number, values: Float32Array | Float64Array | Uint8Array): void {
    const { sink } = this;
    sink.bools(true);
    this.lastArrayId += 1;
    sink.int(this.lastArrayId);
    sink.int(type);
    sink.int(count);
    if (values instanceof Uint8Array) sink.raw(values);
    else sink.numbers(values);
    sink.bools(false); // Indices
    sink.int(layout.BIND_PER_VERTEX);
    sink.int(values instanceof Uint8Array ? 1 : 0); // Normalize
  }

  private geometry(geometry: OsgbGeometry): void {
    const { sink } = this;
    openObject(sink, 'osg::Geometry', VARIANCE_STATIC);
    this.state(geometry.image);
    sink.bools(false, false, false); // InitialBound, ComputeBoundingBoxCallback, Shape
    sink.bools(true, true, false); // SupportsDisplayList, UseDisplayList, UseVertexBufferObjects
    sink.bools(false, false, false, false); // callbacks
    sink.int(1); // PrimitiveSetList
    sink.int(layout.DRAW_ELEMENTS_UINT);
    sink.int(layout.TRIANGLES);
    sink.int(geometry.indices.length);
    sink.numbers(geometry.indices);
    const { positionsM, normals, colours, uvs } = geometry;
    const vertices = positionsM.length / 3;
    sink.bools(true);
    this.array(
      positionsM instanceof Float64Array ? layout.ARRAY_VEC3D : layout.ARRAY_VEC3,
      vertices,
      positionsM,
    );
    sink.bools(normals !== null);
    if (normals !== null) this.array(layout.ARRAY_VEC3, vertices, normals);
    sink.bools(colours !== null);
    if (colours !== null) this.array(layout.ARRAY_VEC4UB, vertices, colours);
    sink.bools(false, false, uvs !== null); // SecondaryColorData, FogCoordData, TexCoordData
    if (uvs !== null) {
      sink.int(1);
      this.array(layout.ARRAY_VEC2, vertices, uvs);
    }
    sink.bools(false, true); // VertexAttribData, FastPathHint
  }

  private geode(geometries: readonly OsgbGeometry[]): void {
    openObject(this.sink, 'osg::Geode', VARIANCE_UNSPECIFIED);
    writeNodeFields(this.sink);
    this.sink.bools(geometries.length > 0);
    if (geometries.length === 0) return;
    this.sink.int(geometries.length);
    for (const geometry of geometries) this.geometry(geometry);
  }

  node(node: OsgbNode): void {
    if (node.childFiles.length === 0) {
      this.geode(node.geometries);
      return;
    }
    const { sink } = this;
    openObject(sink, 'osg::PagedLOD', VARIANCE_UNSPECIFIED);
    writeNodeFields(sink);
    sink.int(USER_DEFINED_CENTER);
    sink.bools(true);
    sink.doubles(...node.centreM, node.radiusM);
    sink.int(PIXEL_SIZE_ON_SCREEN);
    sink.bools(true);
    sink.int(node.childFiles.length + 1);
    sink.floats(0, node.switchPixels);
    for (let i = 0; i < node.childFiles.length; i++) sink.floats(node.switchPixels, FARTHEST);
    sink.bools(true, false); // DatabasePath: where this file lies
    sink.int(0);
    sink.bools(false, true); // DisableExternalChildrenPaging, RangeDataList
    sink.int(node.childFiles.length + 1);
    sink.text('');
    for (const file of node.childFiles) sink.text(file);
    sink.int(node.childFiles.length + 1);
    for (let i = 0; i <= node.childFiles.length; i++) sink.floats(0, 1);
    sink.bools(true);
    sink.int(1);
    this.geode(node.geometries);
  }
}

/**
 * The bytes of a tile file. A node without child files becomes a Geode, several nodes a Group.
 * Throws on an image index or vertex index that the tile does not have: the caller made the tile.
 */
export function writeOsgb(tile: OsgbTile): Uint8Array {
  assertConsistent(tile);
  const writer = new TileWriter(tile);
  const { sink } = writer;
  sink.int(layout.HEADER_LOW);
  sink.int(layout.HEADER_HIGH);
  sink.int(layout.READ_SCENE);
  sink.int(layout.WRITTEN_VERSION);
  sink.int(0); // attributes: no domains, no schema, no brackets
  sink.text('0'); // no compressor
  const [only] = tile.nodes;
  if (only !== undefined && tile.nodes.length === 1) {
    writer.node(only);
    return sink.finish();
  }
  openObject(sink, 'osg::Group', VARIANCE_UNSPECIFIED);
  writeNodeFields(sink);
  sink.bools(tile.nodes.length > 0);
  if (tile.nodes.length > 0) {
    sink.int(tile.nodes.length);
    for (const node of tile.nodes) writer.node(node);
  }
  return sink.finish();
}

function assertConsistent(tile: OsgbTile): void {
  tile.nodes.forEach((node, n) =>
    node.geometries.forEach((geometry, g) => {
      const where = `node ${n}, geometry ${g}`;
      const vertices = geometry.positionsM.length / 3;
      if (geometry.image !== null && tile.images[geometry.image] === undefined) {
        throw new Error(`${where}: image ${geometry.image} of ${tile.images.length}`);
      }
      for (const [name, array, width] of [
        ['uvs', geometry.uvs, 2],
        ['normals', geometry.normals, 3],
        ['colours', geometry.colours, 4],
      ] as const) {
        if (array !== null && array.length !== vertices * width) {
          throw new Error(`${where}: ${array.length} numbers of ${name} for ${vertices} vertices`);
        }
      }
      for (const index of geometry.indices) {
        if (index >= vertices) throw new Error(`${where}: index ${index} of ${vertices} vertices`);
      }
    }),
  );
}
