/** The pictures of an OSGB tile: those that it only names are read from beside it, and DDS becomes PNG. */
import path from 'node:path';
import sharp from 'sharp';
import type { Finding } from '../../contracts/finding.ts';
import { isDds, readDds } from '../../formats/dds/read-dds.ts';
import type { OsgbImage } from '../../formats/osgb/model.ts';
import type { ConversionContext } from './convert-tile.ts';
import { readBeside } from './file-beside.ts';

type PictureContext = Pick<ConversionContext, 'folder' | 'findings' | 'onFile' | 'sourceBytes'>;

type Note = (code: string, message: string, severity: Finding['severity']) => null;

/** OpenSceneGraph takes the first row of a DDS for the lowest, as it is uploaded, and turns every other picture. */
async function pngOfDds(bytes: Uint8Array, note: (message: string) => null): Promise<Uint8Array | null> {
  const picture = readDds(bytes);
  if (!picture.ok) return note(`${picture.error.code}: ${picture.error.message}`);
  const { rgba, widthPx: width, heightPx: height } = picture.value;
  return await sharp(rgba, { raw: { width, height, channels: 4 } })
    .flip()
    .png({ compressionLevel: 1 })
    .toBuffer();
}

async function pictureOf(context: PictureContext, file: string, image: OsgbImage, note: Note) {
  const { fileName } = image;
  const found = image.bytes ?? (fileName === '' ? null : await readBeside(context, file, fileName));
  if (found === null) return null;
  if (found === 'outside') {
    return note('texture-outside', `${fileName}: lies outside the production, not read`, 'warning');
  }
  if (!isDds(found)) return found;
  return await pngOfDds(found, (message) => note('texture-broken', `${fileName}: ${message}`, 'warning'));
}

export async function withPictures(
  context: PictureContext,
  file: string,
  images: readonly OsgbImage[],
): Promise<OsgbImage[]> {
  const note: Note = (code, message, severity) => {
    context.findings.push({ code, path: path.relative(context.folder, file), severity, message });
    return null;
  };
  const pictures: OsgbImage[] = [];
  for (const image of images) {
    pictures.push({ ...image, bytes: await pictureOf(context, file, image, note) });
  }
  return pictures;
}
