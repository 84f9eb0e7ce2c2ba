/** Rectangles on shelves, tallest first, in a sheet of at most 2048 × 2048. */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Sheet extends Size {
  /** upper left corners, in the order of the rectangles */
  readonly corners: readonly (readonly [number, number])[];
}

export const MAX_SHEET_PX = 2048;

const roundUp = (px: number): number => Math.max(4, Math.ceil(px / 4) * 4);

function shelved(sizes: readonly Size[], widthPx: number): Sheet {
  const order = [...sizes.keys()].sort(
    (a, b) => (sizes[b]?.heightPx ?? 0) - (sizes[a]?.heightPx ?? 0) || a - b,
  );
  const corners: [number, number][] = [];
  let [x, y, shelfPx] = [0, 0, 0];
  for (const index of order) {
    const size = sizes[index];
    if (size === undefined) continue;
    if (x + size.widthPx > widthPx) [x, y, shelfPx] = [0, y + shelfPx, 0];
    corners[index] = [x, y];
    x += size.widthPx;
    shelfPx = Math.max(shelfPx, size.heightPx);
  }
  return { corners, widthPx, heightPx: roundUp(y + shelfPx) };
}

/** Near a square; null when they do not fit. */
export function packed(sizes: readonly Size[]): Sheet | null {
  const area = sizes.reduce((sum, { widthPx, heightPx }) => sum + widthPx * heightPx, 0);
  const widest = sizes.reduce((most, { widthPx }) => Math.max(most, widthPx), 1);
  const asked = roundUp(Math.max(widest, Math.sqrt(area) * 1.03));
  if (roundUp(widest) > MAX_SHEET_PX) return null;
  for (const widthPx of [Math.min(asked, MAX_SHEET_PX), MAX_SHEET_PX]) {
    const sheet = shelved(sizes, widthPx);
    if (sheet.heightPx <= MAX_SHEET_PX) return sheet;
  }
  return null;
}
