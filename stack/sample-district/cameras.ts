/** Forty cameras on poles at street corners, each with its pose; they look along a street towards the crossing. */
import { radToDeg } from '../../geodesy/frames.ts';
import { areaOf } from './changes.ts';
import type { BuildingIndex } from './description/building-index.ts';
import { HALF_M, placeOf } from './description/frame.ts';
import { STREETS } from './description/streets.ts';
import { landHeightM } from './description/terrain.ts';
import { riverDistance } from './description/water.ts';
import type { Feature } from './features.ts';
import { millimetres, pointFeature } from './features.ts';

const CAMERA_COUNT = 40;
const OWNERS = ['traffic-police', 'police', 'urban-management', 'traffic-police'] as const;

interface Corner {
  readonly u: number;
  readonly v: number;
  readonly zh: string;
  readonly en: string;
  readonly crossing: { readonly u: number; readonly v: number };
}

/** Corners of the crossings, those nearest to the Old Bund first. */
function corners(): Corner[] {
  const found = STREETS.filter((street) => street.axis === 'ns').flatMap((ns) =>
    STREETS.filter((street) => street.axis === 'ew')
      .filter((ew) => ew.at > ns.from && ew.at < ns.to && ns.at > ew.from - 1 && ns.at < ew.to + 12)
      .map((ew) => ({
        u: ns.at + ns.half + 1.2,
        v: ew.at + ew.half + 1.2,
        zh: `${ns.name.zh}${ew.name.zh}路口`,
        en: `${ns.name.en} at ${ew.name.en}`,
        crossing: { u: ns.at, v: ew.at },
      })),
  );
  const away = (corner: Corner): number => Math.hypot(corner.u - 280, corner.v + 90);
  return found.sort((a, b) => away(a) - away(b));
}

export function cameraFeatures(index: BuildingIndex): Feature[] {
  const usable = corners().filter(({ u, v }) => {
    const { e, n } = placeOf(u, v);
    return (
      Math.abs(e) < HALF_M - 15 &&
      Math.abs(n) < HALF_M - 15 &&
      riverDistance(u, v) > 2 &&
      index.clearanceM(e, n, 0.5) > 0
    );
  });
  return usable.slice(0, CAMERA_COUNT).map((corner, i) => {
    const place = placeOf(corner.u, corner.v);
    const target = placeOf(corner.crossing.u - 9, corner.crossing.v - 9);
    const aloftM = 5.5 + (i % 4) * 0.6;
    const away = Math.hypot(target.e - place.e, target.n - place.n);
    const headingDeg = (radToDeg(Math.atan2(target.e - place.e, target.n - place.n)) + 360) % 360;
    const id = `camera-${String(i + 1).padStart(2, '0')}`;
    return pointFeature(id, place, {
      id,
      name: { zh: `${corner.zh}监控`, en: `Camera, ${corner.en}` },
      ownerOrganisation: OWNERS[i % OWNERS.length],
      area: areaOf(place),
      orthometricHeightM: millimetres(landHeightM(place.e, place.n) + aloftM),
      headingDeg: Math.round(headingDeg * 10) / 10,
      pitchDeg: -Math.round(radToDeg(Math.atan2(aloftM - 1, away * 1.4)) * 10) / 10,
      rollDeg: 0,
      horizontalFieldOfViewDeg: 62,
      verticalFieldOfViewDeg: 37,
      rangeM: 80 + (i % 3) * 20,
    });
  });
}
