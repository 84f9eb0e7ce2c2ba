/**
 * GeoKeys of the coordinate systems that this project writes.
 * Source: OGC GeoTIFF 1.1 (19-008r4), annex B; EPSG 5737 is the height system of the 1985 national datum.
 */
export type GeoTiffCrs =
  | { readonly kind: 'projected'; readonly epsg: number }
  | { readonly kind: 'geographic'; readonly epsg: number }
  | {
      /** No code: transverse Mercator on CGCS2000 by its parameters (a district or city grid). */
      readonly kind: 'transverse-mercator';
      readonly name: string;
      readonly latitudeOfOriginDeg: number;
      readonly centralMeridianDeg: number;
      readonly falseEastingM: number;
      readonly falseNorthingM: number;
      readonly scale: number;
    };

export type GeoTiffVerticalDatum = 'ellipsoid' | '1985-national' | 'local';

export interface GeoKeys {
  readonly directory: readonly number[];
  readonly doubles: readonly number[];
  readonly ascii: string;
}

const USER_DEFINED = 32767;
const DOUBLE_PARAMS = 34736;
const ASCII_PARAMS = 34737;
const METRE = 9001;
const DEGREE = 9102;
const CGCS2000 = 4490;

type KeyValue = number | { readonly double: number } | { readonly text: string };

function horizontalKeys(crs: GeoTiffCrs): [number, KeyValue][] {
  const pixelIsArea: [number, KeyValue] = [1025, 1];
  switch (crs.kind) {
    case 'geographic':
      return [[1024, 2], pixelIsArea, [2048, crs.epsg], [2054, DEGREE]];
    case 'projected':
      return [[1024, 1], pixelIsArea, [3072, crs.epsg], [3076, METRE]];
    case 'transverse-mercator':
      return [
        [1024, 1],
        pixelIsArea,
        [1026, { text: crs.name }],
        [2048, CGCS2000],
        [2049, { text: 'China Geodetic Coordinate System 2000' }],
        [2054, DEGREE],
        [3072, USER_DEFINED],
        [3073, { text: crs.name }],
        [3074, USER_DEFINED],
        [3075, 1], // CT_TransverseMercator
        [3076, METRE],
        [3080, { double: crs.centralMeridianDeg }],
        [3081, { double: crs.latitudeOfOriginDeg }],
        [3082, { double: crs.falseEastingM }],
        [3083, { double: crs.falseNorthingM }],
        [3092, { double: crs.scale }],
      ];
  }
}

function verticalKeys(datum: GeoTiffVerticalDatum): [number, KeyValue][] {
  const units: [number, KeyValue] = [4099, METRE];
  switch (datum) {
    case '1985-national':
      return [[4096, 5737], [4097, { text: '1985 National Height' }], units];
    case 'ellipsoid':
      return [[4096, USER_DEFINED], [4097, { text: 'Ellipsoidal height, CGCS2000' }], units];
    case 'local':
      return [[4096, USER_DEFINED], [4097, { text: 'Local height' }], units];
  }
}

/** Keys ascend and texts end with `|`, as the standard wants. */
export function geoKeysOf(crs: GeoTiffCrs, verticalDatum: GeoTiffVerticalDatum | undefined): GeoKeys {
  const keys = [...horizontalKeys(crs), ...(verticalDatum === undefined ? [] : verticalKeys(verticalDatum))];
  const doubles: number[] = [];
  let ascii = '';
  const directory = [1, 1, 1, keys.length];
  for (const [id, value] of keys) {
    if (typeof value === 'number') {
      directory.push(id, 0, 1, value);
    } else if ('double' in value) {
      directory.push(id, DOUBLE_PARAMS, 1, doubles.length);
      doubles.push(value.double);
    } else {
      const text = `${value.text}|`;
      directory.push(id, ASCII_PARAMS, text.length, ascii.length);
      ascii += text;
    }
  }
  return { directory, doubles, ascii };
}
