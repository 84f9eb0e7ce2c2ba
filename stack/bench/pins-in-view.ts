/**
 * Which covers stand alone on the canvas at a view, and where: computed from the registers, since the client tells nobody.
 * Frames: ECEF m → camera → CSS px of the canvas, y down; a perspective camera of Cesium's 60° across the wider side.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { District } from '../../contracts/district.ts';
import { degToRad, llaFromDeg, llaToEcef } from '../../geodesy/frames.ts';
import type { Vector3 } from '../../geodesy/frames.ts';
import { ellipsoidalFromOrthometric } from '../../geodesy/geoid.ts';
import { poseOfView } from '../../src/globe/camera/view-geometry.ts';
import type { CameraView } from '../../src/globe/globe-port.ts';
import type { WatchedPixel } from './page-probe.ts';

const FIELD_OF_VIEW_RAD = degToRad(60);
/** Symbols nearer than this may become one, or cover each other (src/globe/pins/pin-board.ts, pin-symbols.ts). */
const ALONE_PX = 33;
/** From the foot of a pin to a point inside its shape in every state, beside the sign in its middle. */
const BESIDE_MIDDLE_PX = [6.3, -32] as const;
/** What stands over the map at its edges: controls, scale, notices. */
const EDGE_PX = 70;

export interface CanvasSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const PointsSchema = z.object({
  features: z.array(
    z.object({
      geometry: z.object({ coordinates: z.tuple([z.number(), z.number()]).rest(z.number()) }),
      properties: z.object({ id: z.string(), orthometricHeightM: z.number() }),
    }),
  ),
});

const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Pixels of an ECEF point, or null behind the camera. */
function projector(view: CameraView, { widthPx, heightPx }: CanvasSize) {
  const { positionEcef, directionEcef, upEcef } = poseOfView(view);
  const right = cross(directionEcef, upEcef);
  const focalPx = Math.max(widthPx, heightPx) / 2 / Math.tan(FIELD_OF_VIEW_RAD / 2);
  return ([x, y, z]: Vector3): { xPx: number; yPx: number } | null => {
    const seen: Vector3 = [x - positionEcef[0], y - positionEcef[1], z - positionEcef[2]];
    const depthM = dot(seen, directionEcef);
    if (depthM <= 0) return null;
    return {
      xPx: widthPx / 2 + (dot(seen, right) / depthM) * focalPx,
      yPx: heightPx / 2 - (dot(seen, upEcef) / depthM) * focalPx,
    };
  };
}

/** Covers whose symbol stays by itself whatever state the pins around it have. */
export async function coversAlone(
  folder: string,
  district: District,
  canvas: CanvasSize,
): Promise<WatchedPixel[]> {
  const project = projector(district.home, canvas);
  const feet: (WatchedPixel & { readonly cover: boolean })[] = [];
  for (const { kind, geojson } of district.vectors) {
    if (kind !== 'covers' && kind !== 'stations' && kind !== 'cameras') continue;
    const points = PointsSchema.parse(JSON.parse(await readFile(join(folder, geojson), 'utf8')));
    for (const { geometry, properties } of points.features) {
      const [longitudeDeg, latitudeDeg] = geometry.coordinates;
      const { geoidUndulationM } = district.geoid;
      const heightM = ellipsoidalFromOrthometric(properties.orthometricHeightM, geoidUndulationM);
      const foot = project(llaToEcef(llaFromDeg(longitudeDeg, latitudeDeg, heightM)));
      if (foot !== null) feet.push({ id: properties.id, cover: kind === 'covers', ...foot });
    }
  }
  const { widthPx, heightPx } = canvas;
  const alone = feet.filter(
    (foot) =>
      foot.cover &&
      foot.xPx > EDGE_PX &&
      foot.yPx > EDGE_PX + 60 &&
      foot.xPx < widthPx - EDGE_PX &&
      foot.yPx < heightPx - EDGE_PX &&
      feet.every(
        (other) => other === foot || Math.hypot(other.xPx - foot.xPx, other.yPx - foot.yPx) > ALONE_PX,
      ),
  );
  return alone.map(({ id, xPx, yPx }) => ({
    id,
    xPx: xPx + BESIDE_MIDDLE_PX[0],
    yPx: yPx + BESIDE_MIDDLE_PX[1],
  }));
}
