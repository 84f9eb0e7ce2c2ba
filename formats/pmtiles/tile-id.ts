/** Tile z, x, y → place on the Hilbert curve of its zoom, after all smaller zooms.  Source: PMTiles 3, section 4. */
export function tileIdOf(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  let column = x;
  let row = y;
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const right = column >= side;
    const bottom = row >= side;
    id += side * side * (right ? (bottom ? 2 : 3) : bottom ? 1 : 0);
    if (right) column -= side;
    if (bottom) row -= side;
    if (bottom) continue;
    // the two upper quadrants run along the other diagonal
    if (right) {
      column = side - 1 - column;
      row = side - 1 - row;
    }
    [column, row] = [row, column];
  }
  return id;
}
