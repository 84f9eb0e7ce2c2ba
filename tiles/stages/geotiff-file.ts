/** GeoTIFF files on disk, with the block decoders that need Node: deflate by zlib, WebP by libwebp. */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { inflateSync } from 'node:zlib';
import { addDecoder, BaseDecoder } from 'geotiff';
import sharp from 'sharp';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { openGeoTiff } from '../../formats/geotiff/read.ts';
import type { ByteSource, GeoTiff } from '../../formats/geotiff/read.ts';
import { withSidecars } from './sidecars.ts';

const exactBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

class ZlibDecoder extends BaseDecoder {
  override decodeBlock(buffer: ArrayBuffer): ArrayBuffer {
    return exactBuffer(inflateSync(new Uint8Array(buffer)));
  }
}

class WebpDecoder extends BaseDecoder {
  override async decodeBlock(buffer: ArrayBuffer): Promise<ArrayBuffer> {
    const image = sharp(new Uint8Array(buffer));
    const wanted = this.parameters.samplesPerPixel === 4 ? image.ensureAlpha() : image.removeAlpha();
    return exactBuffer(await wanted.raw().toBuffer());
  }
}

addDecoder([8, 32946], () => Promise.resolve(ZlibDecoder), undefined, false);
addDecoder(
  50001,
  () => Promise.resolve(WebpDecoder),
  async (directory) => ({
    tileWidth: Number(await directory.loadValue(directory.hasTag('TileWidth') ? 'TileWidth' : 'ImageWidth')),
    tileHeight: Number(
      (await directory.loadValue(directory.hasTag('TileLength') ? 'TileLength' : 'RowsPerStrip')) ??
        (await directory.loadValue('ImageLength')),
    ),
    planarConfiguration: Number((await directory.loadValue('PlanarConfiguration')) ?? 1),
    bitsPerSample: 8,
    predictor: 1,
    samplesPerPixel: Number(await directory.loadValue('SamplesPerPixel')),
  }),
  false,
);

export interface GeoTiffFile extends GeoTiff {
  readonly path: string;
  close(): Promise<void>;
}

async function sourceOf(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  return {
    name: basename(path),
    byteLength: size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const buffer = new ArrayBuffer(wanted);
      if (wanted > 0) await file.read(new Uint8Array(buffer), 0, wanted, offset);
      return buffer;
    },
    close: () => file.close(),
  };
}

/** With what lies beside the file. Errors: `no-such-file`, and those of `openGeoTiff` and `withSidecars`. */
export async function openGeoTiffFile(path: string): Promise<Result<GeoTiffFile, CodedError>> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) {
    return err({ code: 'no-such-file', message: `${path} is not a file` });
  }
  const source = await sourceOf(path);
  const opened = await openGeoTiff(source);
  if (!opened.ok) {
    await source.close();
    return opened;
  }
  const info = await withSidecars(path, opened.value.info);
  if (!info.ok) {
    await source.close();
    return info;
  }
  return ok({ ...opened.value, info: info.value, path, close: () => source.close() });
}
