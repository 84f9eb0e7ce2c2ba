/**
 * A surface of heights on a regular grid, and the points of a sight over it.
 * Frame: metres E, N of the raster's projected CRS, heights m in its vertical datum. Values stand at cell centres.
 */

export interface HeightField {
  readonly rows: number;
  readonly cols: number;
  /** shape [rows, cols], row-major, row 0 northmost; NaN where there is no data */
  readonly heightsM: Float32Array;
  /** outer edges of the first cell, not its centre */
  readonly westM: number;
  readonly northM: number;
  readonly cellWidthM: number;
  readonly cellHeightM: number;
}

export interface ScenePoint {
  readonly eastingM: number;
  readonly northingM: number;
  /** absolute, in the vertical datum of the field */
  readonly heightM: number;
}

/** Columns from the first cell centre, growing eastward. */
export const columnOf = (field: HeightField, eastingM: number): number =>
  (eastingM - field.westM) / field.cellWidthM - 0.5;

/** Rows from the first cell centre, growing southward. */
export const rowOf = (field: HeightField, northingM: number): number =>
  (field.northM - northingM) / field.cellHeightM - 0.5;

/** Within the hull of the cell centres, where every value lies between values. */
export function covers(field: HeightField, eastingM: number, northingM: number): boolean {
  const column = columnOf(field, eastingM);
  const row = rowOf(field, northingM);
  return column >= 0 && column <= field.cols - 1 && row >= 0 && row <= field.rows - 1;
}

/** NaN outside the grid and where there is no data. */
export function cellHeightM(field: HeightField, row: number, column: number): number {
  if (row < 0 || column < 0 || row >= field.rows || column >= field.cols) return Number.NaN;
  return field.heightsM[row * field.cols + column] ?? Number.NaN;
}

/**
 * Height (m) on the grid line of row `row`, linear between the two cell centres beside `column`; NaN when one of those
 * that weigh in has no data.
 */
export function heightOnRowM(field: HeightField, row: number, column: number): number {
  const left = Math.floor(column);
  const weight = column - left;
  const leftM = cellHeightM(field, row, left);
  return weight === 0 ? leftM : leftM * (1 - weight) + cellHeightM(field, row, left + 1) * weight;
}

/** As `heightOnRowM`, on the grid line of column `column`. */
export function heightOnColumnM(field: HeightField, row: number, column: number): number {
  const top = Math.floor(row);
  const weight = row - top;
  const topM = cellHeightM(field, top, column);
  return weight === 0 ? topM : topM * (1 - weight) + cellHeightM(field, top + 1, column) * weight;
}
