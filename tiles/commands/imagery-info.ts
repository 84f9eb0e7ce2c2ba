import { defineCommand } from '../../contracts/cli/command.ts';
import { imageryInfoContract } from '../../contracts/cli/imagery-info.ts';
import { ok } from '../../contracts/result.ts';
import { boundsOf } from '../../formats/geotiff/affine.ts';
import { openGeoTiffFile } from '../stages/geotiff-file.ts';

/** The first block is decoded too, so that a file whose data cannot be read is refused here and not later. */
export const imageryInfoCommand = defineCommand(imageryInfoContract, async ({ source }) => {
  const opened = await openGeoTiffFile(source);
  if (!opened.ok) return opened;
  const { info, read, close } = opened.value;
  try {
    const first = await read(0, { left: 0, top: 0, right: 1, bottom: 1 });
    if (!first.ok) return first;
    return ok({
      width: info.widthPx,
      height: info.heightPx,
      bands: info.bands,
      dtype: info.dtype,
      crs: info.crs?.text ?? null,
      bounds: info.affine === null ? null : boundsOf(info.affine, info.widthPx, info.heightPx),
      nodata: info.nodata !== null && Number.isNaN(info.nodata) ? ('NaN' as const) : info.nodata,
      ...(info.capturedOn === null ? {} : { epoch: info.capturedOn }),
    });
  } finally {
    await close();
  }
});
