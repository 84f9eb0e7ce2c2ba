/** The materials that an OBJ uses, with their pictures, from the files beside it. What is not there is a finding. */
import path from 'node:path';
import sharp from 'sharp';
import type { Finding } from '../../../contracts/finding.ts';
import type { ObjMaterial, ObjMesh, ObjTexture } from '../../../formats/obj/model.ts';
import { readMtl } from '../../../formats/obj/read-mtl.ts';
import type { ConversionContext } from '../convert-tile.ts';
import { readBeside } from '../file-beside.ts';
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

  /** @param line what follows mtllib: one name with blanks in it, or several */
  async library(line: string): Promise<readonly ObjMaterial[]> {
    const whole = await readBeside(this.#context, this.#file, line);
    if (whole !== null && whole !== 'outside') return readMtl(whole, decodeName);
    const materials: ObjMaterial[] = [];
    const names = line.split(/\s+/);
    for (const name of names) {
      const bytes = names.length === 1 ? whole : await readBeside(this.#context, this.#file, name);
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
    const bytes = await readBeside(this.#context, this.#file, fileName);
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
