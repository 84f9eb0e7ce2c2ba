/**
 * Wavefront OBJ, piece by piece: v, vt, f, usemtl and mtllib; normals, vertex colours, o, g, s, lines and points are
 * passed over. Coordinates are the nearest doubles to what is written. Memory grows with what is read, not with the text.
 */
import { decodeUtf8 } from '../osgb/utf8.ts';
import { FieldReader } from './field-reader.ts';
import { FindingList } from './finding-list.ts';
import { GrowingFloats, GrowingIndices } from './growing.ts';
import { LineCutter } from './line-cutter.ts';
import type { DecodeName, ObjGroup, ObjMesh } from './model.ts';
import { trianglesOfPolygon } from './polygon.ts';

const BLANK = 32;
const TAB = 9;
const LETTER = { f: 102, m: 109, t: 116, u: 117, v: 118 } as const;

/** Farther from zero than any projected coordinate, zone number included, a coordinate is rubbish. */
const FARTHEST_M = 1e9;
/** Less than a square of 0.1 µm: what is left of three corners on one line. */
const LEAST_DOUBLE_AREA_M2 = 1e-14;
const MOST_CORNERS = 10_000;
const NO_UV = -1;
const ALL_OF_THREE = [0, 1, 2];
const NO_AREA = 'a face without area is left out';

interface OpenGroup {
  readonly material: string | null;
  readonly textured: boolean;
  readonly corners: GrowingIndices;
}

/** `push` every piece of the file in order, then `end` once. Never fails: what cannot be read is a finding. */
export class ObjReader {
  readonly #decodeName: DecodeName;
  readonly #lines: LineCutter;
  readonly #fields = new FieldReader();
  readonly #findings = new FindingList();
  readonly #positionsM = new GrowingFloats();
  readonly #uvs = new GrowingFloats();
  readonly #libraries: string[] = [];
  readonly #groups = new Map<string, OpenGroup>();
  #material: string | null = null;
  /** of the material, with texture coordinates and without */
  #current: [OpenGroup | null, OpenGroup | null] = [null, null];
  /** positions and texture coordinates of the face at hand */
  #face: number[] = [];
  #faceUvs: number[] = [];
  #lastLine = { line: 0, matters: false };

