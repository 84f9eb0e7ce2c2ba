/** The tile that tests, soaks and `npm run peers` begin with: every kind of array once, two nodes, an image. */
import type { OsgbGeometry, OsgbTile } from './model.ts';

/** A PNG of one pixel: the format does not look into it, OpenSceneGraph reads it. */
const PIXEL = Uint8Array.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da6364f8cf500f00038601805a347d6b0000000049454e44ae426082'.match(
    /../g,
  ) ?? [],
  (pair) => Number.parseInt(pair, 16),
);

export function seededQuad(eastM: number, more: Partial<OsgbGeometry> = {}): OsgbGeometry {
  return {
    positionsM: Float32Array.of(eastM, 0, 0, eastM + 9, 0, 0.5, eastM + 9, 10, 1, eastM, 10, 2),
    normals: null,
    uvs: Float32Array.of(0, 0, 1, 0, 1, 1, 0, 1),
    colours: null,
    indices: Uint32Array.of(0, 1, 2, 0, 2, 3),
    image: 0,
    ...more,
  };
}

export const SEEDED_TILE: OsgbTile = {
  images: [{ fileName: 'tile.png', bytes: PIXEL }],
  nodes: [
    {
      geometries: [
        seededQuad(0),
        seededQuad(20, {
          positionsM: Float64Array.of(20, 0, 0, 29, 0, 0, 29, 10, 0),
          uvs: null,
          indices: Uint32Array.of(0, 1, 2),
          normals: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1),
          colours: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
          image: null,
        }),
      ],
      childFiles: ['Tile_L20_a.osgb', '瓦片.osgb'],
      centreM: [4.5, 5, 1],
      radiusM: 7,
      switchPixels: 250,
    },
    {
      geometries: [seededQuad(100)],
      childFiles: ['Tile_L20_b.osgb'],
      centreM: [104.5, 5, 1],
      radiusM: 7,
      switchPixels: 125,
    },
  ],
};
