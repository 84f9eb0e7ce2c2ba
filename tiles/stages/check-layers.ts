/** Files of the raster and mesh layers of a district: there, unchanged, and where the manifest says. */
import { open } from 'node:fs/promises';
import { PMTiles } from 'pmtiles';
import type { Header } from 'pmtiles';
import { z } from 'zod';
import type { BoundsDeg, District } from '../../contracts/district.ts';
import { boundsMeet, differOf } from './district-findings.ts';
import type { DistrictFindings } from './district-findings.ts';
import { georeferenceOf, outlineOf } from './file-projection.ts';
import { openGeoTiffFile } from './geotiff-file.ts';

/** Headers hold 1e-7 degrees; a metre is 1e-5. */
const BOUNDS_TOLERANCE_DEG = 1e-6;
const TilesetSchema = z.object({
  asset: z.object({ version: z.enum(['1.0', '1.1']) }),
  root: z.looseObject({}),
});

async function headerOf(path: string): Promise<Header> {
  const file = await open(path, 'r');
  try {
    const archive = new PMTiles({
      getKey: () => path,
      async getBytes(offset, length) {
        const buffer = new ArrayBuffer(length);
        const { bytesRead } = await file.read(new Uint8Array(buffer), 0, length, offset);
        return { data: buffer.slice(0, bytesRead) };
      },
    });
    return await archive.getHeader();
  } finally {
    await file.close();
  }
}

interface ArchiveLayer {
  readonly archive: string;
  readonly bounds: BoundsDeg;
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly sha256: string;
}

async function checkArchive(
  layer: ArchiveLayer,
  namedAt: string,
  zoomShift: number,
  district: District,
  found: DistrictFindings,
): Promise<void> {
  const path = await found.fileAt(layer.archive, `${namedAt}/archive`);
  if (path === null) return;
  await found.digestOf(path, layer.archive, layer.sha256);
  if (!boundsMeet(layer.bounds, district.bounds)) {
    found.error('OUTSIDE_DISTRICT', namedAt, 'its bounds do not meet those of the district');
  }
  try {
    const header = await headerOf(path);
    const bounds = {
      westDeg: header.minLon,
      southDeg: header.minLat,
      eastDeg: header.maxLon,
      northDeg: header.maxLat,
    };
    const difference = differOf(layer.bounds, bounds, BOUNDS_TOLERANCE_DEG);
    if (difference !== null)
      found.error('BOUNDS_MISMATCH', layer.archive, `manifest and archive: ${difference}`);
    const zooms = `${header.minZoom - zoomShift} to ${header.maxZoom - zoomShift}`;
    if (zooms !== `${layer.minZoom} to ${layer.maxZoom}`) {
      found.error(
        'ZOOM_MISMATCH',
        layer.archive,
        `holds ${zooms}, manifest ${layer.minZoom} to ${layer.maxZoom}`,
      );
    }
  } catch (cause) {
    found.error('NOT_PMTILES', layer.archive, cause instanceof Error ? cause.message : String(cause));
  }
}

async function checkSurface(
  surface: District['surfaces'][number],
  namedAt: string,
  district: District,
  found: DistrictFindings,
): Promise<void> {
  const path = await found.fileAt(surface.raster, `${namedAt}/raster`);
  if (path === null) return;
  await found.digestOf(path, surface.raster, surface.sha256);
  const opened = await openGeoTiffFile(path);
  if (!opened.ok) {
    found.error('NOT_GEOTIFF', surface.raster, `${opened.error.code}: ${opened.error.message}`);
    return;
  }
  try {
    const { info } = opened.value;
    if (info.bands !== 1) found.error('NOT_A_SURFACE', surface.raster, `has ${info.bands} bands`);
    const georeference = georeferenceOf(surface.raster, info);
    if (!georeference.ok) {
      found.error(
        'NOT_GEOREFERENCED',
        surface.raster,
        `${georeference.error.code}: ${georeference.error.message}`,
      );
      return;
    }
    const outline = outlineOf(georeference.value, info);
    const longitudes = outline.map(([longitudeDeg]) => longitudeDeg);
    const latitudes = outline.map(([, latitudeDeg]) => latitudeDeg);
    const bounds = {
      westDeg: Math.min(...longitudes),
      southDeg: Math.min(...latitudes),
      eastDeg: Math.max(...longitudes),
      northDeg: Math.max(...latitudes),
    };
    if (!boundsMeet(bounds, district.bounds)) {
      found.error('OUTSIDE_DISTRICT', surface.raster, 'does not meet the bounds of the district');
    }
  } finally {
    await opened.value.close();
  }
}

export async function checkLayers(district: District, found: DistrictFindings): Promise<void> {
  for (const [index, mesh] of district.meshes.entries()) {
    const path = await found.fileAt(mesh.tileset, `/meshes/${index}/tileset`);
    const tileset = path === null ? undefined : await found.jsonAt(path, mesh.tileset);
    if (tileset !== undefined && !TilesetSchema.safeParse(tileset).success) {
      found.error('NOT_A_TILESET', mesh.tileset, 'is no 3D Tiles tileset of version 1.0 or 1.1');
    }
  }
  for (const [index, layer] of district.imagery.entries()) {
    await checkArchive(layer, `/imagery/${index}`, 0, district, found);
  }
  // A geographic level is kept one zoom higher (contracts/district.ts).
  if (district.terrain !== undefined) await checkArchive(district.terrain, '/terrain', 1, district, found);
  for (const [index, surface] of district.surfaces.entries()) {
    await checkSurface(surface, `/surfaces/${index}`, district, found);
  }
}
