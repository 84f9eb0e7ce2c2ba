/**
 * GeoKeys → what the CRS is called and how to project it.
 * A datum that is not CGCS2000 or WGS 84 to a few centimetres gets no definition: guessing its shift misplaces by 100 m.
 * Source: OGC GeoTIFF 1.1 (19-008r4), clause 7 and annex B.
 */
export interface CrsOfFile {
  readonly epsg: number | null;
  /** what the file calls it, without parameters: those of a city grid are not to spread */
  readonly name: string;
  /** `EPSG:n`, WKT, or the citation when nothing else is known */
  readonly text: string;
  /** proj string of a CRS without a code; null when the code says it all, or when it cannot be projected */
  readonly definition: string | null;
  /** EPSG code of the heights, or their citation */
  readonly vertical: string | null;
}

export type GeoKeyValues = Readonly<Record<string, unknown>>;

const USER_DEFINED = 32767;
const METRE = 9001;

const numberOf = (keys: GeoKeyValues, name: string): number | null => {
  const value = keys[name];
  return typeof value === 'number' ? value : null;
};
const codeOf = (keys: GeoKeyValues, name: string): number | null => {
  const value = numberOf(keys, name);
  return value === null || value === 0 || value === USER_DEFINED ? null : value;
};
const textOf = (keys: GeoKeyValues, name: string): string | null => {
  const value = keys[name];
  return typeof value === 'string' ? value.replace(/\|.*$/s, '').trim() : null;
};

/** GRS 80, WGS 84 and CGCS2000 differ by 0.1 mm; the datums named here by less than a decimetre in China. */
function isCgcs2000Like(keys: GeoKeyValues): boolean {
  const geographic = codeOf(keys, 'GeographicTypeGeoKey');
  if (geographic !== null) return [4490, 4326, 4979, 4480, 4258].includes(geographic);
  const datum = codeOf(keys, 'GeogGeodeticDatumGeoKey');
  if (datum !== null) return [1043, 6326, 6258].includes(datum);
  if (keys['GeogTOWGS84GeoKey'] !== undefined) return false;
  const ellipsoid = codeOf(keys, 'GeogEllipsoidGeoKey');
  if (ellipsoid !== null) return [1024, 7019, 7030].includes(ellipsoid);
  const semiMajorM = numberOf(keys, 'GeogSemiMajorAxisGeoKey');
  const inverseFlattening = numberOf(keys, 'GeogInvFlatteningGeoKey');
  return (
    semiMajorM === 6378137 && inverseFlattening !== null && Math.abs(inverseFlattening - 298.2572) < 1e-3
  );
}

interface TransverseMercator {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly scale: number;
  readonly falseEastingM: number;
  readonly falseNorthingM: number;
}

function transverseMercatorOf(keys: GeoKeyValues): TransverseMercator | null {
  const projection = codeOf(keys, 'ProjectionGeoKey');
  if (projection !== null && projection > 16000 && projection <= 16160 && projection % 100 <= 60) {
    return {
      latitudeDeg: 0,
      longitudeDeg: (projection % 100) * 6 - 183, // UTM zone: 160zz north, 161zz south
      scale: 0.9996,
      falseEastingM: 500000,
      falseNorthingM: projection > 16100 ? 1e7 : 0,
    };
  }
  if (numberOf(keys, 'ProjCoordTransGeoKey') !== 1) return null;
  return {
    latitudeDeg: numberOf(keys, 'ProjNatOriginLatGeoKey') ?? 0,
    longitudeDeg: numberOf(keys, 'ProjNatOriginLongGeoKey') ?? 0,
    scale: numberOf(keys, 'ProjScaleAtNatOriginGeoKey') ?? 1,
    falseEastingM: numberOf(keys, 'ProjFalseEastingGeoKey') ?? 0,
    falseNorthingM: numberOf(keys, 'ProjFalseNorthingGeoKey') ?? 0,
  };
}

function wktOf(name: string, tm: TransverseMercator): string {
  return (
    `PROJCS["${name.replaceAll('"', "'")}",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",` +
    `SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],` +
    `PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",${tm.latitudeDeg}],` +
    `PARAMETER["central_meridian",${tm.longitudeDeg}],PARAMETER["scale_factor",${tm.scale}],` +
    `PARAMETER["false_easting",${tm.falseEastingM}],PARAMETER["false_northing",${tm.falseNorthingM}],UNIT["metre",1]]`
  );
}

/** The sphere of EPSG:3857 spelled out, as desktop systems write it. */
function isWebMercator(keys: GeoKeyValues): boolean {
  return (
    numberOf(keys, 'ProjCoordTransGeoKey') === 7 &&
    numberOf(keys, 'GeogSemiMajorAxisGeoKey') === 6378137 &&
    numberOf(keys, 'GeogSemiMinorAxisGeoKey') === 6378137 &&
    (numberOf(keys, 'ProjNatOriginLongGeoKey') ?? 0) === 0 &&
    (numberOf(keys, 'ProjNatOriginLatGeoKey') ?? 0) === 0
  );
}

const WEB_MERCATOR =
  '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs';

function withoutCode(keys: GeoKeyValues, vertical: string | null): CrsOfFile {
  const name = textOf(keys, 'PCSCitationGeoKey') ?? textOf(keys, 'GTCitationGeoKey') ?? 'unnamed';
  if (isWebMercator(keys)) return { epsg: null, name, text: name, definition: WEB_MERCATOR, vertical };
  const tm = transverseMercatorOf(keys);
  const inMetres = (numberOf(keys, 'ProjLinearUnitsGeoKey') ?? METRE) === METRE;
  if (tm === null || !inMetres || !isCgcs2000Like(keys)) {
    return { epsg: null, name, text: name, definition: null, vertical };
  }
  const definition =
    `+proj=tmerc +lat_0=${tm.latitudeDeg} +lon_0=${tm.longitudeDeg} +k=${tm.scale} ` +
    `+x_0=${tm.falseEastingM} +y_0=${tm.falseNorthingM} +ellps=GRS80 +units=m +no_defs`;
  return { epsg: null, name, text: wktOf(name, tm), definition, vertical };
}

/** null when the keys name no horizontal CRS. */
export function crsOfKeys(keys: GeoKeyValues): CrsOfFile | null {
  const verticalCode = codeOf(keys, 'VerticalCSTypeGeoKey');
  const vertical = verticalCode === null ? textOf(keys, 'VerticalCitationGeoKey') : `EPSG:${verticalCode}`;
  const withCode = (epsg: number): CrsOfFile => ({
    epsg,
    name: `EPSG:${epsg}`,
    text: `EPSG:${epsg}`,
    definition: null,
    vertical,
  });
  const model = numberOf(keys, 'GTModelTypeGeoKey');
  if (model === 1) {
    const epsg = codeOf(keys, 'ProjectedCSTypeGeoKey');
    return epsg === null ? withoutCode(keys, vertical) : withCode(epsg);
  }
  if (model !== 2) return null;
  const epsg = codeOf(keys, 'GeographicTypeGeoKey');
  if (epsg !== null) return withCode(epsg);
  const definition = isCgcs2000Like(keys) ? '+proj=longlat +ellps=GRS80 +no_defs' : null;
  const name = textOf(keys, 'GeogCitationGeoKey') ?? 'unnamed geographic';
  return { epsg: null, name, text: name, definition, vertical };
}