  /** @param decodeName UTF-8 unless given */
  constructor(decodeName: DecodeName = decodeUtf8) {
    this.#decodeName = decodeName;
    this.#lines = new LineCutter(
      (bytes, from, to, line) => this.#read(bytes, from, to, line),
      (line) => this.#findings.add('line-too-long', line, 'longer than 16 MB'),
    );
  }

  push(piece: Uint8Array): void {
    this.#lines.push(piece);
  }

  end(): ObjMesh {
    const open = this.#lines.end();
    if (open !== null && this.#lastLine.matters) {
      this.#findings.add('unfinished-line', open, 'the file ends within a line: it may have been cut off');
    }
    const groups = [...this.#groups.values()].map(({ material, textured, corners }): ObjGroup => ({
      material,
      textured,
      corners: corners.view(),
    }));
    return {
      positionsM: this.#positionsM.view(),
      uvs: Float32Array.from(this.#uvs.view()),
      groups: groups.filter(({ corners }) => corners.length > 0),
      libraries: this.#libraries,
      findings: this.#findings.all(),
    };
  }

  #read(bytes: Uint8Array, start: number, to: number, line: number): void {
    let from = start;
    while (from < to && (bytes[from] === BLANK || bytes[from] === TAB)) from++;
    const first = bytes[from];
    const width = first === LETTER.v && bytes[from + 1] === LETTER.t ? 2 : 1;
    const next = from + width < to ? bytes[from + width] : BLANK;
    const apart = next === BLANK || next === TAB;
    this.#lastLine.matters = false;
    if (apart && first === LETTER.v) {
      this.#fields.open(bytes, from + width, to);
      if (width === 1) this.#vertex(line);
      else this.#uv(line);
    } else if (apart && first === LETTER.f) {
      this.#fields.open(bytes, from + 1, to);
      this.#polygon(line);
    } else if (first === LETTER.u || first === LETTER.m) {
      this.#fields.open(bytes, from, to);
      this.#named(this.#fields.word());
    }
  }

  #named(keyword: string): void {
    if (keyword !== 'usemtl' && keyword !== 'mtllib') return;
    const name = this.#decodeName(this.#fields.rest());
    if (keyword === 'mtllib') {
      if (name !== '') this.#libraries.push(name);
      return;
    }
    this.#material = name;
    this.#current = [null, null];
  }

  #vertex(line: number): void {
    this.#lastLine.matters = true;
    const fields = this.#fields;
    const [x, y, z] = [fields.number(), fields.number(), fields.number()];
    const sound = Math.abs(x) <= FARTHEST_M && Math.abs(y) <= FARTHEST_M && Math.abs(z) <= FARTHEST_M;
    if (!sound) this.#findings.add('bad-vertex', line, 'not three numbers below 1e9');
    // it keeps its number, so that later ones keep theirs
    this.#positionsM.push(sound ? x : NaN);
    this.#positionsM.push(sound ? y : NaN);
    this.#positionsM.push(sound ? z : NaN);
  }

  #uv(line: number): void {
    this.#lastLine.matters = true;
    const fields = this.#fields;
    const u = fields.number();
    const v = fields.more() ? fields.number() : 0;
    const sound = Math.abs(u) <= FARTHEST_M && Math.abs(v) <= FARTHEST_M;
    if (!sound) this.#findings.add('bad-uv', line, 'no texture coordinate; 0, 0 stands for it');
    this.#uvs.push(sound ? u : 0);
    this.#uvs.push(sound ? v : 0);
  }

  #polygon(line: number): void {
    this.#lastLine.matters = true;
    const [face, uvs] = [this.#face, this.#faceUvs];
    face.length = 0;
    uvs.length = 0;
    const fault = this.#corners();
    if (fault !== null) {
      this.#findings.add(fault.code, line, fault.message);
      return;
    }
    let textured = 0;
    for (const uv of uvs) if (uv !== NO_UV) textured += 1;
    if (textured > 0 && textured < face.length) {
      this.#findings.add('mixed-corners', line, 'corners with and without a texture coordinate: drawn plain');
    }
    const group = this.#groupOf(textured === face.length);
    const corners = face.length === 3 ? ALL_OF_THREE : trianglesOfPolygon(this.#positionsM, face);
    if (corners.length === 0) this.#findings.add('zero-area', line, NO_AREA);
    for (let i = 0; i < corners.length; i += 3) {
      if (this.#hasArea(corners, i)) this.#add(group, corners, i);
      else this.#findings.add('zero-area', line, NO_AREA);
    }
  }

  /** Reads the corners of a face. */
  #corners(): { code: string; message: string } | null {
    const fields = this.#fields;
    const vertices = this.#positionsM.length / 3;
    const uvs = this.#uvs.length / 2;
    while (fields.more()) {
      if (this.#face.length >= MOST_CORNERS)
        return { code: 'bad-face', message: `more than ${MOST_CORNERS} corners` };
      const v = fields.index();
      let vt = 0;
      const slash = fields.slash();
      if (slash) {
        vt = fields.index();
        if (fields.slash()) fields.index();
      }
      if (!fields.atEnd()) return { code: 'bad-face', message: 'a corner is not v, v/vt, v//vn or v/vt/vn' };
      const vertex = v < 0 ? vertices + v : v - 1;
      if (v === 0 || vertex < 0 || vertex >= vertices)
        return { code: 'bad-index', message: `vertex ${v} of ${vertices}` };
      if (Number.isNaN(this.#positionsM.at(3 * vertex)))
        return { code: 'bad-index', message: `vertex ${v} is no number` };
      const uv = vt === 0 ? NO_UV : vt < 0 ? uvs + vt : vt - 1;
      if (vt !== 0 && (uv < 0 || uv >= uvs))
        return { code: 'bad-index', message: `texture coordinate ${vt} of ${uvs}` };
      this.#face.push(vertex);
      this.#faceUvs.push(uv);
    }
    const count = this.#face.length;
    return count < 3 ? { code: 'bad-face', message: `a face of ${count} corners` } : null;
  }

  #add(group: OpenGroup, corners: readonly number[], first: number): void {
    for (let i = first; i < first + 3; i++) {
      const corner = corners[i] ?? 0;
      group.corners.push(this.#face[corner] ?? 0);
      group.corners.push(group.textured ? (this.#faceUvs[corner] ?? 0) : 0);
    }
  }

  #hasArea(corners: readonly number[], first: number): boolean {
    const positions = this.#positionsM;
    const a = this.#face[corners[first] ?? 0] ?? 0;
    const b = this.#face[corners[first + 1] ?? 0] ?? 0;
    const c = this.#face[corners[first + 2] ?? 0] ?? 0;
    const [x, y, z] = [positions.at(3 * a), positions.at(3 * a + 1), positions.at(3 * a + 2)];
    const [bx, by, bz] = [positions.at(3 * b) - x, positions.at(3 * b + 1) - y, positions.at(3 * b + 2) - z];
    const [cx, cy, cz] = [positions.at(3 * c) - x, positions.at(3 * c + 1) - y, positions.at(3 * c + 2) - z];
    const [nx, ny, nz] = [by * cz - bz * cy, bz * cx - bx * cz, bx * cy - by * cx];
    return nx * nx + ny * ny + nz * nz > LEAST_DOUBLE_AREA_M2 * LEAST_DOUBLE_AREA_M2;
  }

  #groupOf(textured: boolean): OpenGroup {
    const known = this.#current[textured ? 1 : 0];
    if (known !== null) return known;
    const key = `${textured ? 't' : 'p'}${this.#material === null ? '' : ` ${this.#material}`}`;
    const group = this.#groups.get(key) ?? {
      material: this.#material,
      textured,
      corners: new GrowingIndices(),
    };
    this.#groups.set(key, group);
    this.#current[textured ? 1 : 0] = group;
    return group;
  }
}

/** A whole file at once. */
export function readObj(bytes: Uint8Array, decodeName?: DecodeName): ObjMesh {
  const reader = new ObjReader(decodeName);
  reader.push(bytes);
  return reader.end();
}
