/**
 * WKT beside an image → what the CRS is called and how to project it. The parameters count and not the code; only a datum
 * that is CGCS2000 or WGS 84 to a few centimetres gets a definition (crs-of-keys.ts).
 */
import type { CrsOfFile } from './crs-of-keys.ts';

const CGCS2000_LIKE =
  /^(d[_ ])?(cgcs|china|china geodetic coordinate system)[_ ]?2000$|wgs[_ ]?(19)?84|^(d[_ ])?(etrs|itrf|european terrestrial)/i;

const quoted = (wkt: string, keyword: string): string | null =>
  new RegExp(`\\b(?:${keyword})\\s*\\[\\s*"([^"]*)"`, 'i').exec(wkt)?.[1] ?? null;

function isCgcs2000Like(wkt: string): boolean {
  const ellipsoid = /\b(?:SPHEROID|ELLIPSOID)\s*\[\s*"[^"]*"\s*,\s*([\d.]+)\s*,\s*([\d.]+)/i.exec(wkt);
  const [semiMajorM, inverseFlattening] = [Number(ellipsoid?.[1]), Number(ellipsoid?.[2])];
  if (semiMajorM !== 6378137 || !(Math.abs(inverseFlattening - 298.2572) < 1e-3)) return false;
  const shift = /\bTOWGS84\s*\[([^\]]*)\]/i.exec(wkt)?.[1] ?? '';
  if (shift.split(',').some((value) => Math.abs(Number(value)) > 0)) return false;
  return CGCS2000_LIKE.test(quoted(wkt, 'DATUM|ENSEMBLE|TRF|GEODETICDATUM') ?? '');
}

/** null when the text is no WKT of a horizontal CRS. */
export function crsOfWkt(wkt: string): CrsOfFile | null {
  const name = quoted(wkt, 'PROJCS|PROJCRS|PROJECTEDCRS|GEOGCS|GEOGCRS|GEODCRS|GEODETICCRS');
  if (name === null) return null;
  const code = /\b(?:AUTHORITY\s*\[\s*"EPSG"\s*,\s*"?|ID\s*\[\s*"EPSG"\s*,\s*)(\d+)"?[^\]]*\]\s*\]\s*$/i.exec(
    wkt.trim(),
  )?.[1];
  const text = code === undefined ? wkt.trim() : `EPSG:${code}`;
  const vertical = quoted(wkt, 'VERT_CS|VERTCRS');
  if (isCgcs2000Like(wkt)) return { epsg: null, name, text, definition: wkt.trim(), vertical };
  return { epsg: code === undefined ? null : Number(code), name, text, definition: null, vertical };
}
