import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OsgbGeometry, OsgbTile } from './model.ts';
import { readOsgb } from './read.ts';
import { SEEDED_TILE as TILE, seededQuad } from './seeded-tile.test-support.ts';
import { toTriangles } from './triangles.ts';
import { writeOsgb } from './write.ts';

const DATA = path.join(process.env['CHENGKAN_DATA'] ?? path.resolve('..', 'shared', 'data'), 'osgb');
const required = process.env['CHENGKAN_DATA_REQUIRED'] === '1';
const withData = it.skipIf(!required && !existsSync(DATA));

function readOk(bytes: Uint8Array): OsgbTile {
  const read = readOsgb(bytes, {
    inflate: (packed, maxBytes) => unzipSync(packed, { maxOutputLength: maxBytes }),
  });
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}

interface Summary {
  readonly vertices: number;
  readonly triangles: number;
  readonly children: readonly string[];
  readonly min: readonly number[];
  readonly max: readonly number[];
}

function summarise(tile: OsgbTile): Summary {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  let [vertices, triangles] = [0, 0];
  for (const { positionsM, indices } of tile.nodes.flatMap((node) => node.geometries)) {
    vertices += positionsM.length / 3;
    triangles += indices.length / 3;
    positionsM.forEach((value, i) => {
      min[i % 3] = Math.min(min[i % 3]!, value);
      max[i % 3] = Math.max(max[i % 3]!, value);
    });
  }
  return { vertices, triangles, children: tile.nodes.flatMap((node) => node.childFiles).sort(), min, max };
}

/** What osgconv made of the seeded tile, by `npm run peers`. */
const stored: { versions: Record<string, string>; compressed: string; underMatrix: string } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'reference/osgconv.json'), 'utf8'),
);
const storedBytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

