/** Heights: h = H + N.  A constant undulation serves a district of a few kilometres; it is never silently zero. */
export const ellipsoidalFromOrthometric = (orthometricHeightM: number, geoidUndulationM: number): number =>
  orthometricHeightM + geoidUndulationM;

export const orthometricFromEllipsoidal = (ellipsoidalHeightM: number, geoidUndulationM: number): number =>
  ellipsoidalHeightM - geoidUndulationM;
