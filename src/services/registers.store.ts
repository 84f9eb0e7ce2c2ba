/** Registers of the district (GeoJSON, CGCS2000 degrees), read through their contracts; broken features are counted, not shown. */
import './zod-jitless.ts';
import { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import type { District } from '../../contracts/district.ts';
import {
  AreaPropertiesSchema,
  BuildingPropertiesSchema,
  CameraPropertiesSchema,
  CoverPropertiesSchema,
  StationPropertiesSchema,
} from '../../contracts/registers.ts';
import { DISTRICT_URL } from './district.store.ts';
import type { HttpFailure } from './http.ts';
import { requestJson } from './http.ts';

const Position = z.tuple([z.number(), z.number()]).rest(z.number());
const Geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: Position }),
  z.object({ type: z.literal('LineString'), coordinates: z.array(Position).min(1) }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(z.array(Position).min(1)).min(1) }),
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(Position).min(1)).min(1) }),
  z.object({
    type: z.literal('MultiPolygon'),
    coordinates: z.array(z.array(z.array(Position).min(1)).min(1)).min(1),
  }),
]);
type Geometry = z.infer<typeof Geometry>;

const Collection = z.object({ features: z.array(z.unknown()) });

/** Fields of a zone differ from district to district: those that are known are named, the rest is shown as it is. */
const ZonePropertiesSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  name: z.object({ zh: z.string(), en: z.string() }).optional().catch(undefined),
});
const RoadPropertiesSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String).optional(),
  name: z.object({ zh: z.string(), en: z.string() }),
});

const SCHEMAS = {
  covers: CoverPropertiesSchema,
  stations: StationPropertiesSchema,
  cameras: CameraPropertiesSchema,
  areas: AreaPropertiesSchema,
  buildings: BuildingPropertiesSchema,
  zones: ZonePropertiesSchema,
  roads: RoadPropertiesSchema,
} as const;

export type RegisterKind = keyof typeof SCHEMAS;

/** One entry: its properties and where it is. */
export type Entry<Properties> = Properties & {
  /** a point of the feature, or the middle of its bounds */
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  /** outer rings of polygons, [longitudeDeg, latitudeDeg]; empty for others */
  readonly rings: ReadonlyArray<ReadonlyArray<readonly [number, number]>>;
};

export type RegisterEntries = {
  readonly [Kind in RegisterKind]: readonly Entry<z.output<(typeof SCHEMAS)[Kind]>>[];
};
export type CoverEntry = RegisterEntries['covers'][number];
export type StationEntry = RegisterEntries['stations'][number];
export type CameraEntry = RegisterEntries['cameras'][number];
export type ZoneEntry = RegisterEntries['zones'][number];

export interface RegistersState {
  readonly entries: Partial<RegisterEntries>;
  readonly failures: Partial<Record<RegisterKind, HttpFailure>>;
}

export const registersStore = createStore<RegistersState>(() => ({ entries: {}, failures: {} }));

function outerRings(geometry: Geometry): [number, number][][] {
  const plain = (ring: readonly (readonly number[])[]): [number, number][] =>
    ring.map(([x = 0, y = 0]) => [x, y]);
  if (geometry.type === 'Polygon') return geometry.coordinates.slice(0, 1).map(plain);
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.map(([outer = []]) => plain(outer));
  return [];
}

function verticesOf(geometry: Geometry): readonly (readonly number[])[] {
  if (geometry.type === 'Point') return [geometry.coordinates];
  if (geometry.type === 'LineString') return geometry.coordinates;
  if (geometry.type === 'MultiLineString') return geometry.coordinates.flat();
  return outerRings(geometry).flat();
}

function middleOf(geometry: Geometry): { longitudeDeg: number; latitudeDeg: number } {
  const vertices = verticesOf(geometry);
  // A line's middle vertex lies on it; the middle of its bounds may not.
  if (geometry.type === 'LineString' || geometry.type === 'MultiLineString') {
    const [x = 0, y = 0] = vertices[Math.floor(vertices.length / 2)] ?? [];
    return { longitudeDeg: x, latitudeDeg: y };
  }
  const xs = vertices.map(([x = 0]) => x);
  const ys = vertices.map(([, y = 0]) => y);
  return {
    longitudeDeg: (Math.min(...xs) + Math.max(...xs)) / 2,
    latitudeDeg: (Math.min(...ys) + Math.max(...ys)) / 2,
  };
}

const FeatureSchema = z.object({ properties: z.unknown(), geometry: Geometry });

/** Entries of a collection that keep the contract. */
export function readEntries<Properties extends object>(
  schema: z.ZodType<Properties>,
  features: readonly unknown[],
): Entry<Properties>[] {
  return features.flatMap((feature) => {
    const parsed = FeatureSchema.safeParse(feature);
    if (!parsed.success) return [];
    const properties = schema.safeParse(parsed.data.properties);
    if (!properties.success) return [];
    const { geometry } = parsed.data;
    return [{ ...properties.data, ...middleOf(geometry), rings: outerRings(geometry) }];
  });
}

const asked = new Set<RegisterKind>();

/** Loads a register once; a failed one can be asked for again. */
export async function loadRegister(district: District, kind: RegisterKind): Promise<void> {
  if (asked.has(kind)) return;
  asked.add(kind);
  const features: unknown[] = [];
  for (const layer of district.vectors.filter((each) => each.kind === kind)) {
    const answer = await requestJson(Collection, DISTRICT_URL + layer.geojson);
    if (!answer.ok) {
      asked.delete(kind);
      registersStore.setState((state) => ({ failures: { ...state.failures, [kind]: answer.error } }));
      return;
    }
    features.push(...answer.value.features);
  }
  registersStore.setState((state) => ({
    entries: { ...state.entries, [kind]: readEntries<object>(SCHEMAS[kind], features) },
    failures: { ...state.failures, [kind]: undefined },
  }));
}
