/**
 * The contents of an imported tileset: rewritten as GLB of ours, or copied byte for byte with what they name.
 * Each file of the source once, whichever tiles show it.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MeshCounts } from '../../formats/tiles3d/count-gltf.ts';
import { countGltf } from '../../formats/tiles3d/count-gltf.ts';
import { openContent } from '../../formats/tiles3d/open-content.ts';
import type { UpAxis } from '../../formats/tiles3d/read-content.ts';
import { readContentModel } from '../../formats/tiles3d/read-content.ts';
import { parseGltf, resourcesOf } from '../../formats/tiles3d/read-gltf.ts';
import type { ContentWriter } from './content-writer.ts';
import { glbModelOf } from './rewritten-content.ts';
import type { TilesetFolder } from './tileset-folder.ts';
import type { TilesetNames } from './tileset-names.ts';

export interface ImportedContent extends MeshCounts {
  /** relative path in the output */
  readonly name: string;
}

export interface ContentsContext {
  readonly folder: TilesetFolder;
  readonly out: string;
  readonly names: TilesetNames;
  readonly writer: ContentWriter;
  readonly mode: 'keep' | 'rewrite';
}

const NOTHING: MeshCounts = { vertices: 0, triangles: 0, textures: 0 };

/** What a content names beside itself, and its size as far as its JSON tells it. */
function surveyOf(bytes: Uint8Array): { counts: MeshCounts; beside: string[] } {
  const opened = openContent(bytes);
  if (!opened.ok) return { counts: NOTHING, beside: [] };
  const beside = [...opened.value.models];
  const counts = { ...NOTHING };
  for (const payload of opened.value.payloads) {
    try {
      const { json } = parseGltf(payload);
      beside.push(...resourcesOf(json));
      const one = countGltf(json);
      counts.vertices += one.vertices;
      counts.triangles += one.triangles;
      counts.textures += one.textures;
    } catch {
      // glTF 1.0, or broken: whoever decodes it says so
    }
  }
  return { counts, beside };
}

export class TilesetContents {
  readonly #context: ContentsContext;
  readonly #known = new Map<string, ImportedContent | null>();
  /** files beside a content that it names, by their relative path */
  readonly #beside = new Set<string>();
  besideBytes = 0;

  constructor(context: ContentsContext) {
    this.#context = context;
  }

  /** Null, and a finding, when nothing can be drawn of it. */
  async import(file: string, upAxis: UpAxis): Promise<ImportedContent | null> {
    const key = `${upAxis}${file}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const bytes = await this.#context.folder.read(file);
    const content = bytes === null ? null : await this.#convert(file, bytes, upAxis);
    this.#known.set(key, content);
    return content;
  }

  /** Removes contents that no tile of the output shows. */
  async sweep(used: ReadonlySet<string>): Promise<void> {
    for (const content of this.#known.values()) {
      if (content === null || used.has(content.name)) continue;
      await rm(path.join(this.#context.out, content.name), { force: true });
    }
  }

  async #convert(file: string, bytes: Buffer, upAxis: UpAxis): Promise<ImportedContent | null> {
    const { mode, folder } = this.#context;
    if (mode === 'keep') {
      const opened = openContent(bytes);
      if (!opened.ok) return folder.note(opened.error.code, file, opened.error.message);
      return await this.#copy(file, bytes);
    }
    const model = await readContentModel(bytes, { upAxis, resource: (uri) => this.#resource(file, uri) });
    if (model.ok) {
      for (const what of model.value.leftOut) {
        folder.note(
          'content-simplified',
          file,
          `${what}: left out`,
          what === 'batch table' ? 'info' : 'warning',
        );
      }
      return await this.#rewrite(file, glbModelOf(model.value));
    }
    const { code, message } = model.error;
    if (code === 'content-broken') return folder.note(code, file, message);
    if (upAxis !== 'Y') {
      return folder.note(
        code,
        file,
        `${message}: in a tileset with ${upAxis} up it cannot stand beside others`,
      );
    }
    folder.note('content-kept', file, `${message}: copied as it is`, 'warning');
    return await this.#copy(file, bytes);
  }

  async #rewrite(file: string, rewritten: ReturnType<typeof glbModelOf>): Promise<ImportedContent | null> {
    const { folder, names, out, writer } = this.#context;
    if (rewritten === null) return folder.note('tile-empty', file, 'holds no triangle', 'warning');
    const relative = folder.relative(file).replace(/\.[^./]*$/, '');
    const name = names.unique(`${relative}.glb`);
    const target = path.join(out, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writer.write(target, rewritten.model);
    return { name, ...rewritten.counts };
  }

  async #resource(file: string, uri: string): Promise<Uint8Array | null> {
    const { folder } = this.#context;
    const beside = folder.resolve(file, uri);
    return beside === null ? null : await folder.read(beside);
  }

  async #copy(file: string, bytes: Buffer): Promise<ImportedContent> {
    const { folder, names } = this.#context;
    const { counts, beside } = surveyOf(bytes);
    const relative = folder.relative(file);
    // what names others keeps its place, so that the names still hold
    const name = beside.length > 0 ? names.exact(relative) : names.unique(relative);
    await this.#write(name, bytes);
    for (const uri of beside) await this.#copyBeside(file, uri);
    return { name, ...counts };
  }

  async #copyBeside(from: string, uri: string): Promise<void> {
    const { folder, names } = this.#context;
    const file = folder.resolve(from, uri);
    if (file === null || this.#beside.has(file)) return;
    this.#beside.add(file);
    const bytes = await folder.read(file);
    if (bytes === null) return;
    await this.#write(names.exact(folder.relative(file)), bytes);
    this.besideBytes += bytes.length;
    if (/\.(gltf|glb)$/i.test(file)) {
      for (const further of surveyOf(bytes).beside) await this.#copyBeside(file, further);
    }
  }

  async #write(name: string, bytes: Uint8Array): Promise<void> {
    const target = path.join(this.#context.out, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}