describe('OSGB', () => {
  it('property: what is written is read back, number by number', () => {
    expect(readOk(writeOsgb(TILE))).toEqual(TILE);
  });

  it('property: the same tile gives the same bytes', () => {
    expect(writeOsgb(TILE)).toEqual(writeOsgb(TILE));
  });

  it('property: a tile without images or nodes is a group without children', () => {
    expect(readOk(writeOsgb({ images: [], nodes: [] }))).toEqual({ images: [], nodes: [] });
  });

  withData('peer: every real tile holds what OpenSceneGraph 3.6.5 finds in it', () => {
    const { files } = JSON.parse(readFileSync(path.join(DATA, 'expected.json'), 'utf8')) as {
      files: Record<
        string,
        {
          paged_lods: number;
          geometries: number;
          children: string[];
          vertices: number;
          triangles: number;
          bbox_min: number[];
          bbox_max: number[];
          embedded_jpegs: number;
        }
      >;
    };
    for (const [file, expected] of Object.entries(files)) {
      const tile = readOk(readFileSync(path.join(DATA, file)));
      const { min, max, ...counts } = summarise(tile);
      expect({ file, ...counts }).toEqual({
        file,
        vertices: expected.vertices,
        triangles: expected.triangles,
        children: [...expected.children].sort(),
      });
      expect(tile.nodes.filter((node) => node.childFiles.length > 0).length).toBe(expected.paged_lods);
      expect(tile.nodes.flatMap((node) => node.geometries).length).toBe(expected.geometries);
      const jpegs = tile.images.filter(({ bytes }) => bytes?.[0] === 0xff && bytes[1] === 0xd8);
      expect(jpegs.length).toBe(expected.embedded_jpegs);
      // the expectation is rounded to a millimetre
      expected.bbox_min.forEach((value, axis) => expect(Math.abs(min[axis]! - value)).toBeLessThan(1e-3));
      expected.bbox_max.forEach((value, axis) => expect(Math.abs(max[axis]! - value)).toBeLessThan(1e-3));
    }
  });

  it('reference: osgconv reads a written tile and writes the same in every version of the layout', () => {
    const expected = summarise(TILE);
    const placing = ({ nodes }: OsgbTile) =>
      nodes.map(({ centreM, radiusM, switchPixels }) => ({ centreM, radiusM, switchPixels }));
    expect(Object.keys(stored.versions).length).toBe(12);
    for (const [version, base64] of Object.entries(stored.versions)) {
      const tile = readOk(storedBytes(base64));
      expect({ version, ...summarise(tile) }).toEqual({ version, ...expected });
      expect(placing(tile)).toEqual(placing(TILE));
      expect(tile.nodes[0]?.geometries[0]?.uvs).toEqual(TILE.nodes[0]?.geometries[0]?.uvs);
      expect(tile.images.map(({ bytes }) => [...(bytes ?? []).slice(0, 2)])).toEqual([[0x89, 0x50]]);
    }
  });

  it('reference: what osgconv compressed is read with an inflater and refused without', () => {
    expect(summarise(readOk(storedBytes(stored.compressed)))).toEqual(summarise(TILE));
    const refused = readOsgb(storedBytes(stored.compressed));
    expect(!refused.ok && refused.error.code).toBe('unsupported-compressor');
  });

  it('reference: a matrix over the model moves its vertices', () => {
    // a quarter turn to the left, then (5, 6, 7)
    const moved = storedBytes(stored.underMatrix);
    expect(moved.includes('osg::MatrixTransform')).toBe(true);
    const { min, max } = summarise(readOk(moved));
    expect([min, max]).toEqual([
      [-5, 106, 7],
      [5, 115, 9],
    ]);
  });

  it('reference: strips, fans and quads become triangles of the same facing (OpenGL 2.1, 2.6.1)', () => {
    const run = (mode: number, count: number): number[][] => {
      const set = {
        kind: 'primitives',
        mode,
        first: 10,
        lengths: Int32Array.of(count),
        indices: null,
      } as const;
      const all = [...toTriangles([set])];
      return Array.from({ length: all.length / 3 }, (_, t) => all.slice(3 * t, 3 * t + 3));
    };
    expect(run(5, 5)).toEqual([
      [10, 11, 12],
      [12, 11, 13],
      [12, 13, 14],
    ]);
    expect(run(6, 5)).toEqual([
      [10, 11, 12],
      [10, 12, 13],
      [10, 13, 14],
    ]);
    expect(run(9, 4)).toEqual(run(6, 4));
    expect(run(7, 9)).toEqual([
      [10, 11, 12],
      [10, 12, 13],
      [14, 15, 16],
      [14, 16, 17],
    ]);
    expect(run(8, 6)).toEqual([
      [10, 11, 13],
      [10, 13, 12],
      [12, 13, 15],
      [12, 15, 14],
    ]);
    expect(run(4, 7).length).toBe(2);
    expect(run(1, 8)).toEqual([]);
  });

  it('property: no flipped byte and no cut makes the reader throw or grow', () => {
    const bytes = writeOsgb(TILE);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(bytes.length),
        fc.boolean(),
        (flips, length, cut) => {
          const broken = bytes.slice(0, cut ? length : bytes.length);
          for (const [at, value] of flips) if (at < broken.length) broken[at] = value;
          const read = readOsgb(broken);
          if (!read.ok) {
            expect(read.error.message).toContain(`byte ${read.error.offset}`);
            return;
          }
          const { vertices, triangles } = summarise(read.value);
          expect(vertices).toBeLessThanOrEqual(broken.length);
          expect(triangles).toBeLessThanOrEqual(broken.length);
        },
      ),
      { numRuns: 3000, seed: 20261124 },
    );
  });
});

/** A Group (id 1) with the given bytes as its children. */
function group(childCount: number, children: Uint8Array): Uint8Array {
  const head = writeOsgb({ images: [], nodes: [] }).slice(0, -1);
  const out = new Uint8Array(head.length + 5 + children.length);
  out.set(head);
  out[head.length] = 1;
  new DataView(out.buffer).setUint32(head.length + 1, childCount, true);
  out.set(children, head.length + 5);
  return out;
}

function named(className: string, id: number): Uint8Array {
  const out = new Uint8Array(8 + className.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, className.length, true);
  out.set(new TextEncoder().encode(className), 4);
  view.setUint32(4 + className.length, id, true);
  return out;
}

function patched(at: number, value: number): Uint8Array {
  const bytes = writeOsgb(TILE);
  new DataView(bytes.buffer).setUint32(at, value, true);
  return bytes;
}

