import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObjMesh } from '../../../formats/obj/model.ts';
import { partsOf } from './divide.ts';

/** Triangles at these places, each with corners of its own, in groups by turns. */
function meshOf(places: readonly (readonly [number, number])[], groups: number): ObjMesh {
  const positionsM = Float64Array.from(places.flatMap(([e, n]) => [e, n, 0, e + 1, n, 0, e, n + 1, 0]));
  return {
    positionsM,
    uvs: Float32Array.of(0, 0),
    groups: Array.from({ length: groups }, (_, group) => ({
      material: `${group}`,
      textured: true,
      corners: Uint32Array.from(
        places.flatMap((_place, triangle) =>
          triangle % groups === group ? [0, 1, 2].flatMap((k) => [3 * triangle + k, 0]) : [],
        ),
      ),
    })),
    libraries: [],
    findings: [],
  };
}

test('property: every triangle is in one part, no part is too large, and pictures stay together as far as they fit', () => {
  const places = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      places,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 20 }),
      (at, groups, triangles) => {
        const mesh = meshOf(at, Math.min(groups, at.length));
        const pictureOf = (group: number) => ({ image: group % 2, texels: 6 });
        for (const texels of [5, 6, 12]) {
          const parts = partsOf(mesh, pictureOf, { triangles, texels });
          const seen = new Set<string>();
          for (const part of parts) {
            const count = part.reduce((sum, piece) => sum + piece.triangles.length, 0);
            expect(count).toBeGreaterThan(0);
            expect(count).toBeLessThanOrEqual(triangles);
            if (texels < 12) expect(new Set(part.map(({ group }) => group % 2)).size).toBe(1);
            for (const piece of part) for (const one of piece.triangles) seen.add(`${piece.group} ${one}`);
          }
          const all = parts.flatMap((part) => part.flatMap((piece) => [...piece.triangles]));
          expect([all.length, seen.size]).toEqual([at.length, at.length]);
        }
      },
    ),
  );
});
