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
  const bands = image.getSamplesPerPixel();
  // A directory may give any tag any count: geotiff.js then hands a list on as if it were the number
  if (
    ![widthPx, heightPx, blockWidthPx, blockHeightPx, bands].every(
      (each) => Number.isInteger(each) && each > 0,
    )
  ) {
    return {
      code: 'corrupted',
      message:
        `${bands} bands of ${widthPx} x ${heightPx} px in blocks of ${blockWidthPx} x ${blockHeightPx}`.slice(
          0,
          200,
        ),
    };
  }
  const planes = image.planarConfiguration === 2 ? bands : 1;
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
