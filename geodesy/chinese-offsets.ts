/**
 * GCJ-02 and BD-09 ↔ CGCS2000, degrees. The offset at Ningbo is 493 m and 1 101 m: every position says its frame.
 * Source: gcoord.
 */
import gcoord from 'gcoord';

export type ChineseCrs = 'cgcs2000' | 'wgs84' | 'gcj02' | 'bd09';

const NAMES = {
  cgcs2000: gcoord.WGS84,
  wgs84: gcoord.WGS84,
  gcj02: gcoord.GCJ02,
  bd09: gcoord.BD09,
} as const;

/** Each is made of the one before it; only that direction has a formula. */
const RANK = { cgcs2000: 0, wgs84: 0, gcj02: 1, bd09: 2 } as const;

/** Inverses return within a millimetre: gcoord's, which stop at a centimetre or more, are refined against its formulas. */
export function convertChinese(
  lonLatDeg: readonly [number, number],
  from: ChineseCrs,
  to: ChineseCrs,
): [number, number] {
  let [longitudeDeg, latitudeDeg] = gcoord.transform([lonLatDeg[0], lonLatDeg[1]], NAMES[from], NAMES[to]);
  if (RANK[from] <= RANK[to]) return [longitudeDeg, latitudeDeg];
  for (let round = 0; round < 4; round++) {
    const [lon, lat] = gcoord.transform([longitudeDeg, latitudeDeg], NAMES[to], NAMES[from]);
    longitudeDeg += lonLatDeg[0] - lon;
    latitudeDeg += lonLatDeg[1] - lat;
  }
  return [longitudeDeg, latitudeDeg];
}
