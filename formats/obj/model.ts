/**
 * What a Wavefront OBJ and its material libraries hold, as plain records.
 * Frame: that of the file, coordinates as they are written. Source: Wavefront, Advanced Visualizer, appendix B1, and the MTL format.
 */
export interface ObjFinding {
  /** `bad-vertex`, `bad-uv`, `bad-index`, `bad-face`, `zero-area`, `mixed-corners`, `unfinished-line` or `line-too-long` */
  readonly code: string;
  /** of the first one, from 1 */
  readonly line: number;
  readonly count: number;
  readonly message: string;
}

/** The triangles of one material, either all with texture coordinates or all without. */
export interface ObjGroup {
  /** as `usemtl` names it; null before the first */
  readonly material: string | null;
  readonly textured: boolean;
  /** indices of a position and of a texture coordinate (0 when there is none), shape [triangles, 3, 2] */
  readonly corners: Uint32Array;
}

export interface ObjMesh {
  /** shape [vertices, 3]; NaN where the file has no number */
  readonly positionsM: Float64Array;
  /** v up, shape [texture coordinates, 2] */
  readonly uvs: Float32Array;
  readonly groups: readonly ObjGroup[];
  /** what follows each `mtllib`: one name, perhaps with spaces in it, or several */
  readonly libraries: readonly string[];
  /** one for each code */
  readonly findings: readonly ObjFinding[];
}

export interface ObjTexture {
  readonly fileName: string;
  /** texture coordinate · scale + offset */
  readonly scale: readonly [number, number];
  readonly offset: readonly [number, number];
}

export interface ObjMaterial {
  readonly name: string;
  /** Kd, sRGB in [0, 1], or null */
  readonly colour: readonly [number, number, number] | null;
  /** map_Kd, or null */
  readonly texture: ObjTexture | null;
}

/** Names come in the code page of whoever wrote the file. */
export type DecodeName = (bytes: Uint8Array) => string;
