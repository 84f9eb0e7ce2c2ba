/** Windows with sills and households of the residential buildings that towers may shade: south fronts, wall plane. */
import { radToDeg } from '../../geodesy/frames.ts';
import type { Building } from './description/building.ts';
import { toWorld, wallOf } from './description/building.ts';
import { facadeLayout, floorZ, hasBalcony } from './description/facade-layout.ts';
import { HALF_M } from './description/frame.ts';
import type { Feature } from './features.ts';
import { lonLatOf, millimetres } from './features.ts';

const BUILDING_COUNT = 10;

/** Slabs whose sun a building of 40 m and more to the south may take. */
function besideTowers(buildings: readonly Building[]): Building[] {
  const tall = buildings.filter((building) => building.parts.some((part) => part.z1 > 40));
  const away = (slab: Building): number =>
    tall.reduce((least, tower) => {
      const south = slab.n - tower.n;
      if (south < 15 || south > 260 || Math.abs(slab.e - tower.e) > 150) return least;
      return Math.min(least, Math.hypot(slab.e - tower.e, south));
    }, Infinity);
  return buildings
    .filter(
      (building) =>
        building.parts[0]?.facade === 'slab' &&
        Math.abs(building.e) < HALF_M - 60 &&
        Math.abs(building.n) < HALF_M - 60,
    )
    .map((building) => ({ building, distanceM: away(building) }))
    .filter(({ distanceM }) => distanceM < Infinity)
    .sort((a, b) => a.distanceM - b.distanceM || a.building.index - b.building.index)
    .slice(0, BUILDING_COUNT)
    .map(({ building }) => building);
}

function windowsOf(building: Building): Feature[] {
  const part = building.parts[0];
  if (!part) return [];
  const layout = facadeLayout(part, part.front);
  const wall = wallOf(part, part.front);
  const normal = { x: wall.dy, y: -wall.dx };
  const east = normal.x * building.cos - normal.y * building.sin;
  const north = normal.x * building.sin + normal.y * building.cos;
  const normalAzimuthDeg = Math.round(((radToDeg(Math.atan2(east, north)) + 360) % 360) * 1e4) / 1e4;
  const features: Feature[] = [];
  for (let floor = 0; floor < part.storeys; floor++) {
    for (let bay = 0; bay < layout.bays; bay++) {
      if (hasBalcony(layout, bay, floor)) continue;
      const mid = (bay + 0.5) * layout.bayM;
      const half = layout.windowWidthM / 2;
      const at = (s: number): [number, number] =>
        lonLatOf(toWorld(building, wall.x + wall.dx * s, wall.y + wall.dy * s));
      const sillM = millimetres(building.groundM + floorZ(part, floor) + layout.sillM);
      const id = `${building.id}-w${floor + 1}-${bay + 1}`;
      features.push({
        type: 'Feature',
        id,
        properties: {
          id,
          normalAzimuthDeg,
          widthM: millimetres(layout.windowWidthM),
          sillM,
          heightM: millimetres(layout.windowHeightM),
          // a flat has four bays of the front
          householdId: `${building.id}-h${floor + 1}${String(Math.floor(bay / 4) + 1).padStart(2, '0')}`,
          buildingId: building.id,
          floor: floor + 1,
        },
        geometry: {
          type: 'LineString',
          coordinates: [
            [...at(mid - half), sillM],
            [...at(mid + half), sillM],
          ],
        },
      });
    }
  }
  return features;
}

export const windowFeatures = (buildings: readonly Building[]): Feature[] =>
  besideTowers(buildings).flatMap(windowsOf);
