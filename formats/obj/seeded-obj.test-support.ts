/** OBJ as tests and soaks need it: a writer, and a seeded file with every kind of face once. */
import { encodeUtf8 } from '../osgb/utf8.ts';

export interface WrittenGroup {
  readonly material: string;
  /** corners as `v`, `v/vt`, …, one list a face */
  readonly faces: readonly (readonly string[])[];
}

export interface WrittenObj {
  readonly library?: string;
  /** each with three numbers, or six with a colour */
  readonly vertices: readonly (readonly number[])[];
  readonly uvs: readonly (readonly [number, number])[];
  readonly groups: readonly WrittenGroup[];
}

export function objText({ library, vertices, uvs, groups }: WrittenObj): string {
  return [
    '# seeded',
    ...(library === undefined ? [] : [`mtllib ${library}`]),
    ...vertices.map((numbers) => `v ${numbers.join(' ')}`),
    ...uvs.map((numbers) => `vt ${numbers.join(' ')}`),
    ...groups.flatMap(({ material, faces }) => [
      `usemtl ${material}`,
      ...faces.map((corners) => `f ${corners.join(' ')}`),
    ]),
    '',
  ].join('\n');
}

export const objBytes = (obj: WrittenObj): Uint8Array => encodeUtf8(objText(obj));

/** A square of two triangles, a quadrilateral, an L of six corners, with relative and doubled indices. */
export const SEEDED_OBJ: WrittenObj = {
  library: 'tile.mtl',
  vertices: [
    [0, 0, 0],
    [10, 0, 0.5],
    [10, 10, 1],
    [0, 10, 2],
    [20, 0, 0, 0.5, 0.25, 1],
    [30, 0, 0],
    [30, 4, 0],
    [24, 4, 0],
    [24, 10, 0],
    [20, 10, 0],
  ],
  uvs: [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ],
  groups: [
    {
      material: 'ground',
      faces: [
        ['1/1', '2/2/1', '3/3'],
        ['1/1', '3/3', '4/-1'],
      ],
    },
    { material: 'wall', faces: [['5/1', '6/2', '7/3', '8/4']] },
    { material: 'plain', faces: [['5', '6', '7', '8//1', '9', '-1']] },
  ],
};
