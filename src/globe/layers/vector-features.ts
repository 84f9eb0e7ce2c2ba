/** GeoJSON of the registers, as far as the map draws it. Degrees (EPSG:4490); heights in properties, orthometric. Pure. */
import { z } from 'zod';
import type { Result } from '../../../contracts/result.ts';
import { err, ok } from '../../../contracts/result.ts';

const Position = z.array(z.number()).min(2);
const Geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: Position }),
  z.object({ type: z.literal('LineString'), coordinates: z.array(Position) }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(Position)) }),
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(Position)) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(Position))) }),
]);
const Collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({ geometry: Geometry, properties: z.record(z.string(), z.unknown()).nullable() }),
  ),
});

type Properties = Readonly<Record<string, unknown>>;
export type LonLat = readonly number[];

export interface VectorShape {
  readonly properties: Properties;
  /** outer ring first, then holes; empty for a line */
  readonly rings: readonly (readonly LonLat[])[];
  /** open lines; empty for a polygon */
  readonly line: readonly LonLat[];
}

function shapesOf(geometry: z.infer<typeof Geometry>, properties: Properties): VectorShape[] {
  const polygon = (rings: LonLat[][]): VectorShape => ({ properties, rings, line: [] });
  const line = (points: LonLat[]): VectorShape => ({ properties, rings: [], line: points });
  switch (geometry.type) {
    case 'Polygon':
      return [polygon(geometry.coordinates)];
    case 'MultiPolygon':
      return geometry.coordinates.map(polygon);
    case 'LineString':
      return [line(geometry.coordinates)];
    case 'MultiLineString':
      return geometry.coordinates.map(line);
    case 'Point':
      return [line([geometry.coordinates])];
  }
}

interface VectorError {
  readonly code: 'bad-geojson';
  readonly message: string;
}

/** Errors: `bad-geojson` names the first thing that is not as expected. */
export function readShapes(json: unknown): Result<VectorShape[], VectorError> {
  const parsed = Collection.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return err({ code: 'bad-geojson', message: `${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}` });
  }
  return ok(parsed.data.features.flatMap(({ geometry, properties }) => shapesOf(geometry, properties ?? {})));
}

export function numberOf(properties: Properties, name: string): number | null {
  const value = properties[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
