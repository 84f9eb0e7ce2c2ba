import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { WebIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { Matrix4, Vector3 } from 'three';
import { afterAll, describe, expect, it } from 'vitest';
import { b3dm, emptyPoints, subtree, triangleGlb } from '../formats/tiles3d/content.test-support.ts';
import { meshSurfaceCommand } from './commands/mesh-surface.ts';
import {
  external,
  fresh,
  GLB,
  imported,
  leaf,
  PLACE,
  quiet,
  removeAll,
  tileset,
} from './tileset-pipeline.test-support.ts';

const DATA = path.join(process.env['CHENGKAN_DATA'] ?? path.resolve('..', 'shared', 'data'), 'tiles3d');
const required = process.env['CHENGKAN_DATA_REQUIRED'] === '1';
afterAll(removeAll);
const withData = it.skipIf(!required && !existsSync(DATA));

interface AnyTile {
  readonly transform?: readonly number[];
  readonly content?: { readonly uri: string };
  readonly contents?: readonly { readonly uri: string }[];
  readonly children?: readonly AnyTile[];
}
const jsonOf = (file: string): { root: AnyTile } => JSON.parse(readFileSync(file, 'utf8'));
const urisOf = (tile: AnyTile): string[] => [
  ...[...(tile.content ? [tile.content] : []), ...(tile.contents ?? [])].map(({ uri }) => uri),
  ...(tile.children ?? []).flatMap(urisOf),
];

const io = new WebIO().registerExtensions(ALL_EXTENSIONS);
const TO_Z_UP = new Matrix4().set(1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1);

/** ECEF of the vertices of a content by Cesium's rule: tile × RTC × y up to z up × node, with three.js's matrices. */
async function verticesOf(bytes: Uint8Array, tile: Matrix4): Promise<number[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const isB3dm = view.getUint8(0) === 0x62;
  const at = (offset: number): number => view.getUint32(offset, true);
  const table: { RTC_CENTER?: [number, number, number] } = isB3dm
    ? JSON.parse(Buffer.from(bytes.subarray(28, 28 + at(12))).toString())
    : {};
  const glb = isB3dm ? bytes.slice(28 + at(12) + at(16) + at(20) + at(24)) : bytes;
  const document = await io.readBinary(new Uint8Array(glb));
  const rtc = new Matrix4().makeTranslation(...(table.RTC_CENTER ?? [0, 0, 0]));
  const out: number[] = [];
  for (const node of document.getRoot().listNodes()) {
    const matrix = tile
      .clone()
      .multiply(rtc)
      .multiply(TO_Z_UP)
      .multiply(new Matrix4().fromArray(node.getWorldMatrix()));
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      const positions = primitive.getAttribute('POSITION');
      for (let v = 0; v < (positions?.getCount() ?? 0); v++) {
        const [x = 0, y = 0, z = 0] = positions?.getElement(v, []) ?? [];
        out.push(...new Vector3(x, y, z).applyMatrix4(matrix).toArray());
      }
    }
  }
  return out;
}

/** Of every content that is a mesh, in the order of the tiles. */
async function allVertices(file: string, above = new Matrix4()): Promise<number[][]> {
  const walk = async (tile: AnyTile, parent: Matrix4): Promise<number[][]> => {
    const own = tile.transform === undefined ? new Matrix4() : new Matrix4().fromArray([...tile.transform]);
    const matrix = parent.clone().multiply(own);
    const out: number[][] = [];
    for (const uri of urisOf({ ...tile, children: [] })) {
      const content = path.resolve(path.dirname(file), decodeURIComponent(uri));
      if (content.endsWith('.json')) out.push(...(await allVertices(content, matrix)));
      else if (!content.endsWith('.pnts')) out.push(await verticesOf(readFileSync(content), matrix));
    }
    for (const child of tile.children ?? []) out.push(...(await walk(child, matrix)));
    return out;
  };
  return await walk(jsonOf(file).root, above);
}

