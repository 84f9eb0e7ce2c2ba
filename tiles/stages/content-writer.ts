/**
 * Encodes models and writes them as GLB, several at a time: image coding runs on the threads of libuv while the caller
 * goes on. A failure shows at the next `write` or at `settled`.
 */
import { writeFile } from 'node:fs/promises';
import { MeshoptEncoder } from 'meshoptimizer';
import sharp from 'sharp';
import type { GlbImage, GlbModel } from '../../formats/tiles3d/glb.ts';
import { writeGlb } from '../../formats/tiles3d/glb.ts';

export interface ContentEncoding {
  readonly geometry: 'meshopt' | 'plain';
  readonly textures: 'webp' | 'keep';
}

/** Enough to keep the threads busy; each holds one tile in memory. */
const AT_ONCE = 6;
/** At 80 the error of photographs stays below what their JPEG has already lost. */
const WEBP_QUALITY = 80;

/** Says which file holds an image that no decoder reads; it stays as it is. */
type OnFault = (file: string, message: string) => void;

export class ContentWriter {
  readonly #encoding: ContentEncoding;
  readonly #running = new Set<Promise<void>>();
  readonly #onFault: OnFault;
  #failure: unknown = null;

  constructor(encoding: ContentEncoding, onFault: OnFault) {
    this.#encoding = encoding;
    this.#onFault = onFault;
  }

  /** Returns once there is room for another. */
  async write(file: string, model: GlbModel): Promise<void> {
    const job = this.#encode(file, model)
      .then((bytes) => writeFile(file, bytes))
      .catch((cause: unknown) => {
        this.#failure ??= cause;
      })
      .finally(() => this.#running.delete(job));
    this.#running.add(job);
    while (this.#running.size >= AT_ONCE) await Promise.race(this.#running);
    this.#check();
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    this.#check();
  }

  async #encode(file: string, model: GlbModel): Promise<Uint8Array> {
    const { geometry, textures } = this.#encoding;
    const toWebp = (image: GlbImage): Promise<GlbImage> => this.#toWebp(file, image);
    const images = textures === 'keep' ? model.images : await Promise.all(model.images.map(toWebp));
    if (geometry === 'plain') return writeGlb({ ...model, images });
    await MeshoptEncoder.ready;
    return writeGlb({ ...model, images }, MeshoptEncoder);
  }

  async #toWebp(file: string, image: GlbImage): Promise<GlbImage> {
    try {
      const bytes = await sharp(image.bytes).webp({ quality: WEBP_QUALITY }).toBuffer();
      return bytes.length < image.bytes.length ? { mimeType: 'image/webp', bytes } : image;
    } catch (cause) {
      this.#onFault(file, cause instanceof Error ? cause.message : String(cause));
      return image;
    }
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure;
  }
}
