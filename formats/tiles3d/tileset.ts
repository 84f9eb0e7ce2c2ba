/** The part of 3D Tiles 1.1 tileset.json that the importer writes. Source: OGC 22-025r4. */

/** centre and three half axes, m, in the tile's frame */
export type BoxVolume = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export interface Tile {
  readonly boundingVolume: { readonly box: BoxVolume };
  /** m; 0 for a leaf */
  readonly geometricError: number;
  readonly refine?: 'REPLACE' | 'ADD';
  /** tile frame → parent frame, 4 × 4, column-major; at the root → ECEF */
  readonly transform?: readonly number[];
  readonly content?: { readonly uri: string };
  readonly children?: readonly Tile[];
}

export interface Tileset {
  readonly asset: { readonly version: '1.1'; readonly generator?: string };
  readonly geometricError: number;
  readonly root: Tile;
}

/** Axis-aligned extent, m; grows by points and by other extents. */
export interface Extent {
  readonly min: [number, number, number];
  readonly max: [number, number, number];
}

export const emptyExtent = (): Extent => ({
  min: [Infinity, Infinity, Infinity],
  max: [-Infinity, -Infinity, -Infinity],
});

export function growExtent(extent: Extent, other: Extent): void {
  for (const axis of [0, 1, 2] as const) {
    extent.min[axis] = Math.min(extent.min[axis], other.min[axis]);
    extent.max[axis] = Math.max(extent.max[axis], other.max[axis]);
  }
}

/** Half axes are at least a millimetre, so that a flat tile has a volume. */
export function boxOf({ min, max }: Extent): BoxVolume {
  const half = (axis: 0 | 1 | 2): number => Math.max((max[axis] - min[axis]) / 2, 1e-3);
  const mid = (axis: 0 | 1 | 2): number => (max[axis] + min[axis]) / 2;
  return [mid(0), mid(1), mid(2), half(0), 0, 0, 0, half(1), 0, 0, 0, half(2)];
}
