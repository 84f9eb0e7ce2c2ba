/** The finest geometry of an OSGB production: every PagedLOD whose finer files are not there. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'node:zlib';
import type { Finding } from '../../contracts/finding.ts';
import type { OsgbNode } from '../../formats/osgb/model.ts';
import { readOsgb } from '../../formats/osgb/read.ts';
import { radToDeg } from '../../geodesy/frames.ts';
import type { Georeference } from './georeference.ts';
import type { MeshPiece, MeshPieces } from './mesh-pieces.ts';
import type { OsgbProduction } from './osgb-production.ts';

const MAX_LEVELS = 40;

const isThere = async (file: string): Promise<boolean> => (await stat(file).catch(() => null)) !== null;

class Walk {
  readonly #folder: string;
  readonly #reference: Georeference;
  readonly #findings: Finding[];
  readonly #onFile: () => void;

  constructor(production: OsgbProduction, reference: Georeference, findings: Finding[], onFile: () => void) {
    this.#folder = production.folder;
    this.#reference = reference;
    this.#findings = findings;
    this.#onFile = onFile;
  }

  #fault(code: string, file: string, message: string): null {
    this.#findings.push({ code, path: path.relative(this.#folder, file), severity: 'error', message });
    return null;
  }

  async #nodesOf(file: string, above: readonly string[]): Promise<readonly OsgbNode[] | null> {
    if (above.includes(file)) return this.#fault('tile-cycle', file, 'names itself as a finer level');
    if (path.relative(this.#folder, file).startsWith('..')) {
      return this.#fault('tile-outside', file, 'lies outside the production');
    }
    if (above.length >= MAX_LEVELS)
      return this.#fault('tile-too-deep', file, `more than ${MAX_LEVELS} levels`);
    this.#onFile();
    const bytes = await readFile(file).catch((cause: unknown) => String(cause));
    if (typeof bytes === 'string') return this.#fault('tile-unreadable', file, bytes);
    const tile = readOsgb(bytes, {
      inflate: (packed, maxBytes) => unzipSync(packed, { maxOutputLength: maxBytes }),
    });
    if (tile.ok) return tile.value.nodes;
    return this.#fault('tile-broken', file, `${tile.error.code}: ${tile.error.message}`);
  }

  /** Returns false when the file cannot be read. */
  async *file(file: string, above: readonly string[]): AsyncGenerator<MeshPiece, boolean> {
    const nodes = await this.#nodesOf(file, above);
    if (nodes === null) return false;
    for (const node of nodes) yield* this.#node(node, file, [...above, file]);
    return true;
  }

  async *#node(node: OsgbNode, file: string, above: readonly string[]): AsyncGenerator<MeshPiece, void> {
    const children = node.childFiles.map((name) =>
      path.resolve(path.dirname(file), name.replaceAll('\\', '/')),
    );
    // Surveys are often delivered without their last level: a node whose finer files are not all there is a leaf.
    const finer = children.length > 0 && (await Promise.all(children.map(isThere))).every(Boolean);
    if (!finer) return yield* this.#pieces(node, false);
    let whole = true;
    for (const child of children) whole = (yield* this.file(child, above)) && whole;
    if (!whole) yield* this.#pieces(node, true);
  }

  *#pieces(node: OsgbNode, standIn: boolean): Generator<MeshPiece, void> {
    for (const { positionsM, indices } of node.geometries) {
      if (indices.length === 0) continue;
      const positionsLlaDeg = new Float64Array(positionsM.length);
      for (let v = 0; v < positionsM.length; v += 3) {
        const lla = this.#reference.toLla(positionsM[v] ?? 0, positionsM[v + 1] ?? 0, positionsM[v + 2] ?? 0);
        positionsLlaDeg[v] = radToDeg(lla.longitudeRad);
        positionsLlaDeg[v + 1] = radToDeg(lla.latitudeRad);
        positionsLlaDeg[v + 2] = lla.ellipsoidalHeightM;
      }
      yield { positionsLlaDeg, indices, standIn };
    }
  }
}

export function osgbPieces(production: OsgbProduction, reference: Georeference): MeshPieces {
  const findings: Finding[] = [...production.findings, ...reference.findings];
  const { longitudeRad, latitudeRad } = reference.origin;
  return {
    centre: { longitudeDeg: radToDeg(longitudeRad), latitudeDeg: radToDeg(latitudeRad) },
    ellipsoidal: !reference.findings.some(({ code }) => code === 'vertical-datum-assumed'),
    findings,
    async *read(onFile) {
      const walk = new Walk(production, reference, findings, onFile);
      for (const root of production.roots) yield* walk.file(root, []);
    },
  };
}
