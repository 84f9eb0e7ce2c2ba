/** Vector layers of a district against contracts/registers.ts, and against each other. */
import { z } from 'zod';
import type { BoundsDeg, District } from '../../contracts/district.ts';
import {
  AreaPropertiesSchema,
  BuildingPropertiesSchema,
  CameraPropertiesSchema,
  CoverPropertiesSchema,
  StationPropertiesSchema,
} from '../../contracts/registers.ts';
import type { DistrictFindings } from './district-findings.ts';

type VectorLayer = District['vectors'][number];

const FeatureCollectionSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()),
});
const FeatureSchema = z.object({
  type: z.literal('Feature'),
  geometry: z.object({ type: z.string(), coordinates: z.array(z.unknown()) }),
  properties: z.record(z.string(), z.unknown()),
});

const PROPERTIES: Partial<Record<VectorLayer['kind'], z.ZodType>> = {
  areas: AreaPropertiesSchema,
  buildings: BuildingPropertiesSchema,
  cameras: CameraPropertiesSchema,
  covers: CoverPropertiesSchema,
  stations: StationPropertiesSchema,
};
const POINTS: readonly VectorLayer['kind'][] = ['cameras', 'covers', 'stations'];
/** A layer may reach a little over the edge: a road goes on. About 500 m. */
const MARGIN_DEG = 0.005;
/** Findings of one layer after which the rest is counted only. */
const MAX_PER_LAYER = 20;

function firstPosition(coordinates: unknown): [number, number] | null {
  if (!Array.isArray(coordinates)) return null;
  const [first, second]: unknown[] = coordinates;
  if (typeof first === 'number' && typeof second === 'number') return [first, second];
  return firstPosition(first);
}

const isInside = ([longitudeDeg, latitudeDeg]: [number, number], bounds: BoundsDeg): boolean =>
  longitudeDeg >= bounds.westDeg - MARGIN_DEG &&
  longitudeDeg <= bounds.eastDeg + MARGIN_DEG &&
  latitudeDeg >= bounds.southDeg - MARGIN_DEG &&
  latitudeDeg <= bounds.northDeg + MARGIN_DEG;

interface Register {
  readonly bounds: BoundsDeg;
  readonly organisations: ReadonlySet<string>;
  readonly areas: ReadonlySet<string>;
  /** `kind id` and `phone number` already met */
  readonly seen: Set<string>;
}

type Say = (code: string, path: string, message: string) => void;

function checkReferences(
  properties: Record<string, unknown>,
  layer: VectorLayer,
  register: Register,
): string[] {
  const faults: string[] = [];
  const { ownerOrganisation, area, id, phone } = properties;
  if (typeof ownerOrganisation === 'string' && !register.organisations.has(ownerOrganisation)) {
    faults.push(
      `ORGANISATION_UNKNOWN ownerOrganisation ${JSON.stringify(ownerOrganisation)} is no organisation`,
    );
  }
  if (typeof area === 'string' && register.areas.size > 0 && !register.areas.has(area)) {
    faults.push(`AREA_UNKNOWN area ${JSON.stringify(area)} is no administrative area`);
  }
  for (const [what, value] of [
    [`${layer.kind} id`, id],
    ['phone', phone],
  ] as const) {
    if (typeof value !== 'string') continue;
    const key = `${what} ${value}`;
    if (register.seen.has(key)) faults.push(`DUPLICATE_ID ${what} ${JSON.stringify(value)} is used twice`);
    register.seen.add(key);
  }
  return faults;
}

function checkFeature(raw: unknown, path: string, layer: VectorLayer, register: Register, say: Say): void {
  const parsed = FeatureSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    say('FEATURE_INVALID', `${path}/${issue?.path.join('/') ?? ''}`, issue?.message ?? '');
    return;
  }
  const { geometry, properties } = parsed.data;
  const properly = PROPERTIES[layer.kind]?.safeParse(properties);
  for (const issue of properly?.error?.issues ?? []) {
    say('FEATURE_INVALID', `${path}/properties/${issue.path.join('/')}`, issue.message);
  }
  if (POINTS.includes(layer.kind) && geometry.type !== 'Point') {
    say('FEATURE_INVALID', `${path}/geometry`, `a ${geometry.type} where a Point is needed`);
  }
  const position = firstPosition(geometry.coordinates);
  if (position === null || !isInside(position, register.bounds)) {
    say('OUTSIDE_DISTRICT', `${path}/geometry`, `${JSON.stringify(position)} lies outside the district`);
  }
  for (const fault of checkReferences(properties, layer, register)) {
    const [code = '', ...words] = fault.split(' ');
    say(code, `${path}/properties`, words.join(' '));
  }
}

async function featuresOf(layer: VectorLayer, namedAt: string, found: DistrictFindings): Promise<unknown[]> {
  const path = await found.fileAt(layer.geojson, namedAt);
  if (path === null) return [];
  const json = await found.jsonAt(path, layer.geojson);
  if (json === undefined) return [];
  const collection = FeatureCollectionSchema.safeParse(json);
  if (collection.success) return collection.data.features;
  found.error('NOT_GEOJSON', layer.geojson, 'is no FeatureCollection');
  return [];
}

export async function checkVectors(district: District, found: DistrictFindings): Promise<void> {
  const loaded: { layer: VectorLayer; features: unknown[] }[] = [];
  for (const [index, layer] of district.vectors.entries()) {
    loaded.push({ layer, features: await featuresOf(layer, `/vectors/${index}/geojson`, found) });
  }
  const areas = new Set<string>();
  for (const { layer, features } of loaded) {
    if (layer.kind !== 'areas') continue;
    for (const feature of features) {
      const parsed = FeatureSchema.safeParse(feature);
      const id = parsed.success ? parsed.data.properties['id'] : undefined;
      if (typeof id === 'string') areas.add(id);
    }
  }
  const register: Register = {
    bounds: district.bounds,
    organisations: new Set(district.organisations.map(({ id }) => id)),
    areas,
    seen: new Set(),
  };
  for (const { layer, features } of loaded) {
    let faults = 0;
    const say: Say = (code, path, message) => {
      faults += 1;
      if (faults <= MAX_PER_LAYER) found.error(code, path, message);
    };
    features.forEach((feature, i) => {
      found.features += 1;
      checkFeature(feature, `${layer.geojson}#/features/${i}`, layer, register, say);
    });
    if (faults > MAX_PER_LAYER) {
      found.error('MORE_FAULTS', layer.geojson, `${faults - MAX_PER_LAYER} more faults of its features`);
    }
  }
}
