/**
 * What lies beside an image and says where it is: GDAL's .aux.xml, a world file, a .prj.
 * Order of belief: .aux.xml, the file itself, world file and .prj (GDAL's GDAL_GEOREF_SOURCES).
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { Affine } from '../../formats/geotiff/affine.ts';
import { crsOfWkt } from '../../formats/geotiff/crs-of-wkt.ts';
import type { GeoTiffInfo } from '../../formats/geotiff/read.ts';

type Placing = Partial<Pick<GeoTiffInfo, 'affine' | 'crs'>>;

const MAX_SIDECAR_BYTES = 1e6;

/** Files of the folder by their name in small letters: survey firms write .TFW as often as .tfw. */
async function neighbours(file: string): Promise<Map<string, string>> {
  const folder = path.dirname(file);
  const names = await readdir(folder);
  return new Map(names.map((name) => [name.toLowerCase(), path.join(folder, name)]));
}

/** Null when it is not there. */
async function textOf(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null;
  const bytes = await readFile(file);
  return bytes.length > MAX_SIDECAR_BYTES ? null : bytes.toString('utf8').replace(/^\uFEFF/, '');
}

const numbersIn = (text: string): number[] =>
  text
    .trim()
    .split(/[\s,]+/)
    .map(Number);

/**
 * Six lines: x by column, y by column, x by row, y by row, x and y of the centre of the first pixel.
 * Errors: `bad-world-file`.
 */
function affineOfWorldFile(file: string, text: string): Result<Affine, CodedError> {
  const numbers = numbersIn(text);
  const [columnX = NaN, columnY = NaN, rowX = NaN, rowY = NaN, x = NaN, y = NaN] = numbers;
  if (numbers.length !== 6 || !numbers.every(Number.isFinite) || columnX * rowY === rowX * columnY) {
    const message = `${file}: ${JSON.stringify(text.trim().slice(0, 60))} is not the six numbers of a world file`;
    return err({ code: 'bad-world-file', message });
  }
  const [x0, y0] = [x - columnX / 2 - rowX / 2, y - columnY / 2 - rowY / 2];
  return ok({ x0, columnX, rowX, y0, columnY, rowY });
}

const elementIn = (xml: string, name: string): string | null =>
  new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? null;

const plainText = (xml: string): string =>
  xml
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();

/** Errors: `bad-aux-xml` when its transform is not six numbers. */
function placingOfAux(file: string, xml: string): Result<Placing, CodedError> {
  const srs = elementIn(xml, 'SRS');
  const crs = srs === null ? {} : { crs: crsOfWkt(plainText(srs)) };
  const transform = elementIn(xml, 'GeoTransform');
  if (transform === null) return ok(crs);
  const numbers = numbersIn(transform);
  const [x0 = NaN, columnX = NaN, rowX = NaN, y0 = NaN, columnY = NaN, rowY = NaN] = numbers;
  if (numbers.length !== 6 || !numbers.every(Number.isFinite) || columnX * rowY === rowX * columnY) {
    return err({
      code: 'bad-aux-xml',
      message: `${file}: GeoTransform ${transform.trim()} is not six numbers`,
    });
  }
  return ok({ ...crs, affine: { x0, columnX, rowX, y0, columnY, rowY } });
}

async function placingBeside(
  file: string,
  beside: Map<string, string>,
): Promise<Result<Placing, CodedError>> {
  const { name, ext } = path.parse(file.toLowerCase());
  const [first = '', last = ''] = [ext.at(1), ext.at(-1)];
  // .tfw of .tif, .tifw, or .wld
  const worldNames = [`${name}.${first}${last}w`, `${name}${ext}w`, `${name}.wld`];
  const worldFile = worldNames.map((each) => beside.get(each)).find((each) => each !== undefined);
  const world = await textOf(worldFile);
  const affine = world === null ? null : affineOfWorldFile(worldFile ?? '', world);
  if (affine !== null && !affine.ok) return affine;
  const wkt = await textOf(beside.get(`${name}.prj`));
  return ok({
    ...(affine === null ? {} : { affine: affine.value }),
    ...(wkt === null ? {} : { crs: crsOfWkt(wkt) }),
  });
}

/** The same with what lies beside the file. Errors: `bad-world-file`, `bad-aux-xml`. */
export async function withSidecars(
  file: string,
  info: GeoTiffInfo,
): Promise<Result<GeoTiffInfo, CodedError>> {
  const beside = await neighbours(file);
  const auxFile = beside.get(`${path.basename(file).toLowerCase()}.aux.xml`);
  const xml = await textOf(auxFile);
  const aux = xml === null ? ok({}) : placingOfAux(auxFile ?? '', xml);
  if (!aux.ok) return aux;
  const whole = { ...info, ...aux.value };
  if (whole.affine !== null && whole.crs !== null) return ok(whole);
  const other = await placingBeside(file, beside);
  if (!other.ok) return other;
  return ok({
    ...whole,
    affine: whole.affine ?? other.value.affine ?? null,
    crs: whole.crs ?? other.value.crs ?? null,
  });
}
