/**
 * One OBJ as a root tile with full detail and nothing finer below it; a heavy one as several parts that each are one
 * (`divide.ts`). What levels above are made from has its pictures reduced to what such a level can show.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../../contracts/finding.ts';
import type { ObjMesh } from '../../../formats/obj/model.ts';
import { VertexMaker } from '../../../formats/obj/vertices.ts';
import type { CoarseContent, ConversionContext, ConvertedPart, ConvertedTile } from '../convert-tile.ts';
import { urlName } from '../convert-tile.ts';
import type { MeshContent, MeshGeometry } from '../mesh-content.ts';
import { meshContent } from '../mesh-content.ts';
import type { Piece } from './divide.ts';
import { partsOf } from './divide.ts';
import type { UpAxis } from './load-obj.ts';
import { loadObj } from './load-obj.ts';
import type { UsedMaterials } from './obj-materials.ts';
import { usedMaterials } from './obj-materials.ts';
import { cropped, reduced } from './pictures.ts';

export interface ObjRoot {
  readonly file: string;
  readonly outFolder: string;
  readonly up: UpAxis;
}

const SEVERITIES: Readonly<Record<string, Finding['severity']>> = { 'zero-area': 'info' };

class ObjConverter {
  readonly #context: ConversionContext;
  readonly #root: ObjRoot;

  constructor(context: ConversionContext, root: ObjRoot) {
    this.#context = context;
    this.#root = root;
  }

  #note(severity: Finding['severity'], code: string, message: string): null {
    const file = path.relative(this.#context.folder, this.#root.file);
    this.#context.findings.push({ code, path: file, severity, message });
    return null;
  }

  async #load(): Promise<ObjMesh | null> {
    this.#context.onFile();
    let failure: unknown = null;
    const work = (): void => {
      try {
        this.#context.onWork();
      } catch (cause) {
        failure = cause;
        throw cause;
      }
    };
    const loaded = await loadObj(this.#root.file, this.#root.up, work).catch((cause: unknown) => {
      if (failure !== null) throw failure;
      return this.#note('error', 'tile-unreadable', String(cause));
    });
    if (loaded === null) return null;
    this.#context.sourceBytes += loaded.bytes;
    const { mesh } = loaded;
    for (const { code, line, count, message } of mesh.findings) {
      const more = count > 1 ? ` (first of ${count})` : '';
      this.#note(SEVERITIES[code] ?? 'warning', code, `line ${line}: ${message}${more}`);
    }
    return mesh.groups.length > 0 ? mesh : this.#note('error', 'tile-empty', 'holds no triangle');
  }

  async parts(): Promise<readonly ConvertedPart[] | null> {
    const mesh = await this.#load();
    if (mesh === null) return null;
    const used = await usedMaterials(this.#context, this.#root.file, mesh);
    const parts = partsOf(mesh, (group) => {
      const image = imageOf(mesh, used, group);
      const { widthPx = 0, heightPx = 0 } = image === null ? {} : (used.images[image] ?? {});
      return { image, texels: widthPx * heightPx };
    });
    const maker = new VertexMaker(mesh);
    const converted: ConvertedPart[] = [];
    for (const [index, part] of parts.entries()) {
      this.#context.onWork();
      const folder = parts.length === 1 ? '' : `part-${index}`;
      const geometries = part.map((piece) => geometryOf(mesh, used, maker, piece));
      const one = await this.#part(folder, geometries, used);
      if (one !== null) converted.push(one);
    }
    return converted.length > 0 ? converted : null;
  }

  async #part(
    folder: string,
    whole: readonly MeshGeometry[],
    used: UsedMaterials,
  ): Promise<ConvertedPart | null> {
    const { reference, plane, writer, keepCoarsest } = this.#context;
    const { geometries, images } =
      folder === '' ? { geometries: whole, images: used.images } : await cropped(whole, used.images);
    const content = meshContent(geometries, images, reference, plane);
    if (content === null) return null;
    if (![...content.extent.min, ...content.extent.max].every(Number.isFinite)) {
      return this.#note('error', 'tile-misplaced', 'its coordinates do not lie on the earth in this SRS');
    }
    for (const image of content.imagesLeftOut) {
      this.#note('warning', 'texture-left-out', `${image}: neither JPEG nor PNG`);
    }
    const at = path.join(this.#root.outFolder, folder);
    await mkdir(at, { recursive: true });
    const stem = urlName(path.basename(this.#root.file, path.extname(this.#root.file)));
    const uri = `${stem}.glb`;
    await writer.write(path.join(at, uri), content.model);
    const coarsest: CoarseContent[] = [];
    if (keepCoarsest) {
      const model = await reduced(content.model);
      coarsest.push({ uri, file: path.join(at, uri), model, geometricErrorM: 0, written: true });
    }
    return { folder, converted: { tiles: [leafOf(uri, content)], coarsest } };
  }
}

const leafOf = (uri: string, content: MeshContent): ConvertedTile => ({
  extent: content.extent,
  geometricErrorM: 0,
  content: uri,
  children: [],
  vertices: content.vertices,
  triangles: content.triangles,
  textures: content.textures,
});

function materialOf(mesh: ObjMesh, { materials }: UsedMaterials, group: number) {
  const name = mesh.groups[group]?.material ?? null;
  return name === null ? undefined : materials.get(name);
}

const imageOf = (mesh: ObjMesh, used: UsedMaterials, group: number): number | null =>
  mesh.groups[group]?.textured === true ? (materialOf(mesh, used, group)?.image ?? null) : null;

function geometryOf(mesh: ObjMesh, used: UsedMaterials, maker: VertexMaker, piece: Piece): MeshGeometry {
  const group = mesh.groups[piece.group];
  if (group === undefined) throw new Error(`group ${piece.group} of ${mesh.groups.length}`);
  const { positionsM, uvs, indices } = maker.geometryOf(group, piece.triangles);
  const material = materialOf(mesh, used, piece.group);
  const image = imageOf(mesh, used, piece.group);
  const { scale = [1, 1], offset = [0, 0] } = material?.texture ?? {};
  const placed =
    image === null || uvs === null
      ? null
      : uvs.map((value, i) => (i % 2 === 0 ? value * scale[0] + offset[0] : value * scale[1] + offset[1]));
  return {
    positionsM,
    uvs: placed,
    indices,
    image,
    colour: image === null ? (material?.colour ?? undefined) : undefined,
  };
}

/** Null when nothing of it can be read. */
export async function convertObjRoot(
  context: ConversionContext,
  root: ObjRoot,
): Promise<readonly ConvertedPart[] | null> {
  await mkdir(root.outFolder, { recursive: true });
  return await new ObjConverter(context, root).parts();
}
