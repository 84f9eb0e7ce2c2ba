import { describe, expect, it } from 'vitest';
import { b3dm, cmpt, emptyPoints, joined, triangleGlb } from './content.test-support.ts';
import { openContent } from './open-content.ts';
import { readContentModel, readContentTriangles } from './read-content.ts';

const TRIANGLE = [1, 2, 3, 4, 5, 6, 7, 8, 10];

async function positions(bytes: Uint8Array, upAxis?: 'X' | 'Y' | 'Z'): Promise<number[]> {
  const read = await readContentTriangles(bytes, upAxis === undefined ? {} : { upAxis });
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value.flatMap(({ positionsM }) => [...positionsM]);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const read = await readContentModel(bytes);
  return read.ok ? 'accepted' : `${read.error.code}: ${read.error.message}`;
}

describe('where vertices lie', () => {
  it('reference: glTF is y up, Z and X up are turned as Cesium turns them', async () => {
    const glb = triangleGlb({ positions: TRIANGLE });
    expect((await positions(glb)).slice(0, 3)).toEqual([1, -3, 2]);
    expect((await positions(glb, 'Z')).slice(0, 3)).toEqual([1, 2, 3]);
    expect((await positions(glb, 'X')).slice(0, 3)).toEqual([-3, 2, 1]);
  });

  it('reference: RTC_CENTER and CESIUM_RTC are added after the turn, to a double', async () => {
    const centre = [-2178000.123456789, 4654000.25, 3760000.5];
    const [x = 0, y = 0, z = 0] = centre;
    const glb = triangleGlb({
      positions: TRIANGLE,
      json: {
        extensions: { CESIUM_RTC: { center: centre } },
        extensionsUsed: ['CESIUM_RTC'],
        extensionsRequired: ['CESIUM_RTC'],
      },
    });
    expect((await positions(glb)).slice(0, 3)).toEqual([x + 1, y - 3, z + 2]);
    const tile = b3dm(triangleGlb({ positions: TRIANGLE }), { BATCH_LENGTH: 0, RTC_CENTER: centre });
    expect((await positions(tile)).slice(0, 3)).toEqual([x + 1, y - 3, z + 2]);
  });

  it('property: node matrices that no rotation and scale say are applied as they are', async () => {
    const sheared = [1, 0, 0, 0, 0.5, 1, 0, 0, 0, 0, 1, 0, 100000.125, 0, 0, 1];
    const nodes = [
      { children: [1], translation: [0, 1000, 0] },
      { mesh: 0, matrix: sheared },
    ];
    const glb = triangleGlb({ positions: TRIANGLE, nodes });
    expect((await positions(glb)).slice(0, 3)).toEqual([1 + 1 + 100000.125, -3, 1002]);
  });

  it('property: a b3dm that does not begin at a multiple of four reads the same', async () => {
    const tile = b3dm(triangleGlb({ positions: TRIANGLE }), { BATCH_LENGTH: 0 }, '{} ');
    const shifted = joined(Uint8Array.of(0), tile).subarray(1);
    expect(await positions(shifted)).toEqual(await positions(tile));
  });

  it('property: a composite holds the triangles of its tiles', async () => {
    const glb = triangleGlb({ positions: TRIANGLE });
    const tile = cmpt(
      b3dm(glb, { BATCH_LENGTH: 0 }),
      cmpt(b3dm(glb, { RTC_CENTER: [10, 0, 0] })),
      emptyPoints(),
    );
    expect((await positions(tile)).filter((_, i) => i % 9 === 0)).toEqual([1, 11]);
    expect(await refusal(tile)).toBe('content-undecodable: composite with pnts');
  });

  it('property: a texture transform is in the coordinates afterwards', async () => {
    const uv = Float32Array.of(0.5, 0.25, 1, 0, 0, 1);
    const image =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const data = btoa(String.fromCharCode(...new Uint8Array(uv.buffer)));
    const transform = { offset: [0.1, 0.2], scale: [2, 3], rotation: 0 };
    const texture = { index: 0, extensions: { KHR_texture_transform: transform } };
    const glb = triangleGlb({
      positions: TRIANGLE,
      json: {
        extensionsUsed: ['KHR_texture_transform'],
        meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, material: 0 }] }],
        materials: [{ pbrMetallicRoughness: { baseColorTexture: texture }, alphaMode: 'MASK' }],
        textures: [{ source: 0 }],
        images: [{ uri: image }],
        accessors: [
          { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' },
          { bufferView: 1, componentType: 5126, count: 3, type: 'VEC2' },
        ],
        bufferViews: [
          { buffer: 0, byteLength: 36 },
          { buffer: 1, byteLength: 24 },
        ],
        buffers: [
          { byteLength: 36 },
          { byteLength: 24, uri: `data:application/octet-stream;base64,${data}` },
        ],
      },
    });
    const read = await readContentModel(glb);
    if (!read.ok) throw new Error(read.error.message);
    const [part] = read.value.parts;
    expect(part).toMatchObject({ image: 0, alphaMode: 'MASK' });
    expect(read.value.images).toMatchObject([{ mimeType: 'image/png' }]);
    [1.1, 0.95, 2.1, 0.2, 0.1, 3.2].forEach((value, i) => expect(part?.uvs?.[i]).toBeCloseTo(value, 6));
  });
});

describe('what cannot be read', () => {
  it('errors: each code, with the reason', async () => {
    const glb = triangleGlb({ positions: TRIANGLE });
    expect(await refusal(emptyPoints())).toBe('content-unsupported: pnts: holds no mesh');
    expect(await refusal(triangleGlb({ positions: TRIANGLE }, 1))).toBe('content-undecodable: glTF 1.0');
    const draco = { extensionsUsed: ['KHR_draco_mesh_compression'] };
    expect(await refusal(triangleGlb({ positions: TRIANGLE, json: draco }))).toBe(
      'content-undecodable: Draco compression',
    );
    const foreign = { extensionsUsed: ['X'], extensionsRequired: ['X'] };
    expect(await refusal(triangleGlb({ positions: TRIANGLE, json: foreign }))).toBe(
      'content-undecodable: extension X',
    );
    const whole = b3dm(glb, { BATCH_LENGTH: 0 });
    for (const broken of [
      whole.subarray(0, whole.length - 8),
      whole.subarray(0, 20),
      glb.subarray(0, 100),
      Uint8Array.of(1, 2, 3, 4, 5),
      new Uint8Array(0),
      triangleGlb({ positions: [NaN, 0, 0, 1, 0, 0, 0, 1, 0] }),
      triangleGlb({ positions: TRIANGLE, nodes: [{ children: [0], mesh: 0 }] }),
    ]) {
      expect(await refusal(broken)).toMatch(/^content-broken: /);
    }
  });

  it('property: no prefix of a content is read as the whole, and none throws', async () => {
    const whole = cmpt(b3dm(triangleGlb({ positions: TRIANGLE }), { RTC_CENTER: [1, 2, 3] }));
    for (let length = 0; length < whole.length; length += 3) {
      expect(openContent(whole.subarray(0, length)).ok).toBe(false);
    }
  });
});
