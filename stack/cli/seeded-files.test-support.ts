/** The files that the examples of contracts/cli name, made from nothing but numbers. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import type { GeoTiffRaster } from '../../formats/geotiff/write-cog.ts';
import { writeGeoTiff } from '../../formats/geotiff/write-cog.ts';
import { SEEDED_TILE } from '../../formats/osgb/seeded-tile.test-support.ts';
import { writeOsgb } from '../../formats/osgb/write.ts';

const SIZE_PX = 200;
/** of EPSG:4549, around 121.553 E, 29.879 N */
const [WEST, NORTH] = [650_000, 3_307_800];

const place = {
  widthPx: SIZE_PX,
  heightPx: SIZE_PX,
  crs: { kind: 'projected', epsg: 4549 },
  west: WEST,
  north: NORTH,
} as const;

/** Flat land at 3 m with a wall of 10 m, 20 m wide, from north to south through the middle. */
const surface: GeoTiffRaster = {
  ...place,
  bands: 1,
  pixelWidth: 1,
  pixelHeight: 1,
  samples: Float32Array.from({ length: SIZE_PX ** 2 }, (_, i) =>
    Math.abs((i % SIZE_PX) - 100) < 10 ? 13 : 3,
  ),
  nodata: -9999,
  verticalDatum: '1985-national',
};

const photo: GeoTiffRaster = {
  ...place,
  bands: 3,
  pixelWidth: 0.5,
  pixelHeight: 0.5,
  samples: Uint8Array.from({ length: SIZE_PX ** 2 * 3 }, (_, i) => (i * 31) % 256),
  capturedOn: '2024-05-01',
};

export function writeSeededFiles(folder: string): void {
  const options = { deflate: (bytes: Uint8Array): Uint8Array => deflateSync(bytes) };
  writeFileSync(path.join(folder, 'surface.tif'), writeGeoTiff(surface, options));
  writeFileSync(path.join(folder, 'photo.tif'), writeGeoTiff(photo, options));
  const nodes = SEEDED_TILE.nodes.map((node) => ({ ...node, childFiles: [] }));
  writeFileSync(path.join(folder, 'tile.osgb'), writeOsgb({ ...SEEDED_TILE, nodes }));
}
