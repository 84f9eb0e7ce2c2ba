/**
 * The finest geometry of a mesh, piece by piece, whatever it is stored as.
 * A piece that cannot be read is reported, and the coarser geometry above it comes as a stand-in for the hole.
 */
import type { Finding } from '../../contracts/finding.ts';

export interface MeshPiece {
  /** longitude deg, latitude deg, height m as the source states it; shape [vertices, 3] */
  readonly positionsLlaDeg: Float64Array;
  readonly indices: Uint32Array;
  /** coarser than its neighbours: only where they leave a hole */
  readonly standIn: boolean;
}

export interface MeshPieces {
  /** middle of the mesh, deg */
  readonly centre: { readonly longitudeDeg: number; readonly latitudeDeg: number };
  /** whether heights are ellipsoidal because the source says so, not because nothing else is known */
  readonly ellipsoidal: boolean;
  /** as far as it has been read */
  readonly findings: Finding[];
  /** @param onFile called before every file; throws to stop */
  read(onFile: () => void): AsyncGenerator<MeshPiece, void>;
}
