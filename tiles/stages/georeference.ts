/**
 * Where a production lies: metadata.xml (ENU, EPSG with or without a vertical code, WKT) or what the caller states.
 * Frames: local m (east, north, up of the production) → ECEF m, vertex by vertex, through longitude, latitude and
 * ellipsoidal height for a projected source.
 */
import type { Finding } from '../../contracts/finding.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { Projection } from '../../geodesy/district-grid.ts';
import { projectionOfEpsg, projectionOfWkt } from '../../geodesy/district-grid.ts';
import type { Lla, Vector3 } from '../../geodesy/frames.ts';
import { ecefToLla, llaFromDeg, llaToEcef, tangentPlane } from '../../geodesy/frames.ts';
import type { StatedProjection } from './stated-projection.ts';

export interface Georeference {
  /** the local origin, or a place near the data where that is far away */
  readonly origin: Lla;
  toLla(eastM: number, northM: number, upM: number): Lla;
  toEcef(eastM: number, northM: number, upM: number): Vector3;
  readonly findings: readonly Finding[];
}

export interface StatedReference {
  readonly epsg?: number | undefined;
  readonly wkt?: string | undefined;
  /** a city's own grid, in place of a code or a WKT */
  readonly grid?: StatedProjection | undefined;
  /** degrees, degrees, ellipsoidal m */
  readonly origin?: readonly [number, number, number] | undefined;
  readonly geoidUndulationM?: number | undefined;
  /** where the data lie in the local frame of a projected source, when that is far from its zero */
  readonly near?: Vector3 | undefined;
}

interface Metadata {
  readonly srs: string;
  readonly srsOrigin: Vector3;
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };

