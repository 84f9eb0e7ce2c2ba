/** Mutations of an OBJ: the reader never fails, and what it answers has its indices in its vertices, however it is cut in pieces. */
import type { Soak } from '../../contracts/soak.ts';
import { ObjReader, readObj } from './read-obj.ts';
import type { ObjMesh } from './model.ts';
import { readMtl } from './read-mtl.ts';
import { objBytes, SEEDED_OBJ } from './seeded-obj.test-support.ts';
import { VertexMaker } from './vertices.ts';

const WRITTEN = objBytes(SEEDED_OBJ);

function expectSound(mesh: ObjMesh): void {
  const { positionsM, uvs, groups } = mesh;
  for (const { corners, textured } of groups) {
    if (corners.length % 6 !== 0) throw new Error(`${corners.length} numbers are no triangles`);
    corners.forEach((index, i) => {
      if (i % 2 === 0 && !Number.isFinite(positionsM[3 * index])) throw new Error(`vertex ${index}`);
      if (i % 2 === 1 && textured && index >= uvs.length / 2) throw new Error(`texture coordinate ${index}`);
    });
  }
  const maker = new VertexMaker(mesh);
  for (const group of groups) {
    const triangles = Uint32Array.from({ length: group.corners.length / 6 }, (_, triangle) => triangle);
    const { positionsM: made, indices } = maker.geometryOf(group, triangles);
    for (const index of indices) if (index >= made.length / 3) throw new Error(`vertex ${index}`);
  }
}

const summary = ({ groups, findings }: ObjMesh): string =>
  JSON.stringify([groups.map(({ corners }) => [...corners]), findings]);

export const objFuzzSoak: Soak = {
  name: 'obj-fuzz',
  promise: 'a broken OBJ gives findings in bounded time, and the rest of it is sound',
  count: 500_000,
  smallCount: 3_000,
  longestRoundMs: 2_000,
  round({ mutate, random }) {
    const bytes = mutate(WRITTEN);
    const mesh = readObj(bytes);
    expectSound(mesh);
    const reader = new ObjReader();
    const cut = Math.floor(random() * bytes.length);
    reader.push(bytes.subarray(0, cut));
    reader.push(bytes.subarray(cut));
    if (summary(reader.end()) !== summary(mesh)) throw new Error(`cut at ${cut} it reads otherwise`);
    readMtl(bytes);
    return Promise.resolve();
  },
};
