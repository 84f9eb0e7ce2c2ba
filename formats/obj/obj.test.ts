/** OBJ and MTL readers. Source: Wavefront, Advanced Visualizer, appendix B1; three.js OBJLoader as a peer. */
import fc from 'fast-check';
import type { BufferGeometry, Mesh } from 'three';
import { OBJLoader } from 'three/examples/jsm/loaders/OBJLoader.js';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../osgb/utf8.ts';
import { LineCutter } from './line-cutter.ts';
import type { ObjMesh } from './model.ts';
import { ObjBoundsReader } from './read-bounds.ts';
import { readMtl } from './read-mtl.ts';
import { ObjReader, readObj } from './read-obj.ts';
import { objBytes, objText, SEEDED_OBJ } from './seeded-obj.test-support.ts';
import { VertexMaker } from './vertices.ts';

const read = (text: string): ObjMesh => readObj(encodeUtf8(text));
const all = (length: number): Uint32Array => Uint32Array.from({ length }, (_, index) => index);

/** Positions, three by three. */
function trianglesOf(mesh: ObjMesh): number[][] {
  const maker = new VertexMaker(mesh);
  return mesh.groups.flatMap((group) => {
    const { positionsM, indices } = maker.geometryOf(group, all(group.corners.length / 6));
    return Array.from({ length: indices.length / 3 }, (_, triangle) =>
      [0, 1, 2].flatMap((k) => {
        const vertex = indices[3 * triangle + k]!;
        return [...positionsM.subarray(3 * vertex, 3 * vertex + 3)];
      }),
    );
  });
}

const TRIANGLE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';
const codes = (text: string) => read(text).findings.map(({ code, line, count }) => [code, line, count]);

