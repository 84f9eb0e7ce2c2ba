/**
 * GCJ-02 and BD-09 ↔ CGCS2000, degrees. The offset at Ningbo is 493 m and 1 101 m: every position says its frame.
 * Source: gcoord, whose inverse iterates to below 3 mm.
 */
import gcoord from 'gcoord';

export type ChineseCrs = 'cgcs2000' | 'wgs84' | 'gcj02' | 'bd09';

const NAMES = {
  cgcs2000: gcoord.WGS84,
  wgs84: gcoord.WGS84,
  gcj02: gcoord.GCJ02,
  bd09: gcoord.BD09,
} as const;

export function convertChinese(
  lonLatDeg: readonly [number, number],
  from: ChineseCrs,
  to: ChineseCrs,
): [number, number] {
  const [longitudeDeg, latitudeDeg] = gcoord.transform([lonLatDeg[0], lonLatDeg[1]], NAMES[from], NAMES[to]);
  return [longitudeDeg, latitudeDeg];
}
