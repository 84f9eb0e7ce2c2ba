import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mapOfPixel } from '../../formats/geotiff/affine.ts';
import { openGeoTiffFile } from './geotiff-file.ts';
import { georeferenceOf } from './file-projection.ts';

/** PRJ as ArcGIS writes it. */
const ESRI =
  'PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
const XIAN = ESRI.replace('D_China_2000', 'D_Xian_1980').replace(
  '"CGCS2000",6378137.0,298.257222101',
  '"Xian_1980",6378140.0,298.257',
);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidecars-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A little-endian TIFF of 2 × 2 grey pixels that says nothing of where it is. */
function tiff(): Buffer {
  const entries = [
    [256, 3, 1, 2],
    [257, 3, 1, 2],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 8],
    [277, 3, 1, 1],
    [278, 3, 1, 2],
    [279, 4, 1, 4],
  ];
  const bytes = Buffer.alloc(12 + 2 + entries.length * 12 + 4);
  bytes.write('II*\0', 0, 'latin1');
  bytes.writeUInt32LE(12, 4);
  bytes.set([10, 20, 30, 40], 8);
  bytes.writeUInt16LE(entries.length, 12);
  entries.forEach(([tag = 0, type = 0, count = 0, value = 0], index) => {
    const at = 14 + index * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  });
  return bytes;
}

async function opened(beside: Readonly<Record<string, string>>) {
  const file = join(folder, 'sheet.tif');
  writeFileSync(file, tiff());
  for (const [name, text] of Object.entries(beside)) writeFileSync(join(folder, name), text);
  const found = await openGeoTiffFile(file);
  if (!found.ok) return found.error;
  await found.value.close();
  return found.value.info;
}

const WORLD = '0.5\n0\n0\n-0.5\n649757.25\n3306711.75\n';

describe('sidecars', () => {
  test('reference: a world file gives the centre of the first pixel, and a .prj the CRS', async () => {
    const info = await opened({ 'SHEET.TFW': WORLD, 'sheet.prj': ESRI });
    if (!('affine' in info) || info.affine === null) throw new Error('no transform');
    expect(mapOfPixel(info.affine, 0, 0)).toEqual([649757, 3306712]);
    expect(mapOfPixel(info.affine, 0.5, 0.5)).toEqual([649757.25, 3306711.75]);
    const placed = georeferenceOf('sheet.tif', info);
    if (!placed.ok) throw new Error(placed.error.message);
    // EPSG:4549 of 121.55 E, 29.87 N is 649757.548, 3306711.728 (PROJ)
    const [lon, lat] = placed.value.lonLatOf(0.548 * 2, 0.272 * 2);
    expect([lon, lat]).toEqual([expect.closeTo(121.55, 7), expect.closeTo(29.87, 7)]);
  });

  test('property: a world file may turn the image, and may be called .wld or .tifw', async () => {
    const turned = '0.4\n0.3\n0.3\n-0.4\n100\n200\n';
    for (const name of ['sheet.wld', 'sheet.tifw', 'sheet.tfw']) {
      const info = await opened({ [name]: turned });
      if (!('affine' in info) || info.affine === null) throw new Error('no transform');
      expect(mapOfPixel(info.affine, 0.5, 0.5)).toEqual([expect.closeTo(100, 9), expect.closeTo(200, 9)]);
      expect(mapOfPixel(info.affine, 1.5, 0.5)).toEqual([expect.closeTo(100.4, 9), expect.closeTo(200.3, 9)]);
      rmSync(join(folder, name));
    }
  });

  test('property: .aux.xml is believed before a world file', async () => {
    const aux = `<PAMDataset><SRS dataAxisToSRSAxisMapping="2,1">${ESRI.replaceAll('"', '&quot;')}</SRS><GeoTransform> 7.0e+02, 2, 0, 9.0e+02, 0, -2</GeoTransform></PAMDataset>`;
    const info = await opened({ 'sheet.tif.aux.xml': aux, 'sheet.tfw': WORLD });
    expect(info).toMatchObject({ affine: { x0: 700, columnX: 2, y0: 900, rowY: -2 } });
    expect(info).toMatchObject({ crs: { name: 'CGCS2000_3_Degree_GK_CM_120E' } });
  });

  test('errors: a broken world file, and a datum that lies a hundred metres off', async () => {
    expect(await opened({ 'sheet.tfw': '0.5\n0\nx\n-0.5\n1\n2\n' })).toMatchObject({
      code: 'bad-world-file',
    });
    expect(await opened({ 'sheet.tfw': '0.5\n0\n0\n0\n1\n2\n' })).toMatchObject({ code: 'bad-world-file' });
    expect(
      await opened({ 'sheet.tif.aux.xml': '<PAMDataset><GeoTransform>1,2</GeoTransform></PAMDataset>' }),
    ).toMatchObject({ code: 'bad-aux-xml' });
    rmSync(join(folder, 'sheet.tif.aux.xml'));
    const info = await opened({ 'sheet.tfw': WORLD, 'sheet.prj': XIAN });
    if (!('affine' in info)) throw new Error('refused');
    expect(georeferenceOf('sheet.tif', info)).toMatchObject({ error: { code: 'unknown-crs' } });
  });
});
