/** Do the strips or tiles that a directory names exist in the file, and are there as many as its size asks for? */
import type { GeoTIFFImage } from 'geotiff';
import type { CodedError } from '../../contracts/result.ts';

async function tableOf(image: GeoTIFFImage, tag: 'Offsets' | 'ByteCounts'): Promise<number[] | null> {
  const value: unknown = await image.fileDirectory.loadValue(`${image.isTiled ? 'Tile' : 'Strip'}${tag}`);
  if (typeof value === 'number' || typeof value === 'bigint') return [Number(value)];
  if (value === undefined || value === null || typeof value !== 'object') return null;
  return Array.from(Object.values(value), Number);
}

/** Errors: `corrupted`, `truncated`; null when all is well. A block of 0 bytes is sparse, not missing. */
export async function faultOfBlocks(image: GeoTIFFImage, fileBytes: number): Promise<CodedError | null> {
  const widthPx = image.getWidth();
  const heightPx = image.getHeight();
  const blockWidthPx = image.getTileWidth();
  const blockHeightPx = image.getTileHeight();
  if (!(widthPx > 0 && heightPx > 0 && blockWidthPx > 0 && blockHeightPx > 0)) {
    return {
      code: 'corrupted',
      message: `${widthPx} x ${heightPx} px in blocks of ${blockWidthPx} x ${blockHeightPx}`,
    };
  }
  const planes = image.planarConfiguration === 2 ? image.getSamplesPerPixel() : 1;
  const expected = Math.ceil(widthPx / blockWidthPx) * Math.ceil(heightPx / blockHeightPx) * planes;
  const offsets = await tableOf(image, 'Offsets');
  const byteCounts = await tableOf(image, 'ByteCounts');
  if (offsets === null || byteCounts === null || offsets.length < expected || byteCounts.length < expected) {
    const found = Math.min(offsets?.length ?? 0, byteCounts?.length ?? 0);
    return { code: 'corrupted', message: `${found} blocks are listed, ${expected} are needed` };
  }
  for (let block = 0; block < expected; block++) {
    const end = (offsets[block] ?? 0) + (byteCounts[block] ?? 0);
    if (!(end <= fileBytes)) {
      return {
        code: 'truncated',
        message: `block ${block} ends at byte ${end}, the file has ${fileBytes}`,
      };
    }
  }
  return null;
}
