/** A GeoTIFF of heights as a height field, whole or the part that a question needs. */
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { CrsOfFile } from '../../formats/geotiff/crs-of-keys.ts';
import type { ByteSource, GeoTiff, SampleArray } from '../../formats/geotiff/read.ts';
import { openGeoTiff } from '../../formats/geotiff/read.ts';
import type { HeightField } from '../scene/height-field.ts';

export interface Surface {
  readonly field: HeightField;
  readonly crs: CrsOfFile | null;
}

/** West, south, east, north in m. */
export type BoundsM = readonly [number, number, number, number];

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

function withoutNodata(samples: SampleArray, nodata: number | null): Float32Array {
  const heightsM = samples instanceof Float32Array ? samples : Float32Array.from(samples);
  // GDAL writes nodata in decimal: compare at the precision that the samples have.
  const marker = nodata === null ? Number.NaN : Math.fround(nodata);
  if (!Number.isNaN(marker))
    for (let i = 0; i < heightsM.length; i++) if (heightsM[i] === marker) heightsM[i] = Number.NaN;
  return heightsM;
}

/** The open file, checked for what a surface must be. Errors: `not-a-surface`, and those of `openGeoTiff`. */
async function openSurface(source: ByteSource): Promise<Result<GeoTiff, CodedError>> {
  const opened = await openGeoTiff(source);
  if (!opened.ok) return opened;
  const { bands, affine } = opened.value.info;
  const refuse = (why: string): Result<never, CodedError> =>
    err({ code: 'not-a-surface', message: `${source.name}: ${why}` });
  if (bands !== 1) return refuse(`it has ${bands} bands; a surface has one of heights`);
  if (affine === null) return refuse('it has no georeference');
  const { columnX, rowX, columnY, rowY } = affine;
  if (rowX !== 0 || columnY !== 0 || columnX <= 0 || rowY >= 0) return refuse('it is not north-up');
  return opened;
}

/**
 * @param near only the cells around these bounds (m, CRS of the file), with one cell to spare; the whole when left out
 * Errors: `not-a-surface`, and those of reading a GeoTIFF.
 */
export async function readSurface(source: ByteSource, near?: BoundsM): Promise<Result<Surface, CodedError>> {
  const opened = await openSurface(source);
  if (!opened.ok) return opened;
  const { info, read } = opened.value;
  const { affine, widthPx, heightPx } = info;
  if (affine === null) throw new Error('openSurface lets no file without georeference through');
  const cellWidthM = affine.columnX;
  const cellHeightM = -affine.rowY;
  const [westM, southM, eastM, northM] = near ?? [
    affine.x0,
    affine.y0 - heightPx * cellHeightM,
    affine.x0 + widthPx * cellWidthM,
    affine.y0,
  ];
  const left = clamp(Math.floor((westM - affine.x0) / cellWidthM) - 1, 0, widthPx - 1);
  const right = clamp(Math.ceil((eastM - affine.x0) / cellWidthM) + 1, left + 1, widthPx);
  const top = clamp(Math.floor((affine.y0 - northM) / cellHeightM) - 1, 0, heightPx - 1);
  const bottom = clamp(Math.ceil((affine.y0 - southM) / cellHeightM) + 1, top + 1, heightPx);
  const samples = await read(0, { left, top, right, bottom });
  if (!samples.ok) return samples;
  const field: HeightField = {
    rows: bottom - top,
    cols: right - left,
    heightsM: withoutNodata(samples.value, info.nodata),
    westM: affine.x0 + left * cellWidthM,
    northM: affine.y0 - top * cellHeightM,
    cellWidthM,
    cellHeightM,
  };
  return ok({ field, crs: info.crs });
}

/** A file that is in memory already. */
export const sourceOfBytes = (name: string, bytes: ArrayBuffer): ByteSource => ({
  name,
  byteLength: bytes.byteLength,
  read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
});
