/**
 * What an OSGB tile holds, as plain records: the reader makes it, the writer takes it.
 * Frame: the production's local frame, m, east, north, up.
 */
export interface OsgbImage {
  readonly fileName: string;
  /** the encoded file as it stands in the tile (JPEG, PNG), or null when only named */
  readonly bytes: Uint8Array | null;
}

export interface OsgbGeometry {
  /** xyz, shape [vertices, 3] */
  readonly positionsM: Float32Array | Float64Array;
  /** shape [vertices, 3], or null */
  readonly normals: Float32Array | null;
  /** shape [vertices, 2], v up (OpenGL), or null */
  readonly uvs: Float32Array | null;
  /** rgba, shape [vertices, 4], or null */
  readonly colours: Uint8Array | null;
  /** triangles, shape [triangles, 3] */
  readonly indices: Uint32Array;
  /** index into `images` of the tile, or null */
  readonly image: number | null;
}

/** A PagedLOD (or a plain group when it names no child): geometry here, finer files beside it. */
export interface OsgbNode {
  readonly geometries: readonly OsgbGeometry[];
  /** child files, relative to this file */
  readonly childFiles: readonly string[];
  /** sphere that the level switch is measured from */
  readonly centreM: readonly [number, number, number];
  readonly radiusM: number;
  /** projected size in pixels at which the child files take over (RangeMode PIXEL_SIZE_ON_SCREEN) */
  readonly switchPixels: number;
}

export interface OsgbTile {
  readonly images: readonly OsgbImage[];
  /** the nodes of this file; a ContextCapture file holds one PagedLOD or a group of them */
  readonly nodes: readonly OsgbNode[];
}
