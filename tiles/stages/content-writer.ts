/**
 * Encodes models and writes them as GLB, several at a time: image coding runs on the threads of libuv while the caller
 * goes on. A failure shows at the next `write` or at `settled`.
 */
import { writeFile } from 'node:fs/promises';
import { MeshoptEncoder } from 'meshoptimizer';
import sharp from 'sharp';
import type { GlbImage, GlbModel } from '../../formats/tiles3d/glb.ts';
import { writeGlb } from '../../formats/tiles3d/glb.ts';
import type { Picture } from './upper-levels/surface.ts';

export interface ContentEncoding {
  readonly geometry: 'meshopt' | 'plain';
  readonly textures: 'webp' | 'keep';
}

/** Enough to keep the threads busy; each holds one tile in memory. */
const AT_ONCE = 6;
/** At 80 the error of photographs stays below what their JPEG has already lost. */
const WEBP_QUALITY = 80;
/** Of pictures that are made here, where the source's own are kept as JPEG. */
const JPEG_QUALITY = 90;

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

  /**
   * Returns once there is room for another.
   * @param pictures follow the images of the model
   */
  async write(file: string, model: GlbModel, pictures: readonly Picture[] = []): Promise<void> {
    const job = this.#encode(file, model, pictures)
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

  async #encode(file: string, model: GlbModel, pictures: readonly Picture[]): Promise<Uint8Array> {
    const { geometry, textures } = this.#encoding;
    const toWebp = (image: GlbImage): Promise<GlbImage> => this.#toWebp(file, image);
    const given = textures === 'keep' ? model.images : await Promise.all(model.images.map(toWebp));
    const images = [...given, ...(await Promise.all(pictures.map((picture) => this.#encoded(picture))))];
    if (geometry === 'plain') return writeGlb({ ...model, images });
    await MeshoptEncoder.ready;
    return writeGlb({ ...model, images }, MeshoptEncoder);
  }

  async #encoded({ rgb, widthPx: width, heightPx: height }: Picture): Promise<GlbImage> {
    const image = sharp(rgb, { raw: { width, height, channels: 3 } });
    if (this.#encoding.textures === 'webp') {
      return { mimeType: 'image/webp', bytes: await image.webp({ quality: WEBP_QUALITY }).toBuffer() };
    }
    return { mimeType: 'image/jpeg', bytes: await image.jpeg({ quality: JPEG_QUALITY }).toBuffer() };
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
