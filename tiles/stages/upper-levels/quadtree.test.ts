import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Group, Place } from './quadtree.ts';
import { quadtreeOf } from './quadtree.ts';

const itemsOf = (group: Group): number[] =>
  'item' in group ? [group.item] : group.children.flatMap(itemsOf);
const depthOf = (group: Group): number =>
  'item' in group ? 0 : 1 + Math.max(...group.children.map(depthOf));
const groupsOf = (group: Group): Group[] =>
  'item' in group ? [] : [group, ...group.children.flatMap(groupsOf)];

function tree(places: readonly Place[]): Group {
  const group = quadtreeOf(places);
  if (group === null) throw new Error('no tree');
  return group;
}

/** Centres of a grid of 100 m that buildings push about, as extents do. */
const grid = (columns: number, rows: number): Place[] =>
  Array.from({ length: columns * rows }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    return [100 * column + ((i * 37) % 11), 100 * row - ((i * 23) % 9)];
  });

const coordinate = fc.double({ min: -5000, max: 5000, noNaN: true });
const irregular = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 90 });
/** Regular grids with holes, single rows among them. */
const holed = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.boolean()))
  .map(([columns, rows, kept]) => grid(columns, rows).filter(() => kept.next().value === true))
  .filter((places) => places.length > 0);
const onePlace = fc
  .integer({ min: 1, max: 30 })
  .map((count) => Array.from({ length: count }, (): Place => [3, 4]));

test('property: every root stands in the tree once, in groups of two to four, in few levels', () => {
  fc.assert(
    fc.property(fc.oneof(irregular, holed, onePlace), (places) => {
      const group = tree(places);
      expect(itemsOf(group).sort((a, b) => a - b)).toEqual([...places.keys()]);
      for (const each of groupsOf(group)) {
        const { length } = 'item' in each ? [] : each.children;
        expect(length).toBeGreaterThanOrEqual(2);
        expect(length).toBeLessThanOrEqual(4);
      }
      // a cut leaves at most two thirds, a group is made of two cuts
      const cuts = Math.log(places.length) / Math.log(1.5);
      expect(depthOf(group)).toBeLessThanOrEqual(Math.ceil(cuts / 2) + 1);
    }),
    { seed: 20261124 },
  );
  expect(quadtreeOf([])).toBeNull();
});

test.each([4, 8, 16])('property: on a grid of %i × %i the groups are blocks of 2 × 2', (side) => {
  const group = tree(grid(side, side));
  for (const each of groupsOf(group)) {
    const items = itemsOf(each);
    const columns = new Set(items.map((item) => item % side));
    const rows = new Set(items.map((item) => Math.floor(item / side)));
    expect(columns.size).toBe(rows.size);
    expect(columns.size * rows.size).toBe(items.length);
    expect(Math.min(...columns) % columns.size).toBe(0);
    expect(Math.min(...rows) % rows.size).toBe(0);
  }
});
