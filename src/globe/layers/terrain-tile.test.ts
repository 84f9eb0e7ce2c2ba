import { describe, expect, test } from 'vitest';
import type { TerrainLayer } from '../../../contracts/district.ts';
import {
  archiveAddress,
  boundsOfTile,
  decodeHeights,
  heightsOfPart,
  inArchive,
  storedPart,
} from './terrain-tile.ts';

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

  test('reference: not in the archive are what is far away and what is above its first level', () => {
    expect(inArchive(layer, tileAt(5, 121.553, 29.879))).toBe(false);
    expect(inArchive(layer, tileAt(12, 10, 50))).toBe(false);
    expect(inArchive(layer, tileAt(15, 121.553, 29.879))).toBe(true);
    expect(inArchive(layer, tileAt(18, 121.553, 29.879))).toBe(true);
    expect(inArchive(layer, tileAt(18, 10, 50))).toBe(false);
  });

  test('property: the part of a stored tile lies where the tile itself lies', () => {
    for (let level = 10; level <= 22; level++) {
      const { tile, parts, column, row } = storedPart(layer, tileAt(level, 121.553, 29.879));
      expect(tile).toEqual(tileAt(Math.min(level, 15), 121.553, 29.879));
      const { westDeg, eastDeg, northDeg, southDeg } = boundsOfTile(tile);
      const own = boundsOfTile(tileAt(level, 121.553, 29.879));
      expect(westDeg + ((eastDeg - westDeg) * column) / parts).toBeCloseTo(own.westDeg, 9);
      expect(northDeg - ((northDeg - southDeg) * row) / parts).toBeCloseTo(own.northDeg, 9);
    }
  });

  test('property: parts keep a plane that falls both ways, and meet at their edges', () => {
    const side = 5;
    const plane = (across: number, down: number): number => 100 + 8 * across - 4 * down;
    const heightsM = Float32Array.from({ length: side * side }, (_, index) =>
      plane((index % side) / 4, Math.floor(index / side) / 4),
    );
    const whole = { level: 15, x: 7, y: 9 };
    const part = heightsOfPart(heightsM, side, { tile: whole, parts: 4, column: 3, row: 1 });
    part.forEach((heightM, index) => {
      expect(heightM).toBeCloseTo(
        plane((3 + (index % side) / 4) / 4, (1 + Math.floor(index / side) / 4) / 4),
        4,
      );
    });
    expect(heightsOfPart(heightsM, side, { tile: whole, parts: 1, column: 0, row: 0 })).toEqual(heightsM);
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
