/** What the pipeline asks of a mesh of root tiles, whatever it is stored as. */
import type { Finding } from '../../contracts/finding.ts';
import type { Vector3 } from '../../geodesy/frames.ts';
import type { ConversionContext, ConvertedPart } from './convert-tile.ts';
import type { Place } from './upper-levels/quadtree.ts';

export interface MeshSource {
  /** files outside this folder are not read */
  readonly folder: string;
  /** the text of metadata.xml */
  readonly metadata: string | null;
  /** a file for each root tile, sorted by name */
  readonly roots: readonly string[];
  readonly findings: readonly Finding[];
  /** where the data lie in the local frame, when that is far from its zero */
  readonly near: Vector3 | undefined;
  /**
   * Where a root tile lies in the local frame; null when it cannot be read, and then its conversion says why.
   * @param onWork called between pieces of work; throws to stop
   */
  placeOf(root: string, onWork: () => void): Promise<Place | null>;
  /** Writes the contents of a root tile into a folder that it makes; null when nothing of it can be read. */
  convert(
    context: ConversionContext,
    root: string,
    outFolder: string,
  ): Promise<readonly ConvertedPart[] | null>;
}
