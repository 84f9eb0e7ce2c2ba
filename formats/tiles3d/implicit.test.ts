import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subtree } from './content.test-support.ts';
import type { ImplicitTiling } from './implicit.ts';
import {
  buffersOf,
  childCoordinates,
  derivedVolume,
  mortonIndex,
  openSubtree,
  parseImplicitTiling,
  parseSubtree,
  templateUri,
} from './implicit.ts';

const QUADTREE = {
  subdivisionScheme: 'QUADTREE',
  subtreeLevels: 2,
  availableLevels: 4,
  subtrees: { uri: 's/{level}.{x}.{y}.subtree' },
};

function tilingOf(json: object): ImplicitTiling {
  const tiling = parseImplicitTiling(json);
  if (!tiling.ok) throw new Error(tiling.error.message);
  return tiling.value;
}

const NONE = new Map<string, Uint8Array>();
const open = (
  bytes: Uint8Array,
  tiling: ImplicitTiling,
  external: ReadonlyMap<string, Uint8Array> = NONE,
) => {
  const file = parseSubtree(bytes);
  return file.ok ? openSubtree(file.value, tiling, external) : file;
};

describe('Morton order', () => {
  it('reference: the figures of OGC 22-025r4 § 8.6.2', () => {
    // level 2 of a quadtree, rows from y = 0
    const rows = [0, 1, 2, 3].map((y) => [0, 1, 2, 3].map((x) => mortonIndex({ x, y, z: 0 }, 4)));
    expect(rows).toEqual([
      [0, 1, 4, 5],
      [2, 3, 6, 7],
      [8, 9, 12, 13],
      [10, 11, 14, 15],
    ]);
    expect(mortonIndex({ x: 1, y: 1, z: 1 }, 8)).toBe(7);
    expect(mortonIndex({ x: 2, y: 0, z: 1 }, 8)).toBe(12);
    expect(mortonIndex({ x: 2 ** 20, y: 0, z: 0 }, 4)).toBe(2 ** 40);
  });

  it('property: the children of the tile with index i have the indices from i · N', () => {
    const coordinate = fc.integer({ min: 0, max: 2 ** 15 });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, fc.constantFrom(4, 8), (x, y, z, branching) => {
        const parent = { level: 16, x, y, z: branching === 8 ? z : 0 };
        const first = mortonIndex(parent, branching) * branching;
        const indices = childCoordinates(parent, branching).map((child) => mortonIndex(child, branching));
        expect(indices).toEqual(Array.from({ length: branching }, (_, i) => first + i));
      }),
    );
  });
});

describe('derived volumes', () => {
  it('reference: a box is halved along its own axes; z stays whole in a quadtree', () => {
    const box = [10, 20, 30, 4, 0, 0, 0, 8, 0, 0, 0, 16];
    expect(derivedVolume({ box }, { level: 1, x: 1, y: 0, z: 0 }, 4)).toEqual({
      box: [12, 16, 30, 2, 0, 0, 0, 4, 0, 0, 0, 16],
    });
    expect(derivedVolume({ box }, { level: 1, x: 0, y: 1, z: 1 }, 8)).toEqual({
      box: [8, 24, 38, 2, 0, 0, 0, 4, 0, 0, 0, 8],
    });
  });

  it('reference: a region is halved in longitude and latitude, over the antimeridian as well', () => {
    const region = [0, 0, 0.4, 0.8, 5, 25];
    const at = { level: 2, x: 3, y: 0, z: 0 };
    const derived = derivedVolume({ region }, at, 4);
    const numbers = derived !== null && 'region' in derived ? derived.region : [];
    [0.3, 0, 0.4, 0.2, 5, 25].forEach((value, i) => expect(numbers[i]).toBeCloseTo(value, 12));
    const over = derivedVolume({ region: [3, 0, -3, 1, 0, 1] }, { level: 1, x: 1, y: 0, z: 0 }, 4);
    const [west, , east] = over !== null && 'region' in over ? over.region : [];
    expect([west, east]).toEqual([expect.closeTo(Math.PI, 12), expect.closeTo(-3, 12)]);
    expect(derivedVolume({}, at, 4)).toBeNull();
  });
});

