import { describe, expect, test } from 'vitest';
import type { TerrainLayer } from '../../../contracts/district.ts';
import { archiveAddress, boundsOfTile, decodeHeights, sourceOfTile } from './terrain-tile.ts';

const layer: TerrainLayer = {
  id: 'terrain',
  archive: 'terrain/terrain.pmtiles',
  bounds: { westDeg: 121.545, southDeg: 29.872, eastDeg: 121.561, northDeg: 29.886 },
  minZoom: 10,
  maxZoom: 15,
  samplesPerSide: 2,
  outsideEllipsoidalHeightM: 14,
  sha256: '0'.repeat(64),
  name: { zh: '地形', en: 'Terrain' },
  crs: 'EPSG:4490',
  source: 'test',
  licence: 'CC0',
};
const tileAt = (level: number, longitudeDeg: number, latitudeDeg: number) => {
  const spanDeg = 180 / 2 ** level;
  return {
    level,
    x: Math.floor((longitudeDeg + 180) / spanDeg),
    y: Math.floor((90 - latitudeDeg) / spanDeg),
  };
};

describe('terrain tile', () => {
  test('reference: level 0 is two tiles, and the west one is the western hemisphere', () => {
    expect(boundsOfTile({ level: 0, x: 0, y: 0 })).toEqual({
      westDeg: -180,
      eastDeg: 0,
      northDeg: 90,
      southDeg: -90,
    });
    expect(archiveAddress({ level: 0, x: 1, y: 0 })).toEqual([1, 1, 0]);
  });

  test('property: a tile lies around the place it was asked for', () => {
    for (let level = 0; level <= 20; level++) {
      const bounds = boundsOfTile(tileAt(level, 121.553, 29.879));
      expect(bounds.westDeg).toBeLessThanOrEqual(121.553);
      expect(bounds.eastDeg).toBeGreaterThan(121.553);
      expect(bounds.southDeg).toBeLessThanOrEqual(29.879);
      expect(bounds.northDeg).toBeGreaterThan(29.879);
    }
  });

  test('reference: constant far away and above, archive in the district, none below it', () => {
    expect(sourceOfTile(layer, tileAt(5, 121.553, 29.879))).toBe('constant');
    expect(sourceOfTile(layer, tileAt(12, 10, 50))).toBe('constant');
    expect(sourceOfTile(layer, tileAt(15, 121.553, 29.879))).toBe('archive');
    expect(sourceOfTile(layer, tileAt(16, 121.553, 29.879))).toBe('none');
    expect(sourceOfTile(layer, tileAt(16, 10, 50))).toBe('none');
  });

  test('reference: heights are little-endian float32, north row first', () => {
    const bytes = Uint8Array.from([0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64]).buffer;
    const heights = decodeHeights(bytes, 2);
    expect(heights.ok && [...heights.value]).toEqual([1, 2, 3, 4]);
  });

  test('errors: bad-heightmap', () => {
    const short = decodeHeights(new ArrayBuffer(12), 2);
    const nan = decodeHeights(new Float32Array([1, 2, Number.NaN, 4]).buffer, 2);
    expect(short.ok ? '' : short.error.code).toBe('bad-heightmap');
    expect(nan.ok ? '' : nan.error.code).toBe('bad-heightmap');
  });
});
