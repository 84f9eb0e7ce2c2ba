import { expect, test } from 'vitest';
import { numberOf, readShapes } from './vector-features.ts';

const feature = (geometry: unknown, properties: unknown = { groundM: 3 }) => ({
  type: 'FeatureCollection',
  features: [{ type: 'Feature', geometry, properties }],
});

test('reference: parts of a multi-geometry become shapes with the same properties', () => {
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0]]; // prettier-ignore
  const shapes = readShapes(feature({ type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] }));
  expect(shapes.ok && shapes.value.map((each) => each.rings.length)).toEqual([1, 2]);
  expect(shapes.ok && numberOf(shapes.value[0]?.properties ?? {}, 'groundM')).toBe(3);
  expect(numberOf({ groundM: '3' }, 'groundM')).toBeNull();
});

test('reference: lines and points are lines', () => {
  const line = readShapes(feature({ type: 'LineString', coordinates: [[0, 0, 5], [1, 1, 5]] }, null)); // prettier-ignore
  const point = readShapes(feature({ type: 'Point', coordinates: [0, 0] }));
  expect(line.ok && line.value[0]?.line).toHaveLength(2);
  expect(point.ok && point.value[0]?.line).toHaveLength(1);
});

test('errors: bad-geojson', () => {
  const bad = readShapes(feature({ type: 'Polygon', coordinates: 'none' }));
  expect(bad.ok ? '' : bad.error.code).toBe('bad-geojson');
  expect(readShapes(null).ok).toBe(false);
});
