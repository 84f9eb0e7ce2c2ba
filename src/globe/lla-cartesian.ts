/** Degrees and metres of the port ↔ Cesium's Cartesian3 (ECEF m). Heights ellipsoidal. */
import { Cartesian3, Cartographic, Math as CesiumMath } from 'cesium';
import type { District } from '../../contracts/district.ts';
import { districtGrid } from '../../geodesy/district-grid.ts';
import { orthometricFromEllipsoidal } from '../../geodesy/geoid.ts';
import type { SurfacePosition } from './globe-port.ts';
import type { ToGrid } from './measure/measure-state.ts';

interface PositionDeg {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly ellipsoidalHeightM: number;
}

export const toEcef = (position: PositionDeg): Cartesian3 =>
  Cartesian3.fromDegrees(position.longitudeDeg, position.latitudeDeg, position.ellipsoidalHeightM);

export function fromEcef(positionEcef: Cartesian3, surface: SurfacePosition['surface']): SurfacePosition {
  const lla = Cartographic.fromCartesian(positionEcef);
  return {
    longitudeDeg: CesiumMath.toDegrees(lla.longitude),
    latitudeDeg: CesiumMath.toDegrees(lla.latitude),
    ellipsoidalHeightM: lla.height,
    surface,
  };
}

export function gridOf(district: Pick<District, 'grid' | 'geoid'>): ToGrid {
  const grid = districtGrid(district.grid);
  return ({ longitudeDeg, latitudeDeg, ellipsoidalHeightM }) => {
    const [eastingM, northingM] = grid.forward(longitudeDeg, latitudeDeg);
    return [
      eastingM,
      northingM,
      orthometricFromEllipsoidal(ellipsoidalHeightM, district.geoid.geoidUndulationM),
    ];
  };
}
