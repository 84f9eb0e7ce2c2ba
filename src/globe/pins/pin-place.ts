/** Where a pin stands in the scene: ECEF m from degrees and H + N; flush with the surface, since pins have no depth test. */
import type { Cartesian3 } from 'cesium';
import { ellipsoidalFromOrthometric } from '../../../geodesy/geoid.ts';
import type { Pin } from '../globe-port.ts';
import { toEcef } from '../lla-cartesian.ts';

type Placed = Pick<Pin, 'longitudeDeg' | 'latitudeDeg'>;

/** @param downM below the register's height, 0 for the pin itself */
export function surveyedPlaceEcef(
  { longitudeDeg, latitudeDeg }: Placed,
  orthometricHeightM: number,
  geoidUndulationM: number,
  downM = 0,
): Cartesian3 {
  const ellipsoidalHeightM = ellipsoidalFromOrthometric(orthometricHeightM, geoidUndulationM) - downM;
  return toEcef({ longitudeDeg, latitudeDeg, ellipsoidalHeightM });
}

/** @param surfaceHeightM ellipsoidal height to stand on; asked only for a pin whose register has no height */
export function pinPlaceEcef(pin: Pin, geoidUndulationM: number, surfaceHeightM: () => number): Cartesian3 {
  const { longitudeDeg, latitudeDeg, orthometricHeightM } = pin;
  if (orthometricHeightM !== null) return surveyedPlaceEcef(pin, orthometricHeightM, geoidUndulationM);
  return toEcef({ longitudeDeg, latitudeDeg, ellipsoidalHeightM: surfaceHeightM() });
}
