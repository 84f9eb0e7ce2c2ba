/**
 * Mutations of GeoTIFFs: the reader answers with an image and samples of the size it says, or a declared code.
 * Projections that a broken file names are made too, as every reader of surfaces does.
 */
import { deflateSync } from 'node:zlib';
import type { Soak, SoakTools } from '../../contracts/soak.ts';
import { projectionOfEpsg, projectionOfWkt } from '../../geodesy/district-grid.ts';
import type { ByteSource, GeoTiff } from './read.ts';
import { openGeoTiff } from './read.ts';
import { writeGeoTiff } from './write-cog.ts';

const place = { west: 49_200, north: 50_800, pixelWidth: 0.5, pixelHeight: 0.5 };
const options = { deflate: (bytes: Uint8Array): Uint8Array => deflateSync(bytes), tileSizePx: 256 } as const;

const FILES = [
  writeGeoTiff(
    {
      widthPx: 300,
      heightPx: 40,
      bands: 3,
      samples: Uint8Array.from({ length: 300 * 40 * 3 }, (_, i) => (i * 31) % 256),
      crs: {
        kind: 'transverse-mercator',
        name: 'Test grid',
        latitudeOfOriginDeg: 29.879,
        centralMeridianDeg: 121.553,
        falseEastingM: 50_000,
        falseNorthingM: 50_000,
        scale: 1,
      },
      capturedOn: '2024-05-01',
      ...place,
    },
    options,
  ),
  writeGeoTiff(
    {
      widthPx: 60,
      heightPx: 50,
      bands: 1,
      samples: Float32Array.from({ length: 60 * 50 }, (_, i) => (i % 100 === 0 ? -9999 : i / 7)),
      crs: { kind: 'projected', epsg: 4549 },
      nodata: -9999,
      verticalDatum: '1985-national',
      ...place,
    },
    options,
  ),
];

const WINDOW_PX = 64;

const sourceOf = (bytes: Uint8Array): ByteSource => ({
  name: 'broken.tif',
  byteLength: bytes.length,
  read: (offset, length) =>
    Promise.resolve(Uint8Array.from(bytes.subarray(offset, Math.max(offset, offset + length))).buffer),
});

async function readWindow({ info, read }: GeoTiff, level: number): Promise<void> {
  const { widthPx, heightPx } = info.levels[level] ?? { widthPx: 0, heightPx: 0 };
  const [right, bottom] = [Math.min(WINDOW_PX, widthPx), Math.min(WINDOW_PX, heightPx)];
  const samples = await read(level, { left: 0, top: 0, right, bottom });
  if (samples.ok && samples.value.length !== right * bottom * info.bands) {
    throw new Error(`${samples.value.length} samples in ${right} x ${bottom} x ${info.bands}`);
  }
}

function makeProjection({ info: { crs } }: GeoTiff): void {
  if (crs?.definition) projectionOfWkt(crs.definition);
  else if (crs !== null && crs.epsg !== null) projectionOfEpsg(crs.epsg);
}

async function round({ random, mutate }: SoakTools): Promise<void> {
  const bytes = mutate(FILES[Math.floor(random() * FILES.length)] ?? new Uint8Array());
  const opened = await openGeoTiff(sourceOf(bytes));
  if (!opened.ok) return;
  makeProjection(opened.value);
  for (const level of opened.value.info.levels.keys()) await readWindow(opened.value, level);
}

export const geotiffFuzzSoak: Soak = {
  name: 'geotiff-fuzz',
  promise: 'a broken GeoTIFF gives a declared code in bounded time, or as many samples as it says',
  count: 50_000,
  smallCount: 300,
  longestRoundMs: 2_000,
  round,
};
