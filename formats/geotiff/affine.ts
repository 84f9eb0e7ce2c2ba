/**
 * Pixel ↔ map.  Frames: column, row from the outer corner of the first pixel (row down); x, y in the CRS of the file.
 * Source: OGC GeoTIFF 1.1, annex C.2: pixel scale and tiepoint, or a matrix; "pixel is point" shifts by half a pixel.
 */
export interface Affine {
  /** x = x0 + columnX · column + rowX · row;  y = y0 + columnY · column + rowY · row */
  readonly x0: number;
  readonly columnX: number;
  readonly rowX: number;
  readonly y0: number;
  readonly columnY: number;
  readonly rowY: number;
}

interface GeoreferenceTags {
  readonly matrix: ArrayLike<number> | undefined;
  readonly pixelScale: ArrayLike<number> | undefined;
  readonly tiepoints: ArrayLike<number> | undefined;
  readonly pixelIsPoint: boolean;
}

const at = (values: ArrayLike<number>, index: number): number => values[index] ?? 0;

/** null when the file has none, or only ground control points. */
export function affineOfTags(tags: GeoreferenceTags): Affine | null {
  let affine: Affine;
  const { matrix, pixelScale, tiepoints } = tags;
  if (
    pixelScale !== undefined &&
    pixelScale.length >= 2 &&
    tiepoints !== undefined &&
    tiepoints.length >= 6
  ) {
    const columnX = at(pixelScale, 0);
    const rowY = -at(pixelScale, 1);
    affine = {
      x0: at(tiepoints, 3) - at(tiepoints, 0) * columnX,
      columnX,
      rowX: 0,
      y0: at(tiepoints, 4) - at(tiepoints, 1) * rowY,
      columnY: 0,
      rowY,
    };
  } else if (matrix !== undefined && matrix.length >= 8) {
    affine = {
      x0: at(matrix, 3),
      columnX: at(matrix, 0),
      rowX: at(matrix, 1),
      y0: at(matrix, 7),
      columnY: at(matrix, 4),
      rowY: at(matrix, 5),
    };
  } else {
    return null;
  }
  if (affine.columnX * affine.rowY === affine.rowX * affine.columnY) return null;
  if (!tags.pixelIsPoint) return affine;
  const [x0, y0] = mapOfPixel(affine, -0.5, -0.5);
  return { ...affine, x0, y0 };
}

export function mapOfPixel(affine: Affine, column: number, row: number): [number, number] {
  return [
    affine.x0 + affine.columnX * column + affine.rowX * row,
    affine.y0 + affine.columnY * column + affine.rowY * row,
  ];
}

export function pixelOfMap(affine: Affine, x: number, y: number): [number, number] {
  const determinant = affine.columnX * affine.rowY - affine.rowX * affine.columnY;
  const dx = x - affine.x0;
  const dy = y - affine.y0;
  return [
    (affine.rowY * dx - affine.rowX * dy) / determinant,
    (affine.columnX * dy - affine.columnY * dx) / determinant,
  ];
}

/** west, south, east, north of the four corners, in the CRS */
export function boundsOf(
  affine: Affine,
  widthPx: number,
  heightPx: number,
): [number, number, number, number] {
  const corners = [
    mapOfPixel(affine, 0, 0),
    mapOfPixel(affine, widthPx, 0),
    mapOfPixel(affine, 0, heightPx),
    mapOfPixel(affine, widthPx, heightPx),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
