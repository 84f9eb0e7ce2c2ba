/** GeoJSON of the registers: longitude, latitude deg on CGCS2000 (EPSG:4490), heights orthometric in the properties. */
import { districtGrid } from '../../geodesy/district-grid.ts';
import type { Building } from './description/building.ts';
import { heightsOf, isPresent, toWorld } from './description/building.ts';
import { outlineOf } from './description/outline.ts';
import type { Place } from './description/frame.ts';
import { EPOCHS, FALSE_M, LATITUDE_DEG, LONGITUDE_DEG } from './description/frame.ts';

export const GRID = {
  latitudeOfOriginDeg: LATITUDE_DEG,
  centralMeridianDeg: LONGITUDE_DEG,
  falseEastingM: FALSE_M,
  falseNorthingM: FALSE_M,
} as const;

const projection = districtGrid(GRID);
const LATEST = EPOCHS.length - 1;

const rounded = (x: number, digits: number): number => Math.round(x * 10 ** digits) / 10 ** digits;

/** Nine decimals of a degree are a tenth of a millimetre. */
export function lonLatOf(place: Place): [number, number] {
  const [longitudeDeg, latitudeDeg] = projection.inverse(place.e + FALSE_M, place.n + FALSE_M);
  return [rounded(longitudeDeg, 9), rounded(latitudeDeg, 9)];
}

export const millimetres = (x: number): number => rounded(x, 3);

export interface Feature {
  readonly type: 'Feature';
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: { readonly type: 'Point' | 'LineString' | 'Polygon'; readonly coordinates: unknown };
}

export interface FeatureCollection {
  readonly type: 'FeatureCollection';
  readonly name: string;
  readonly crs: { readonly type: 'name'; readonly properties: { readonly name: string } };
  readonly features: readonly Feature[];
}

export const collection = (name: string, features: readonly Feature[]): FeatureCollection => ({
  type: 'FeatureCollection',
  name,
  crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
  features,
});

export function pointFeature(id: string, place: Place, properties: Record<string, unknown>): Feature {
  return { type: 'Feature', id, properties, geometry: { type: 'Point', coordinates: lonLatOf(place) } };
}

/** The ring comes open and counter-clockwise. */
export function polygonFeature(
  id: string,
  ring: readonly Place[],
  properties: Record<string, unknown>,
): Feature {
  const open = ring.map(lonLatOf);
  return {
    type: 'Feature',
    id,
    properties,
    geometry: { type: 'Polygon', coordinates: [[...open, open[0]]] },
  };
}

export function lineFeature(
  id: string,
  line: readonly Place[],
  properties: Record<string, unknown>,
): Feature {
  return {
    type: 'Feature',
    id,
    properties,
    geometry: { type: 'LineString', coordinates: line.map(lonLatOf) },
  };
}

/** The part that makes the building's height, lift houses left out, and what it stands on, from the ground up. */
function storeysOf(building: Building): Building['parts'] {
  const parts = building.parts.filter((part) => isPresent(part, LATEST) && part.from <= building.from);
  const area = (part: Building['parts'][number]): number => (part.x1 - part.x0) * (part.y1 - part.y0);
  const rank = (part: Building['parts'][number]): number => part.storeys * 1e4 + Math.min(area(part), 9e3);
  const main = parts.reduce(
    (best, part) => (rank(part) > rank(best) ? part : best),
    parts[0] ?? fail(building),
  );
  const chain = [main];
  for (let low = main; low.z0 > 0.01;) {
    const below = parts.find(
      (part) => part !== low && Math.abs(part.z1 - low.z0) < 0.01 && overlaps(part, low),
    );
    if (!below) break;
    chain.unshift(below);
    low = below;
  }
  return chain;
}

function buildingFeature(building: Building): Feature | null {
  const parts = building.parts.filter((part) => isPresent(part, LATEST));
  const chain = storeysOf(building);
  const floorHeightsM = chain.flatMap((part) =>
    Array.from({ length: part.storeys }, (_, floor) =>
      millimetres(floor === 0 ? part.groundFloorM : part.floorM),
    ),
  );
  const { archM, maxM } = heightsOf(building, LATEST);
  const ring = outlineOf(parts).map(([x, y]) => toWorld(building, x, y));
  if (ring.length < 3) return null;
  return polygonFeature(building.id, ring, {
    id: building.id,
    ...(building.name ? { name: building.name } : {}),
    kind: building.unlawful ? 'unlawful' : 'existing',
    use: building.use,
    storeys: floorHeightsM.length,
    floorHeightsM,
    groundM: millimetres(building.groundM),
    zeroM: millimetres(building.groundM + 0.15),
    heightArchM: millimetres(archM),
    heightMaxM: millimetres(maxM),
    roof: chain[chain.length - 1]?.roof ?? 'flat',
  });
}

function overlaps(a: Building['parts'][number], b: Building['parts'][number]): boolean {
  return a.x0 < b.x1 && a.x1 > b.x0 && a.y0 < b.y1 && a.y1 > b.y0;
}

function fail(building: Building): never {
  throw new Error(`building ${building.id} has no part`);
}

export function buildingFeatures(buildings: readonly Building[]): Feature[] {
  return buildings
    .filter((building) => isPresent(building, LATEST))
    .map(buildingFeature)
    .filter((feature) => feature !== null);
}
