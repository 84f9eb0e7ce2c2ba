/** PROJ, by GDAL's gdaltransform: places of the reference district's surroundings in every EPSG code that is on board. */
import { spawnSync } from 'node:child_process';

const CODES = [4499, 4508, 4528, 4548, 4549, 4550, 32651, 3857];

const PLACES_DEG = [
  [121.55, 29.87],
  [120.01, 31.2],
  [122.9, 28.05],
  [121.553, 29.879],
] as const;

/** A micrometre: below it stands the noise of the last bits. */
const round = (metres: number): number => Math.round(metres * 1e6) / 1e6;

function project(code: number): number[][] {
  // gdaltransform undoes the axis order of EPSG:4490: longitude first, on both sides
  const words = ['-s_srs', 'EPSG:4490', '-t_srs', `EPSG:${code}`, '-output_xy'];
  const input = PLACES_DEG.map((place) => place.join(' ')).join('\n');
  const { stdout, stderr, status } = spawnSync('gdaltransform', words, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`gdaltransform to EPSG:${code}: ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map((text) => round(Number(text))));
}

export const makeGdaltransformReference = () => ({
  madeBy: 'gdaltransform: longitude and latitude of EPSG:4490 to easting and northing in m',
  placesDeg: PLACES_DEG,
  codes: Object.fromEntries(CODES.map((code) => [code, project(code)])),
});
