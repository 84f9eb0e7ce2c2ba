/**
 * The finest geometry of a 3D Tiles tileset on disk: leaves of REPLACE, every content of ADD, external tilesets followed.
 * Frame: tile → ECEF by the product of the transforms from the root, double precision.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../contracts/finding.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { readContentTriangles } from '../../formats/tiles3d/read-content.ts';
import type { AnyTile, AnyTileset } from '../../formats/tiles3d/read-tileset.ts';
import { contentUrisOf, parseTileset } from '../../formats/tiles3d/read-tileset.ts';
import { transformPoint } from '../../formats/tiles3d/volumes.ts';
import { ecefToLla, radToDeg } from '../../geodesy/frames.ts';
import type { MeshPiece, MeshPieces } from './mesh-pieces.ts';

type Matrix = readonly number[];
const IDENTITY: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const MAX_DEPTH = 200;

/** Column-major: first `inner`, then `outer`. */
function multiply(outer: Matrix, inner: Matrix | undefined): Matrix {
  if (inner === undefined) return outer;
  return Array.from({ length: 16 }, (_, i) => {
    const [row, column] = [i % 4, i - (i % 4)];
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += (outer[k * 4 + row] ?? 0) * (inner[column + k] ?? 0);
    return sum;
  });
}

interface Place {
  /** of the tileset that the tile stands in */
  readonly file: string;
  readonly matrix: Matrix;
  readonly refine: 'REPLACE' | 'ADD';
  /** tilesets on the way here */
  readonly tilesets: readonly string[];
  readonly depth: number;
}

class Walk {
  readonly #folder: string;
  readonly #findings: Finding[];
  readonly #onFile: () => void;

  constructor(folder: string, findings: Finding[], onFile: () => void) {
    this.#folder = folder;
    this.#findings = findings;
    this.#onFile = onFile;
  }

  #note(code: string, file: string, message: string, severity: Finding['severity'] = 'error'): false {
    this.#findings.push({ code, path: path.relative(this.#folder, file), severity, message });
    return false;
  }

  async #bytes(file: string): Promise<Buffer | null> {
    if (path.relative(this.#folder, file).startsWith('..')) {
      this.#note('tile-outside', file, 'lies outside the folder of the tileset');
      return null;
    }
    this.#onFile();
    return await readFile(file).catch((cause: unknown) => {
      this.#note('content-missing', file, String(cause));
      return null;
    });
  }

  /** Returns false when something of it could not be read. */
  async *tile(tile: AnyTile, place: Place, standIn = false): AsyncGenerator<MeshPiece, boolean> {
    const here = {
      ...place,
      matrix: multiply(place.matrix, tile.transform),
      refine: tile.refine ?? place.refine,
      depth: place.depth + 1,
    };
    if (here.depth > MAX_DEPTH)
      return this.#note('tile-too-deep', place.file, `more than ${MAX_DEPTH} levels`);
    if (tile.implicitTiling !== undefined) {
      return this.#note('implicit-tiling', place.file, 'implicit tiles are not read yet');
    }
    const children = tile.children ?? [];
    const uris = contentUrisOf(tile);
    if (children.length === 0 || here.refine === 'ADD') {
      let whole = true;
      for (const uri of uris) whole = (yield* this.#content(uri, here, standIn)) && whole;
      for (const child of children) yield* this.tile(child, here);
      return whole;
    }
    let whole = true;
    for (const child of children) whole = (yield* this.tile(child, here)) && whole;
    if (whole) return true;
    let stoodIn = uris.length > 0;
    for (const uri of uris) stoodIn = (yield* this.#content(uri, here, true)) && stoodIn;
    return stoodIn;
  }

  async *#content(uri: string, place: Place, standIn: boolean): AsyncGenerator<MeshPiece, boolean> {
    const file = path.resolve(path.dirname(place.file), decodeURIComponent(uri.replace(/[?#].*$/, '')));
    if (file.endsWith('.json')) return yield* this.tileset(file, place, standIn);
    const bytes = await this.#bytes(file);
    if (bytes === null) return false;
    const content = await readContentTriangles(bytes);
    if (!content.ok) {
      const { code, message } = content.error;
      if (code !== 'content-unsupported') return this.#note(code, file, message);
      this.#note(code, file, `${message}: left out`, 'warning');
      return true;
    }
    for (const { positionsM, indices } of content.value) {
      const positionsLlaDeg = new Float64Array(positionsM.length);
      for (let v = 0; v < positionsM.length; v += 3) {
        const local = [positionsM[v] ?? 0, positionsM[v + 1] ?? 0, positionsM[v + 2] ?? 0] as const;
        const lla = ecefToLla(transformPoint(place.matrix, local));
        positionsLlaDeg[v] = radToDeg(lla.longitudeRad);
        positionsLlaDeg[v + 1] = radToDeg(lla.latitudeRad);
        positionsLlaDeg[v + 2] = lla.ellipsoidalHeightM;
      }
      yield { positionsLlaDeg, indices, standIn };
    }
    return true;
  }

  async *tileset(file: string, place: Place, standIn: boolean): AsyncGenerator<MeshPiece, boolean> {
    if (place.tilesets.includes(file)) return this.#note('tile-cycle', file, 'names itself as a finer level');
    const bytes = await this.#bytes(file);
    if (bytes === null) return false;
    const tileset = parseTileset(bytes.toString('utf8'));
    if (!tileset.ok) return this.#note(tileset.error.code, file, tileset.error.message);
    return yield* this.tile(
      tileset.value.root,
      { ...place, file, tilesets: [...place.tilesets, file] },
      standIn,
    );
  }
}

/** Middle of the root's volume, deg, or null when it lies nowhere on the earth. */
function centreOf({ root }: AnyTileset): { longitudeDeg: number; latitudeDeg: number } | null {
  const { region, box, sphere } = root.boundingVolume;
  if (region !== undefined) {
    const [west = 0, south = 0, east = 0, north = 0] = region;
    return { longitudeDeg: radToDeg((west + east) / 2), latitudeDeg: radToDeg((south + north) / 2) };
  }
  const [x = 0, y = 0, z = 0] = box ?? sphere ?? [];
  const ecef = transformPoint(root.transform ?? IDENTITY, [x, y, z]);
  if (Math.hypot(...ecef) < 6e6) return null;
  const lla = ecefToLla(ecef);
  return { longitudeDeg: radToDeg(lla.longitudeRad), latitudeDeg: radToDeg(lla.latitudeRad) };
}

/** Errors: `no-source`, `not-json`, `not-a-tileset`, `off-the-earth`. */
export async function tilesetPieces(source: string): Promise<Result<MeshPieces, CodedError>> {
  const file = path.resolve(source);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return err({ code: 'no-source', message: `${source}: no such file` });
  const tileset = parseTileset(text);
  if (!tileset.ok) return err({ ...tileset.error, message: `${source}: ${tileset.error.message}` });
  const centre = centreOf(tileset.value);
  if (centre === null) {
    return err({ code: 'off-the-earth', message: `${source}: root: no transform places it on the earth` });
  }
  const findings: Finding[] = [];
  return ok({
    centre,
    ellipsoidal: true,
    findings,
    async *read(onFile) {
      const walk = new Walk(path.dirname(file), findings, onFile);
      const start = { file, matrix: IDENTITY, refine: 'REPLACE', tilesets: [], depth: 0 } as const;
      yield* walk.tileset(file, start, false);
    },
  });
}