describe('OSGB refusals', () => {
  const reversed = Uint8Array.of(0x6c, 0x91, 0x0e, 0xa1, 0x1a, 0xfb, 0x45, 0x45);
  const find = (text: string): number => Buffer.from(writeOsgb(TILE)).indexOf(text);
  const nan = writeOsgb({
    ...TILE,
    nodes: [{ ...TILE.nodes[0]!, geometries: [seededQuad(Number.NaN)] }],
  });
  const deep = Array.from({ length: 80 }, (_, level) => [
    ...named('osg::Group', level + 2),
    ...new Uint8Array(4), // name
    2,
    ...new Uint8Array(3 + 1 + 5), // variance, no user data, no callbacks
    ...[1, 255, 255, 255, 255, 0, 1, 1, 0, 0, 0], // culling, mask, no state, one child
  ]).flat();
  it.each([
    ['not-osgb', new Uint8Array(64)],
    ['truncated', new Uint8Array(3)],
    ['big-endian', reversed],
    ['unsupported-version', patched(12, 400)],
    ['unsupported', patched(8, 2)],
    ['bad-count', group(0xffffffff, new Uint8Array())],
    ['unknown-class', group(1, named('osg::Nothing', 2))],
    ['unknown-class', group(1, named('constructor', 2))],
    ['bad-reference', group(1, named('osg::Group', 1))],
    ['too-deep', group(1, Uint8Array.from(deep))],
    ['bad-count', patched(find('tile.png') - 4, 0x7fffffff)],
    ['bad-vertex', nan],
  ])('errors: %s', (code, bytes) => {
    const read = readOsgb(bytes);
    expect(!read.ok && read.error.code).toBe(code);
  });

  it('errors: bad-index and inflate-failed', () => {
    const bytes = writeOsgb(TILE);
    const triangles = Buffer.from(bytes).indexOf(Buffer.from(Uint32Array.of(0, 1, 2, 0, 2, 3).buffer));
    bytes[triangles] = 77;
    const read = readOsgb(bytes);
    expect(!read.ok && read.error).toMatchObject({ code: 'bad-index' });
    const packed = Uint8Array.from([
      ...writeOsgb(TILE).slice(0, 20),
      4,
      0,
      0,
      0,
      0x7a,
      0x6c,
      0x69,
      0x62,
      1,
      2,
    ]);
    const failing = readOsgb(packed, {
      inflate: () => {
        throw new Error('broken stream');
      },
    });
    expect(!failing.ok && failing.error.code).toBe('inflate-failed');
  });

  it('errors: too-many, when shared groups multiply what is drawn without end', () => {
    // A geode read once and named again and again: each mention costs 15 bytes and would draw it anew.
    const one = writeOsgb({
      images: [],
      nodes: [{ ...TILE.nodes[1]!, childFiles: [], geometries: [wide()] }],
    });
    const header = writeOsgb({ images: [], nodes: [] }).indexOf(0x6f) - 4;
    const body = one.slice(header);
    const id = 1000;
    const renamed = Uint8Array.from(body);
    new DataView(renamed.buffer).setUint32(4 + 'osg::Geode'.length, id, true);
    const again = named('osg::Geode', id);
    const mentions = 400;
    const children = new Uint8Array(renamed.length + mentions * again.length);
    children.set(renamed);
    for (let i = 0; i < mentions; i++) children.set(again, renamed.length + i * again.length);
    const read = readOsgb(group(mentions + 1, children));
    expect(!read.ok && read.error.code).toBe('too-many');
  });

  it('errors: the writer throws on a tile that contradicts itself', () => {
    const one = (geometry: OsgbGeometry): OsgbTile => ({
      ...TILE,
      nodes: [{ ...TILE.nodes[1]!, geometries: [geometry] }],
    });
    expect(() => writeOsgb(one(seededQuad(0, { image: 7 })))).toThrow('image 7');
    expect(() => writeOsgb(one(seededQuad(0, { indices: Uint32Array.of(0, 1, 9) })))).toThrow('index 9');
    expect(() => writeOsgb(one(seededQuad(0, { uvs: new Float32Array(2) })))).toThrow('uvs');
  });
});

function wide(): OsgbGeometry {
  const vertices = 600;
  return {
    positionsM: new Float32Array(vertices * 3),
    normals: null,
    uvs: null,
    colours: null,
    indices: Uint32Array.from({ length: 300 }, (_, i) => i),
    image: null,
  };
}
