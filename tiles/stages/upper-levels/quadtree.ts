/**
 * Neighbouring places in groups of at most four, those in groups again, up to one that holds all. A group comes from two
 * cuts in turn, each across the longer side at a wide gap near the middle: on a regular grid these are the blocks of
 * 2 × 2, and rows, holes and irregular tiles need no grid at all.
 */
export type Group = { readonly item: number } | { readonly children: readonly Group[] };

export type Place = readonly [eastM: number, northM: number];

function longerAxis(places: readonly Place[], items: readonly number[]): 0 | 1 {
  const spreadM = ([0, 1] as const).map((axis) => {
    let [least, most] = [Infinity, -Infinity];
    for (const item of items) {
      const value = places[item]?.[axis] ?? 0;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return most - least;
  });
  return (spreadM[0] ?? 0) >= (spreadM[1] ?? 0) ? 0 : 1;
}

/** Both parts of a cut hold a third or more, so that the tree stays shallow. */
function halves(places: readonly Place[], items: readonly number[]): number[][] {
  const axis = longerAxis(places, items);
  const along = (item: number | undefined): number => places[item ?? 0]?.[axis] ?? 0;
  const sorted = [...items].sort((a, b) => along(a) - along(b) || a - b);
  const count = sorted.length;
  const first = Math.max(1, Math.ceil(count / 3));
  const last = Math.min(count - 1, Math.floor((2 * count) / 3));
  const gapM = (at: number): number => along(sorted[at]) - along(sorted[at - 1]);
  let widestM = 0;
  for (let at = first; at <= last; at++) widestM = Math.max(widestM, gapM(at));
  let cut = first;
  let offMiddle = Infinity;
  for (let at = first; at <= last; at++) {
    // between two columns of tiles, not inside one whose centres do not quite line up
    if (gapM(at) < widestM / 2 || Math.abs(at - count / 2) >= offMiddle) continue;
    cut = at;
    offMiddle = Math.abs(at - count / 2);
  }
  return [sorted.slice(0, cut), sorted.slice(cut)];
}

function groupOf(places: readonly Place[], items: readonly number[]): Group {
  const [only] = items;
  if (only !== undefined && items.length === 1) return { item: only };
  const quarters = halves(places, items).flatMap((half) => (half.length > 1 ? halves(places, half) : [half]));
  return { children: quarters.map((quarter) => groupOf(places, quarter)) };
}

/** Null when there is no place. Items are indices into `places`. */
export function quadtreeOf(places: readonly Place[]): Group | null {
  return places.length === 0 ? null : groupOf(places, [...places.keys()]);
}
