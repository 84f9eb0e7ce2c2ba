/** PROJ, by pipelines through GDAL's gdaltransform: city grids of made-up parameters, none of a real city. */
import { spawnSync } from 'node:child_process';

const PLACES_DEG = [
  [121.55, 29.87],
  [121.4, 29.8],
  [121.7, 30.02],
] as const;

const base = {
  version: 1,
  name: 'made up',
  centralMeridianDeg: 121.55,
  falseEastingM: 500000,
  falseNorthingM: 0,
};
const similarity = { eastM: -450123.4, northM: -3200456.7, rotationArcsec: 1520.25, scalePpm: -12.3 };
const toCgcs2000 = {
  dxM: 15.8,
  dyM: -154.4,
  dzM: -82.3,
  rxArcsec: 0.5,
  ryArcsec: -0.8,
  rzArcsec: 1.2,
  scalePpm: 3.1,
};
const krassovsky = { semiMajorM: 6378245, inverseFlattening: 298.3 };

const GRIDS = {
  raised: { ...base, projectionHeightM: 35 },
  turned: { ...base, projectionHeightM: 35, similarity },
  shifted: { ...base, ellipsoid: krassovsky, toCgcs2000 },
  'shifted and turned': { ...base, ellipsoid: krassovsky, toCgcs2000, similarity },
};

interface Grid {
  readonly ellipsoid?: typeof krassovsky;
  readonly projectionHeightM?: number;
  readonly similarity?: typeof similarity;
  readonly toCgcs2000?: typeof toCgcs2000;
}

function pipelineOf({
  ellipsoid,
  projectionHeightM = 0,
  similarity: plane,
  toCgcs2000: shift,
}: Grid): string {
  const { semiMajorM, inverseFlattening } = ellipsoid ?? {
    semiMajorM: 6378137,
    inverseFlattening: 298.257222101,
  };
  const axes = `+a=${semiMajorM + projectionHeightM} +rf=${inverseFlattening}`;
  const steps = ['+proj=pipeline', '+step +proj=unitconvert +xy_in=deg +xy_out=rad'];
  if (shift !== undefined) {
    const { dxM, dyM, dzM, rxArcsec, ryArcsec, rzArcsec, scalePpm } = shift;
    steps.push(
      '+step +proj=cart +ellps=WGS84',
      `+step +inv +proj=helmert +x=${dxM} +y=${dyM} +z=${dzM} +rx=${rxArcsec} +ry=${ryArcsec} +rz=${rzArcsec} +s=${scalePpm} +convention=position_vector`,
      `+step +inv +proj=cart ${axes}`,
    );
  }
  steps.push(
    `+step +proj=tmerc +lat_0=0 +lon_0=${base.centralMeridianDeg} +k=1 +x_0=${base.falseEastingM} +y_0=${base.falseNorthingM} ${axes}`,
  );
  if (plane !== undefined) {
    // PROJ turns clockwise and scales by a plain factor in the plane
    steps.push(
      `+step +proj=helmert +x=${plane.eastM} +y=${plane.northM} +s=${1 + plane.scalePpm * 1e-6} +theta=${-plane.rotationArcsec}`,
    );
  }
  return steps.join(' ');
}

function project(grid: Grid): number[][] {
  const input = PLACES_DEG.map((place) => `${place.join(' ')} 0`).join('\n');
  const { stdout, stderr, status } = spawnSync('gdaltransform', ['-ct', pipelineOf(grid), '-output_xy'], {
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`gdaltransform: ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map((text) => Math.round(Number(text) * 1e6) / 1e6));
}

export const makeCityGridReference = () => ({
  madeBy:
    'gdaltransform -ct with a PROJ pipeline: longitude and latitude of CGCS2000 to city easting and northing in m',
  placesDeg: PLACES_DEG,
  grids: Object.entries(GRIDS).map(([name, definition]) => ({
    name,
    definition,
    positionsM: project(definition),
  })),
});
