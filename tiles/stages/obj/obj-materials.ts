/** The materials that an OBJ uses, with their pictures, from the files beside it. What is not there is a finding. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Finding } from '../../../contracts/finding.ts';
import type { ObjMaterial, ObjMesh, ObjTexture } from '../../../formats/obj/model.ts';
import { readMtl } from '../../../formats/obj/read-mtl.ts';
import type { ConversionContext } from '../convert-tile.ts';
import type { MeshImage } from '../mesh-content.ts';
import { decodeName } from './decode-name.ts';

export interface ObjImage extends MeshImage {
  readonly bytes: Uint8Array;
  /** 0 when no decoder reads it */
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface UsedMaterial {
  /** index into the images, or null */
  readonly image: number | null;
  readonly texture: ObjTexture | null;
  readonly colour: ObjMaterial['colour'];
}

export interface UsedMaterials {
  readonly images: readonly ObjImage[];
  /** by name; what is not in it is plain */
  readonly materials: ReadonlyMap<string, UsedMaterial>;
}

class Loader {
  readonly #context: ConversionContext;
  readonly #file: string;
  readonly images: ObjImage[] = [];
  readonly #imageOf = new Map<string, number | null>();

  constructor(context: ConversionContext, file: string) {
    this.#context = context;
    this.#file = file;
  }

  note(severity: Finding['severity'], code: string, message: string): null {
    const { findings, folder } = this.#context;
    findings.push({ code, path: path.relative(folder, this.#file), severity, message });
    return null;
  }

  /** The bytes of a file beside the OBJ; null when there is none, or an answer that it is not to be read. */
  async read(name: string): Promise<Uint8Array | null | 'outside'> {
    const file = path.resolve(path.dirname(this.#file), name.replaceAll('\\', '/'));
    const relative = path.relative(this.#context.folder, file);
    const drive = /^[A-Za-z]:/.test(name);
    if (drive || path.isAbsolute(relative) || relative.split(path.sep)[0] === '..') return 'outside';
    const found = (await isFile(file)) ? file : await inOtherCase(file);
    if (found === null) return null;
    this.#context.onFile();
    const bytes = await readFile(found).catch(() => null);
    this.#context.sourceBytes += bytes?.length ?? 0;
    return bytes;
  }

  /** @param line what follows mtllib: one name with blanks in it, or several */
  async library(line: string): Promise<readonly ObjMaterial[]> {
    const whole = await this.read(line);
    if (whole !== null && whole !== 'outside') return readMtl(whole, decodeName);
    const materials: ObjMaterial[] = [];
    const names = line.split(/\s+/);
    for (const name of names) {
      const bytes = names.length === 1 ? whole : await this.read(name);
      if (bytes === 'outside')
        this.note('warning', 'material-library-outside', `${name}: lies outside the production, not read`);
      else if (bytes === null) this.note('warning', 'material-library-missing', `${name}: no such file`);
      else materials.push(...readMtl(bytes, decodeName));
    }
    return materials;
  }

  async image({ fileName }: ObjTexture): Promise<number | null> {
    const known = this.#imageOf.get(fileName);
    if (known !== undefined) return known;
    const bytes = await this.read(fileName);
    let index: number | null = null;
    if (bytes === 'outside')
      this.note('warning', 'texture-outside', `${fileName}: lies outside the production, not read`);
    else if (bytes === null)
      this.note('warning', 'texture-missing', `${fileName}: no such file, drawn plain`);
    else {
      const size = await sharp(bytes)
        .metadata()
        .catch(() => null);
      const [widthPx, heightPx] = [size?.width ?? 0, size?.height ?? 0];
      index = this.images.push({ fileName, bytes, widthPx, heightPx }) - 1;
    }
    this.#imageOf.set(fileName, index);
    return index;
  }
}

const isFile = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => null))?.isFile() === true;

/** Windows, where most of these files are made, takes TILE.JPG for tile.jpg. */
async function inOtherCase(file: string): Promise<string | null> {
  const folder = path.dirname(file);
  const wanted = path.basename(file).toLowerCase();
  const names = await readdir(folder).catch(() => []);
  const name = names.find((candidate) => candidate.toLowerCase() === wanted);
  return name !== undefined && (await isFile(path.join(folder, name))) ? path.join(folder, name) : null;
}

export async function usedMaterials(
  context: ConversionContext,
  file: string,
  mesh: ObjMesh,
): Promise<UsedMaterials> {
  const loader = new Loader(context, file);
  const known = new Map<string, ObjMaterial>();
  for (const line of new Set(mesh.libraries)) {
    for (const material of await loader.library(line)) {
      if (!known.has(material.name)) known.set(material.name, material);
    }
  }
  const materials = new Map<string, UsedMaterial>();
  const unknown: string[] = [];
  for (const name of new Set(mesh.groups.map(({ material }) => material))) {
    if (name === null) continue;
    const material = known.get(name);
    if (material === undefined) unknown.push(name);
    else {
      const { texture, colour } = material;
      const image = texture === null ? null : await loader.image(texture);
      materials.set(name, { image, texture, colour });
    }
  }
  if (unknown.length > 0 && known.size > 0) {
    const message = `${unknown.slice(0, 3).join(', ')}${unknown.length > 3 ? ` and ${unknown.length - 3} more` : ''}: in no material library, drawn plain`;
    loader.note('warning', 'material-unknown', message);
  }
  return { images: loader.images, materials };
}