function elementText(xml: string, name: string): string | null {
  const inner = new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}>`).exec(xml)?.[1];
  if (inner === undefined) return null;
  const text = inner.replace(/^\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*$/, '$1');
  return text.replaceAll(/&(quot|apos|lt|gt|amp);/g, (_, name_: string) => ENTITIES[name_] ?? '').trim();
}

/** Errors: `no-georeference`, `bad-metadata`. */
function parseMetadata(xml: string | null, file: string): Result<Metadata, CodedError> {
  if (xml === null) {
    return err({ code: 'no-georeference', message: `${file} is missing; state --origin LAT,LON,H or --crs` });
  }
  const srs = elementText(xml, 'SRS');
  if (!srs) return err({ code: 'bad-metadata', message: `${file}: SRS is missing or empty` });
  const text = elementText(xml, 'SRSOrigin') ?? '0,0,0';
  const [x, y, z = 0] = text.split(/[,\s]+/).map(Number);
  if (x === undefined || y === undefined || ![x, y, z].every(Number.isFinite)) {
    return err({
      code: 'bad-metadata',
      message: `${file}: SRSOrigin ${JSON.stringify(text)} is not three numbers`,
    });
  }
  return ok({ srs, srsOrigin: [x, y, z] });
}

function tangent(origin: Lla, offset: Vector3, findings: readonly Finding[]): Georeference {
  const plane = tangentPlane(origin);
  const toEcef = (e: number, n: number, u: number): Vector3 =>
    plane.toEcef([e + offset[0], n + offset[1], u + offset[2]]);
  return { origin, findings, toEcef, toLla: (e, n, u) => ecefToLla(toEcef(e, n, u)) };
}

function projected(
  projection: Projection,
  offset: Vector3,
  { near = [0, 0, 0], geoidUndulationM: undulationM = 0 }: StatedReference,
  findings: readonly Finding[],
): Georeference {
  const [x0, y0, z0] = offset;
  const lla = (e: number, n: number, u: number): Lla => {
    const [longitudeDeg, latitudeDeg] = projection.inverse(x0 + e, y0 + n);
    return llaFromDeg(longitudeDeg, latitudeDeg, z0 + u + undulationM);
  };
  return { origin: lla(...near), findings, toLla: lla, toEcef: (e, n, u) => llaToEcef(lla(e, n, u)) };
}

function heightFinding(file: string, undulationM: number | undefined): readonly Finding[] {
  if (undulationM !== undefined) return [];
  const message =
    'the source does not state its vertical datum; heights are taken as ellipsoidal (state --geoid-undulation N when they are orthometric)';
  return [{ code: 'vertical-datum-assumed', path: file, severity: 'warning', message }];
}

/** A code and its parameters can disagree: the parameters win, and the finding says by how much. */
function codeFinding(wkt: string, projection: Projection, offset: Vector3, file: string): readonly Finding[] {
  const code = /AUTHORITY\["EPSG",\s*"?(\d+)"?\]\s*\]\s*$/.exec(wkt.trim())?.[1];
  const named = code === undefined ? null : projectionOfEpsg(Number(code));
  if (named === null || !named.ok) return [];
  const [lon, lat] = projection.inverse(offset[0], offset[1]);
  const [namedLon, namedLat] = named.value.inverse(offset[0], offset[1]);
  const here = llaToEcef(llaFromDeg(lon, lat, 0));
  const there = llaToEcef(llaFromDeg(namedLon, namedLat, 0));
  const apartM = Math.sqrt(here.reduce((sum, value, axis) => sum + (value - (there[axis] ?? 0)) ** 2, 0));
  if (apartM < 0.001) return [];
  const message = `the WKT names EPSG:${code}, whose parameters are others: the origin would lie ${apartM.toFixed(3)} m away; the parameters in the WKT are used`;
  return [{ code: 'crs-code-disagrees', path: file, severity: 'warning', message }];
}

function fromSrs(
  metadata: Metadata,
  stated: StatedReference,
  file: string,
): Result<Georeference, CodedError> {
  const { srs, srsOrigin } = metadata;
  const undulationM = stated.geoidUndulationM;
  if (stated.grid !== undefined) {
    const { projection, findings } = stated.grid;
    const all = [...findings, ...heightFinding(file, undulationM)];
    return ok(projected(projection, srsOrigin, stated, all));
  }
  const enu = /^ENU:\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)/i.exec(srs);
  if (enu) return ok(tangent(llaFromDeg(Number(enu[2]), Number(enu[1]), 0), srsOrigin, []));
  const epsg = /^EPSG:(\d+)(?:\+\d+)?$/i.exec(srs)?.[1];
  const projection = epsg === undefined ? projectionOfWkt(srs) : projectionOfEpsg(Number(epsg));
  if (!projection.ok)
    return err({ code: projection.error.code, message: `${file}: SRS: ${projection.error.message}` });
  const [east, north] = stated.near ?? [0, 0, 0];
  const findings = [
    ...heightFinding(file, undulationM),
    ...(epsg === undefined
      ? codeFinding(srs, projection.value, [srsOrigin[0] + east, srsOrigin[1] + north, 0], file)
      : []),
  ];
  return ok(projected(projection.value, srsOrigin, stated, findings));
}

/** Errors: `no-georeference`, `bad-metadata`, `unknown-epsg`, `bad-wkt`, `off-the-earth`. */
export function georeference(
  xml: string | null,
  stated: StatedReference,
  file: string,
): Result<Georeference, CodedError> {
  if (stated.origin !== undefined) {
    const [latitudeDeg, longitudeDeg, heightM] = stated.origin;
    return ok(tangent(llaFromDeg(longitudeDeg, latitudeDeg, heightM), [0, 0, 0], []));
  }
  const statedSrs =
    stated.grid?.name ?? stated.wkt ?? (stated.epsg === undefined ? undefined : `EPSG:${stated.epsg}`);
  const metadata = parseMetadata(
    xml ??
      (statedSrs === undefined
        ? null
        : `<SRS>${statedSrs.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</SRS>`),
    file,
  );
  if (!metadata.ok) return metadata;
  const reference = fromSrs({ ...metadata.value, srs: statedSrs ?? metadata.value.srs }, stated, file);
  if (!reference.ok) return reference;
  const { latitudeRad, longitudeRad } = reference.value.origin;
  if (Number.isFinite(latitudeRad) && Number.isFinite(longitudeRad) && Math.abs(latitudeRad) < 1.56)
    return reference;
  return err({
    code: 'off-the-earth',
    message: `${file}: SRSOrigin ${metadata.value.srsOrigin.join(',')} does not lie on the earth in this SRS`,
  });
}