function furthestM(a: readonly number[][], b: readonly number[][]): number {
  expect(a.map(({ length }) => length)).toEqual(b.map(({ length }) => length));
  let worst = 0;
  a.forEach((vertices, i) =>
    vertices.forEach((value, k) => (worst = Math.max(worst, Math.abs(value - (b[i]?.[k] ?? NaN))))),
  );
  return worst;
}

describe('tilesets of others', () => {
  withData(
    'peer: three.js finds the vertices of real tilesets where it finds those of the source',
    async () => {
      for (const name of ['dayanta', 'cesium-samples/1.0/TilesetWithRequestVolume']) {
        const source = path.join(DATA, name, 'tileset.json');
        const { out, value } = await imported(source);
        expect(value.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        const [before, after] = [
          await allVertices(source),
          await allVertices(path.join(out, 'tileset.json')),
        ];
        expect(before.length).toBeGreaterThan(4);
        expect(furthestM(before, after)).toBeLessThan(1e-3);
      }
    },
  );

  withData('peer: kept contents are byte for byte those of the source', async () => {
    const source = path.join(DATA, 'cesium-samples', '1.0', 'TilesetWithRequestVolume');
    const { out, value } = await imported(path.join(source, 'tileset.json'), { contents: 'keep' });
    expect(value).toMatchObject({ tiles: 6, findings: [] });
    for (const name of ['points.pnts', 'building.b3dm', 'city/ul.b3dm']) {
      expect(readFileSync(path.join(out, name)).equals(readFileSync(path.join(source, name)))).toBe(true);
    }
  });

  withData('peer: implicit tiles show the contents that lie in the folder, each once', async () => {
    const source = path.join(DATA, 'cesium-samples', '1.1', 'SparseImplicitQuadtree');
    const { out, value } = await imported(path.join(source, 'tileset.json'), {
      origin: '29.88,121.55,10',
      contents: 'keep',
    });
    const there = readdirSync(path.join(source, 'content')).map((name) => `content/${name}`);
    expect(urisOf(jsonOf(path.join(out, 'tileset.json')).root).sort()).toEqual(there.sort());
    expect(value).toMatchObject({ tiles: there.length, findings: [] });
    expect(value.origin.latitudeDeg).toBeCloseTo(29.88, 9);
  });

  it('reference: RTC_CENTER, Z up and transforms of the tiles are applied in double precision', async () => {
    const tile = b3dm(triangleGlb({ positions: [1, 2, 3, 11, 2, 3, 1, 12, 3] }), {
      RTC_CENTER: [100000.25, 0, 0.125],
    });
    const source = tileset({
      root: {
        transform: PLACE,
        children: [leaf('a.b3dm', { transform: [...PLACE.slice(0, 12), 5, 6, 7, 1] })],
      },
      files: { 'a.b3dm': tile },
    });
    const { out } = await imported(source);
    const after = await allVertices(path.join(out, 'tileset.json'));
    expect(furthestM(await allVertices(source), after)).toBeLessThan(1e-5);
    const up = tileset({ root: { transform: PLACE, content: { uri: 'a.b3dm' } }, files: { 'a.b3dm': tile } });
    const stated = JSON.parse(readFileSync(up, 'utf8'));
    writeFileSync(up, JSON.stringify({ ...stated, asset: { version: '1.0', gltfUpAxis: 'Z' } }));
    const zUp = await imported(up);
    const [first] = await allVertices(path.join(zUp.out, 'tileset.json'));
    const expected = new Vector3(100001.25, 2, 3.125).applyMatrix4(new Matrix4().fromArray(PLACE)).toArray();
    expected.forEach((value, i) => expect(Math.abs(value - (first?.[i] ?? NaN))).toBeLessThan(1e-5));
    const kept = await imported(up, { contents: 'keep' });
    expect(readFileSync(path.join(kept.out, 'tileset.json'), 'utf8')).toContain('"gltfUpAxis":"Z"');
  });

  it('property: subtrees beyond the first tileset become tilesets of their own, and the surface reads the same', async () => {
    const one = (childSubtrees: Uint8Array): Uint8Array =>
      subtree([Uint8Array.of(0b11111), childSubtrees], {
        tileAvailability: { bitstream: 0 },
        contentAvailability: [{ constant: 1 }],
        childSubtreeAvailability: { bitstream: 1 },
      });
    const implicitTiling = {
      subdivisionScheme: 'QUADTREE',
      subtreeLevels: 2,
      availableLevels: 4,
      subtrees: { uri: 's/{level}_{x}_{y}.subtree' },
    };
    const files: Record<string, Uint8Array> = { 's/0_0_0.subtree': one(Uint8Array.of(0b1, 0)) };
    files['s/2_0_0.subtree'] = one(Uint8Array.of(0, 0));
    const places = [
      '0/0/0',
      '2/0/0',
      ...[1, 3].flatMap((level) => ['0/0', '1/0', '0/1', '1/1'].map((xy) => `${level}/${xy}`)),
    ];
    for (const place of places) files[`c/${place}.glb`] = GLB;
    const root = {
      transform: PLACE,
      refine: 'REPLACE',
      content: { uri: 'c/{level}/{x}/{y}.glb' },
      implicitTiling,
    };
    const source = tileset({ root, files });
    const { out, value } = await imported(source);
    expect(value).toMatchObject({ tiles: 10, findings: [] });
    expect(urisOf(jsonOf(path.join(out, 'tileset.json')).root)).toHaveLength(10);
    const surface = async (file: string) => {
      const answer = await meshSurfaceCommand.run({ source: file, out: `${fresh()}.tif`, gsd: 0.5 }, quiet);
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value;
    };
    expect((await surface(source)).sha256).toBe((await surface(path.join(out, 'tileset.json'))).sha256);
    rmSync(path.join(path.dirname(source), 's', '2_0_0.subtree'));
    const torn = await imported(source);
    expect(torn.value.findings).toMatchObject([{ code: 'content-missing', path: 's/2_0_0.subtree' }]);
    expect(torn.value.tiles).toBe(5);
  });

  it('property: a REPLACE tile stands in for what is missing below it, and nothing of that is left over', async () => {
    const broken = b3dm(GLB, {}).subarray(0, 60);
    const parent = (uri: string): object =>
      leaf('coarse.glb', { refine: 'REPLACE', geometricError: 5, children: [leaf('fine.glb'), leaf(uri)] });
    const files = { 'coarse.glb': GLB, 'fine.glb': GLB, 'broken.b3dm': broken };
    const whole = await imported(
      tileset({ root: { transform: PLACE, children: [parent('fine.glb')] }, files }),
    );
    expect(whole.value).toMatchObject({ tiles: 3, findings: [] });
    for (const [uri, code] of [
      ['gone.glb', 'content-missing'],
      ['broken.b3dm', 'content-broken'],
    ] as const) {
      const { out, value } = await imported(
        tileset({ root: { transform: PLACE, children: [parent(uri)] }, files }),
      );
      expect(value).toMatchObject({ tiles: 1, findings: [{ code, path: uri, severity: 'error' }] });
      expect(readdirSync(out).sort()).toEqual(['coarse.glb', 'tileset.json']);
    }
  });

  it('property: nothing outside the folder is read, by no way of saying it', async () => {
    const at = fresh();
    mkdirSync(at, { recursive: true });
    const outside = path.join(path.dirname(at), 'outside.glb');
    writeFileSync(outside, GLB);
    const uris = [
      '../outside.glb',
      '%2e%2e/outside.glb',
      '..\\outside.glb',
      outside,
      `file://${outside}`,
      'https://x.example/a.glb',
      'link.glb',
    ];
    const source = tileset({
      root: {
        transform: PLACE,
        refine: 'ADD',
        content: { uri: 'a.glb' },
        children: uris.map((uri) => leaf(uri)),
      },
      files: { 'a.glb': GLB },
    });
    symlinkSync(outside, path.join(path.dirname(source), 'link.glb'));
    for (const contents of ['keep', 'rewrite'] as const) {
      const { out, value } = await imported(source, { contents });
      expect(value.tiles).toBe(1);
      expect(new Set(value.findings.map(({ code }) => code))).toEqual(new Set(['tile-outside']));
      expect(readdirSync(out).sort()).toEqual(['a.glb', 'tileset.json']);
    }
  });

  it('property: tilesets that name each other end in a finding, and what is there stays', async () => {
    const source = tileset({
      root: {
        transform: PLACE,
        refine: 'ADD',
        content: { uri: 'a.glb' },
        children: [leaf('b.json', { geometricError: 10 })],
      },
      files: {
        'a.glb': GLB,
        'b.json': external({ refine: 'ADD', content: { uri: 'a.glb' }, children: [leaf('c.json')] }),
        'c.json': external({ children: [leaf('b.json')] }),
      },
    });
    const { out, value } = await imported(source);
    expect(value).toMatchObject({ tiles: 2, findings: [{ code: 'tile-cycle', path: 'b.json' }] });
    expect(existsSync(path.join(out, 'c.json'))).toBe(false);
  });

  it('property: what no decoder reads is copied by name; of glTF beside its files all come along', async () => {
    const gltf = {
      asset: { version: '2.0' },
      scene: 0,
      scenes: [{ nodes: [0] }],
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
      accessors: [{ bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' }],
      bufferViews: [{ buffer: 0, byteLength: 36 }],
      buffers: [{ byteLength: 36, uri: 'bin/shape.bin' }],
    };
    const source = tileset({
      root: {
        transform: PLACE,
        refine: 'ADD',
        children: ['old.b3dm', 'p.pnts', 'draco.glb', 'open.gltf'].map((uri) => leaf(uri)),
      },
      files: {
        'old.b3dm': b3dm(triangleGlb({ positions: [0, 0, 0, 1, 0, 0, 0, 1, 0] }, 1), {}),
        'p.pnts': emptyPoints(),
        'draco.glb': triangleGlb({
          positions: [0, 0, 0, 1, 0, 0, 0, 1, 0],
          json: { extensionsUsed: ['KHR_draco_mesh_compression'] },
        }),
        'open.gltf': gltf,
        'bin/shape.bin': new Uint8Array(Float32Array.of(0, 0, 0, 5, 0, 0, 0, 5, 0).buffer),
      },
    });
    const { out, value } = await imported(source);
    expect(value.findings.map(({ code, path: name }) => `${code} ${name}`)).toEqual([
      'content-kept old.b3dm',
      'content-kept p.pnts',
      'content-kept draco.glb',
    ]);
    expect(readdirSync(out).sort()).toEqual(['draco.glb', 'old.b3dm', 'open.glb', 'p.pnts', 'tileset.json']);
    const kept = await imported(source, { contents: 'keep' });
    expect(readdirSync(kept.out).sort()).toContain('bin');
    expect(kept.value).toMatchObject({ tiles: 4, findings: [] });
  });

  it('property: a hundred thousand children come through in bounded time, and missing ones are one finding', async () => {
    const children = Array.from({ length: 100_000 }, (_, i) => leaf(i % 4 === 0 ? 'gone.glb' : 'a.glb'));
    const source = tileset({ root: { transform: PLACE, refine: 'ADD', children }, files: { 'a.glb': GLB } });
    // the bound is the time a test may take
    const { value } = await imported(source);
    expect(value.tiles).toBe(75_000);
    expect(value.findings).toHaveLength(1);
  });
});