describe('OBJ', () => {
  it('golden: the seeded file has its groups, its triangles and nothing to find', () => {
    const mesh = readObj(objBytes(SEEDED_OBJ));
    expect(mesh.libraries).toEqual(['tile.mtl']);
    expect(mesh.findings).toEqual([]);
    expect(
      mesh.groups.map(({ material, textured, corners }) => [material, textured, corners.length / 6]),
    ).toEqual([
      ['ground', true, 2],
      ['wall', true, 2],
      ['plain', false, 4],
    ]);
    expect([...mesh.groups[0]!.corners]).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 2, 2, 3, 3]);
  });

  it('property: what is written comes back to the last bit, in one piece or in many', () => {
    const finite = fc.double({ min: -5e7, max: 5e7, noNaN: true });
    const vertices = fc.array(fc.tuple(finite, finite, finite), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(
        vertices,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 50 }),
        (given, stream, size) => {
          const next = (below: number): number => (stream.next().value as number) % below;
          const faces = Array.from({ length: 5 }, () => [0, 1, 2].map(() => 1 + next(given.length)));
          const text = objText({
            vertices: given,
            uvs: [],
            groups: [{ material: 'a', faces: faces.map((face) => face.map(String)) }],
          });
          const reader = new ObjReader();
          const bytes = encodeUtf8(text);
          for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
          const mesh = reader.end();
          expect([...mesh.positionsM]).toEqual(given.flat().map((value) => value + 0));
          const left = mesh.findings.reduce((sum, { count }) => sum + count, 0);
          expect((mesh.groups[0]?.corners.length ?? 0) / 6 + left).toBe(5);
          expect(mesh).toEqual(readObj(bytes));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('property: a polygon without holes is covered once, whatever its plane and its corners', () => {
    const turns = fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(turns, fc.integer({ min: 0, max: 5 }), (radii, view) => {
        // a star around zero: its area is the sum of its sectors
        const flat = radii.map((r, i) => {
          const angle = (2 * Math.PI * i) / radii.length;
          return [r * Math.cos(angle), r * Math.sin(angle)] as const;
        });
        const placed = flat.map(([x, y]) => {
          const spread = [x, y, 0.3 * x];
          return [0, 1, 2].map((k) => spread[(k + view) % 3]! + 1000).slice(0, 3);
        });
        if (view > 2) placed.reverse();
        const face = placed.map((_, i) => String(i + 1));
        const text = objText({ vertices: placed, uvs: [], groups: [{ material: 'a', faces: [face] }] });
        const normal = [0, 0, 0];
        let sizes = 0;
        for (const t of trianglesOf(read(text))) {
          const [u, v] = [
            [3, 4, 5],
            [6, 7, 8],
          ].map((at) => at.map((i, k) => t[i]! - t[k]!)) as [number[], number[]];
          const n = [0, 1, 2].map(
            (k) => u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!,
          );
          n.forEach((value, k) => (normal[k]! += value));
          sizes += Math.hypot(...n);
        }
        const next = (i: number) => flat[(i + 1) % flat.length]!;
        const area = flat.reduce((sum, [x, y], i) => sum + x * next(i)[1] - y * next(i)[0], 0);
        const whole = area * Math.sqrt(1 + 0.3 ** 2);
        expect(sizes).toBeCloseTo(whole, 6);
        expect(Math.hypot(...normal)).toBeCloseTo(whole, 6);
      }),
    );
  });

  it('reference: a projected coordinate keeps every digit, with exponents and long fractions too', () => {
    const mesh = read('v 553330.1234 3306500.0009 12.5\nv 4.0553330123456789e7 -3.3e+6 .5\nv 1. +2 -0.001\n');
    expect([...mesh.positionsM]).toEqual([
      ...[553330.1234, 3306500.0009, 12.5],
      ...[40553330.123456789, -3300000, 0.5],
      ...[1, 2, -0.001],
    ]);
    const bounds = new ObjBoundsReader();
    bounds.push(encodeUtf8('# v 9 9 9\n \tv 1 2 3\nvt 8 8\nv nan 0 0\nv -1 5 4'));
    expect(bounds.end()).toEqual({ min: [-1, 2, 3], max: [1, 5, 4] });
  });

  it('reference: comments, CRLF, continued lines, o, g, s, colours, l and negative indices', () => {
    const text =
      '# a\r\no x\r\ng y z\r\ns 1\r\nv 0 0 0 255 0 0\r\nv 1 0 \\\r\n 0\r\nv 0 1 0 # last\r\nl 1 2\r\nvn 0 0 1\r\nusemtl a b\r\nf -3//1 -2//1 \\\r\n-1//1 # end\r\n';
    const mesh = read(text);
    expect(mesh.findings).toEqual([]);
    expect(mesh.groups.map(({ material }) => material)).toEqual(['a b']);
    expect(trianglesOf(mesh)).toEqual([[0, 0, 0, 1, 0, 0, 0, 1, 0]]);
  });

  it('reference: names in GBK keep their backslashes and do not continue their line', () => {
    // 乗 is 81 5C in GBK: its second byte is a backslash
    const bytes = Uint8Array.of(
      ...encodeUtf8('usemtl '),
      0x81,
      0x5c,
      ...encodeUtf8(`\n${TRIANGLE}f 1 2 3\n`),
    );
    const gbk = new TextDecoder('gb18030');
    const mesh = readObj(bytes, (name) => gbk.decode(name));
    expect(mesh.groups.map(({ material }) => material)).toEqual(['乗']);
  });

  it('peer: three.js reads the same triangles from the seeded file', () => {
    const group = new OBJLoader().parse(objText(SEEDED_OBJ));
    const peer = group.children.flatMap((child) => {
      const position = ((child as Mesh).geometry as BufferGeometry).getAttribute('position');
      return Array.from({ length: position.count / 3 }, (_, t) => [
        ...position.array.slice(9 * t, 9 * t + 9),
      ]);
    });
    const key = (triangle: readonly number[]): string => triangle.map((value) => Math.fround(value)).join();
    // but for the concave face, of which three.js makes a fan
    const ours = trianglesOf(readObj(objBytes(SEEDED_OBJ))).slice(0, 4);
    expect(ours.map(key)).toEqual(peer.slice(0, 4).map(key));
    expect(peer).toHaveLength(8);
  });

  it('errors: each fault is a finding with its line and its count, and the rest is read', () => {
    const face = 'f 1 2 3\n';
    const after = (line: string) => codes(`${TRIANGLE}${line}\n${face}`);
    expect(after('v 1 nan 2')).toEqual([['bad-vertex', 4, 1]]);
    expect(after('v 1e999 2 3')).toEqual([['bad-vertex', 4, 1]]);
    expect(after('v 1 2')).toEqual([['bad-vertex', 4, 1]]);
    expect(after('vt x')).toEqual([['bad-uv', 4, 1]]);
    expect(after('f 1 2 4\nf 0 1 2\nf 1 2 -4\nf 1/1 2/1 3/1')).toEqual([['bad-index', 4, 4]]);
    expect(after('v 0 inf 0\nf 1 2 4')).toEqual([
      ['bad-vertex', 4, 1],
      ['bad-index', 5, 1],
    ]);
    expect(after('f 1 2\nf\nf 1 2 x')).toEqual([['bad-face', 4, 3]]);
    expect(after('f 1 2 2\nf 1 1 1 1')).toEqual([['zero-area', 4, 2]]);
    expect(after('vt 0 0\nf 1/1 2 3')).toEqual([['mixed-corners', 5, 1]]);
    expect(codes(`${TRIANGLE}${face}f 1 2`)).toEqual([
      ['bad-face', 5, 1],
      ['unfinished-line', 5, 1],
    ]);
    expect(trianglesOf(read(`${TRIANGLE}v 1 nan 2\n${face}`))).toHaveLength(1);
    expect(read('').groups).toEqual([]);
    const tooLong: number[] = [];
    const cutter = new LineCutter(
      () => tooLong.push(-1),
      (line) => tooLong.push(line),
    );
    for (let piece = 0; piece < 18; piece++) cutter.push(new Uint8Array(1 << 20).fill(65));
    cutter.push(encodeUtf8('\nf'));
    expect(cutter.end()).toBe(2);
    expect(tooLong).toEqual([1, -1]);
  });
});

describe('MTL', () => {
  it('reference: colours, pictures with options and blanks in their names, the first of two alike', () => {
    const text = `# m
newmtl roof tiles
Kd 0.5 0.25 1
map_Ka no.jpg
map_Kd -clamp on -s 2 3 1 -o 0.5 textures\\my roof 2.JPG
newmtl plain
Kd 2 0 0
newmtl plain
map_Kd other.png
NEWMTL last
map_kd -bm 0.2 "a b.png"
`;
    expect(readMtl(encodeUtf8(text))).toEqual([
      {
        name: 'roof tiles',
        colour: [0.5, 0.25, 1],
        texture: { fileName: 'textures\\my roof 2.JPG', scale: [2, 3], offset: [0.5, 0] },
      },
      { name: 'plain', colour: null, texture: null },
      { name: 'last', colour: null, texture: { fileName: 'a b.png', scale: [1, 1], offset: [0, 0] } },
    ]);
  });
});
