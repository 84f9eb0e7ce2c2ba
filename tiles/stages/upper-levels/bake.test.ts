/** Pictures of shapes whose colours are known texel by texel. */
import { expect, test } from 'vitest';
import { baked } from './bake.ts';
import { inOneAtlas } from './picture-atlas.ts';
import type { Shape } from './simplify-surface.ts';
import type { Patch, Picture, Surface } from './surface.ts';

type Colour = readonly [number, number, number];

/** No two texels of it are alike. */
function numbered(widthPx: number, heightPx: number, blue: number): Picture {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < widthPx * heightPx; i++) {
    rgb.set([8 * (i % widthPx), 8 * Math.floor(i / widthPx), blue], 3 * i);
  }
  return { widthPx, heightPx, rgb };
}

const plain = (colour: Colour): Picture => ({ widthPx: 1, heightPx: 1, rgb: Uint8Array.from(colour) });

function colourAt({ widthPx, heightPx, rgb }: Picture, u: number, v: number): number[] {
  const at = 3 * (Math.floor(v * heightPx) * widthPx + Math.floor(u * widthPx));
  return [...rgb.subarray(at, at + 3)];
}

const SQUARE = Uint32Array.of(0, 1, 2, 0, 2, 3);

/** Counter-clockwise corners, the picture upright on them. */
const square = (corners: readonly (readonly [number, number, number])[], picture: number): Patch => ({
  positionsM: Float64Array.from(corners.flat()),
  uvs: Float32Array.of(0, 1, 1, 1, 1, 0, 0, 0),
  indices: SQUARE,
  picture,
  repeats: false,
});

const floorAt = (heightM: number, picture: number): Patch =>
  square(
    [
      [0, 0, heightM],
      [16, 0, heightM],
      [16, 16, heightM],
      [0, 16, heightM],
    ],
    picture,
  );

const shapeOf = ({ positionsM, indices }: Patch): Shape => ({ positionsM, indices });

function surfaceOf(shape: Shape, source: Surface): Surface {
  const surface = baked(shape, source, { texelM: 1, reachM: 4 });
  if (surface === null) throw new Error('does not fit');
  return surface;
}

/** Colour in the middle of a square of a metre of the floor. */
function onFloor({ patches, pictures }: Surface, x: number, y: number): number[] {
  const { positionsM, uvs } = patches[0]!;
  const [first, last] = [0, 2].map((corner) => {
    const v = Array.from({ length: 4 }, (_, k) => k).find(
      (k) =>
        positionsM[3 * k] === (corner === 0 ? 0 : 16) && positionsM[3 * k + 1] === (corner === 0 ? 0 : 16),
    )!;
    return [uvs![2 * v]!, uvs![2 * v + 1]!] as const;
  });
  const share = (k: 0 | 1, value: number): number =>
    first![k] + ((value + 0.5) / 16) * (last![k] - first![k]);
  return colourAt(pictures[0]!, share(0, x), share(1, y));
}

test('property: a texel is the mean of the four that it covers, at its place', () => {
  const floor = floorAt(5, 0);
  const picture = numbered(32, 32, 77);
  const surface = surfaceOf(shapeOf(floor), { patches: [floor], pictures: [picture] });
  for (let y = 0; y < 16; y++) {
    for (let x = 0; x < 16; x++) {
      // columns 2 x and 2 x + 1; rows from the top
      const expected = [8 * (2 * x + 0.5), 8 * (31 - 2 * y - 0.5), 77];
      expect(onFloor(surface, x, y)).toEqual(expected);
    }
  }
});

test('property: the nearest floor gives the colour, and none beyond reach', () => {
  const pictures = [plain([200, 0, 0]), plain([0, 0, 200])];
  const floors = [floorAt(5, 0), floorAt(8, 1)];
  for (const [heightM, expected] of [
    [5.5, [200, 0, 0]],
    [7.6, [0, 0, 200]],
  ] as const) {
    const shape = shapeOf(floorAt(heightM, 0));
    for (const patches of [floors, floors.toReversed()]) {
      expect(onFloor(surfaceOf(shape, { patches, pictures }), 7, 7)).toEqual(expected);
    }
  }
  const far = surfaceOf(shapeOf(floorAt(12.5, 0)), { patches: floors, pictures });
  expect(far.pictures[0]!.rgb.every((value) => value === 0)).toBe(true);
});

test('property: a thin wall keeps the colours of its two sides', () => {
  const front = [
    [0, 5, 0],
    [16, 5, 0],
    [16, 5, 9],
    [0, 5, 9],
  ] as const;
  const back = front.map(([x, , z]) => [16 - x, 5.2, z] as const);
  const patches = [square(front, 0), square(back, 1)];
  // each side lies nearer to the other one's place than to its own
  const moved = [...front.map(([x, , z]) => [x, 5.15, z]), ...back.map(([x, , z]) => [x, 5.05, z])];
  const shape = {
    positionsM: Float64Array.from(moved.flat()),
    indices: Uint32Array.from([...SQUARE, ...SQUARE.map((index) => index + 4)]),
  };
  for (const order of [patches, patches.toReversed()]) {
    const pictures = [plain([200, 0, 0]), plain([0, 0, 200])];
    const wall = surfaceOf(shape, { patches: order, pictures });
    const { positionsM, uvs, indices } = wall.patches[0]!;
    for (let triangle = 0; triangle < 4; triangle++) {
      const corners = [...indices.subarray(3 * triangle, 3 * triangle + 3)];
      const middle = (k: 0 | 1): number => corners.reduce((sum, v) => sum + uvs![2 * v + k]!, 0) / 3;
      const inFront = positionsM[3 * corners[0]! + 1] === 5.15;
      expect(colourAt(wall.pictures[0]!, middle(0), middle(1))).toEqual(inFront ? [200, 0, 0] : [0, 0, 200]);
    }
  }
});

test('property: in an atlas every texel of every picture is where its coordinates say, with its edges repeated', () => {
  const sizes = [
    [30, 20],
    [7, 31],
    [1, 1],
    [16, 16],
  ] as const;
  const pictures = sizes.map(([width, height], i) => numbered(width, height, 50 * i));
  const patches = sizes.map((_, i) => floorAt(i, i));
  const atlas = inOneAtlas({ patches, pictures });
  if (atlas === null) throw new Error('does not fit');
  expect(atlas.patches).toHaveLength(1);
  expect(atlas.pictures).toHaveLength(1);
  const { uvs, indices, positionsM } = atlas.patches[0]!;
  const [whole] = atlas.pictures;
  pictures.forEach((picture, i) => {
    // corners 0 and 2 of a floor are the lower left and the upper right of its picture
    const [u0, v1, u1, v0] = [8 * i, 8 * i + 1, 8 * i + 4, 8 * i + 5].map((at) => uvs![at]!);
    const { widthPx, heightPx } = picture;
    for (let row = -3; row < heightPx + 3; row++) {
      for (let column = -3; column < widthPx + 3; column++) {
        const u = u0! + ((column + 0.5) / widthPx) * (u1! - u0!);
        const v = v0! + ((row + 0.5) / heightPx) * (v1! - v0!);
        const within = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
        const expected = [8 * within(column, widthPx), 8 * within(row, heightPx), 50 * i];
        expect(colourAt(whole!, u, v)).toEqual(expected);
      }
    }
    expect([...indices.subarray(6 * i, 6 * i + 6)].map((v) => positionsM[3 * v + 2])).toEqual(
      Array(6).fill(i),
    );
  });
});
