/** Mutations of an OSGB tile: the reader answers with a tile whose indices lie in its vertices, or a declared code. */
import type { Soak } from '../../contracts/soak.ts';
import type { OsgbTile } from './model.ts';
import { readOsgb } from './read.ts';
import { SEEDED_TILE } from './seeded-tile.test-support.ts';
import { writeOsgb } from './write.ts';

const WRITTEN = writeOsgb(SEEDED_TILE);

function expectSound(tile: OsgbTile): void {
  for (const { positionsM, normals, uvs, colours, indices, image } of tile.nodes.flatMap(
    (node) => node.geometries,
  )) {
    const vertices = positionsM.length / 3;
    if (!Number.isInteger(vertices)) throw new Error(`${positionsM.length} numbers are no positions`);
    for (const index of indices)
      if (index >= vertices) throw new Error(`index ${index} of ${vertices} vertices`);
    if (indices.length % 3 !== 0) throw new Error(`${indices.length} indices are no triangles`);
    if (normals !== null && normals.length !== vertices * 3) throw new Error(`${normals.length / 3} normals`);
    if (uvs !== null && uvs.length !== vertices * 2) throw new Error(`${uvs.length / 2} uvs`);
    if (colours !== null && colours.length !== vertices * 4) throw new Error(`${colours.length / 4} colours`);
    if (image !== null && tile.images[image] === undefined)
      throw new Error(`image ${image} of ${tile.images.length}`);
  }
}

export const osgbFuzzSoak: Soak = {
  name: 'osgb-fuzz',
  promise: 'a broken tile gives a declared code in bounded time, and a tile that was read is sound',
  count: 500_000,
  smallCount: 3_000,
  longestRoundMs: 2_000,
  round({ mutate }) {
    const read = readOsgb(mutate(WRITTEN));
    if (read.ok) expectSound(read.value);
    return Promise.resolve();
  },
};