describe('subtrees', () => {
  it('reference: bits are read from the lowest, level after level in Morton order', () => {
    // tiles: root and its children 1 and 2; contents: child 2; subtrees below: 5 and 9
    const bytes = subtree([Uint8Array.of(0b01101), Uint8Array.of(0b01000), Uint8Array.of(0b100000, 0b10)], {
      tileAvailability: { bitstream: 0 },
      contentAvailability: [{ bitstream: 1 }],
      childSubtreeAvailability: { bitstream: 2 },
    });
    const opened = open(bytes, tilingOf(QUADTREE));
    if (!opened.ok) throw new Error(opened.error.message);
    const { value } = opened;
    expect(value.tile(0, 0)).toBe(true);
    expect([0, 1, 2, 3].filter((i) => value.tile(1, i))).toEqual([1, 2]);
    expect([0, 1, 2, 3].filter((i) => value.content(0, 1, i))).toEqual([2]);
    expect(value.content(0, 0, 0)).toBe(false);
    expect(Array.from({ length: 16 }, (_, i) => i).filter((i) => value.childSubtree(i))).toEqual([5, 9]);
  });

  it('property: JSON with a buffer beside it, constants, and the draft of the extension say the same', () => {
    const json = {
      buffers: [{ uri: 'bits.bin', byteLength: 1 }],
      bufferViews: [{ buffer: 0, byteOffset: 0, byteLength: 1 }],
      tileAvailability: { bufferView: 0 },
      contentAvailability: { constant: 1 },
      childSubtreeAvailability: { constant: 0 },
    };
    const bytes = Uint8Array.from(JSON.stringify(json), (letter) => letter.charCodeAt(0));
    const parsed = parseSubtree(bytes);
    expect(parsed.ok && buffersOf(parsed.value)).toEqual(['bits.bin']);
    const draft = tilingOf({ ...QUADTREE, availableLevels: undefined, maximumLevel: 3 });
    expect(draft).toEqual(tilingOf(QUADTREE));
    const opened = open(bytes, draft, new Map([['bits.bin', Uint8Array.of(0b10011)]]));
    expect(opened.ok && [0, 1, 2, 3].map((i) => opened.value.tile(1, i))).toEqual([true, false, false, true]);
    expect(opened.ok && opened.value.content(0, 1, 3)).toBe(true);
    expect(opened.ok && opened.value.childSubtree(0)).toBe(false);
  });

  it('errors: each code once, and each way to be broken', () => {
    expect(parseImplicitTiling({ ...QUADTREE, subtreeLevels: 0 })).toMatchObject({
      error: { code: 'implicit-tiling', message: expect.stringContaining('subtreeLevels') },
    });
    expect(parseImplicitTiling({ ...QUADTREE, availableLevels: undefined })).toMatchObject({
      error: { code: 'implicit-tiling' },
    });
    const sound = subtree([], {
      tileAvailability: { constant: 1 },
      childSubtreeAvailability: { constant: 0 },
    });
    expect(open(sound, tilingOf(QUADTREE)).ok).toBe(true);
    const few = subtree([Uint8Array.of(1)], {
      tileAvailability: { constant: 1 },
      childSubtreeAvailability: { bitstream: 0 },
    });
    const nowhere = subtree([], {
      tileAvailability: { bitstream: 4 },
      childSubtreeAvailability: { constant: 0 },
    });
    for (const bytes of [sound.subarray(0, 40), Uint8Array.of(1, 2, 3), few, nowhere, new Uint8Array(0)]) {
      expect(open(bytes, tilingOf(QUADTREE))).toMatchObject({ error: { code: 'subtree-broken' } });
    }
  });

  it('reference: templates take level, x, y and z', () => {
    expect(templateUri('a/{level}/{x}_{y}_{z}.glb', { level: 3, x: 5, y: 6, z: 7 })).toBe('a/3/5_6_7.glb');
    expect(templateUri('{other}', { level: 3, x: 5, y: 6, z: 7 })).toBe('{other}');
  });
});
