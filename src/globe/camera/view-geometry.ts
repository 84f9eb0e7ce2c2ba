/**
 * The view (point looked at, heading, pitch, range) ↔ the pose of a camera. Pure.
 * Frames: ECEF m; ENU at the point looked at; degrees at the edge. Roll is nought.
 */
import type { Lla, Vector3 } from '../../../geodesy/frames.ts';
import {
  degToRad,
  ecefToLla,
  FLATTENING,
  llaFromDeg,
  llaToEcef,
  radToDeg,
  SEMI_MAJOR_M,
  tangentPlane,
} from '../../../geodesy/frames.ts';
import type { CameraView } from '../globe-port.ts';

export interface CameraPose {
  readonly positionEcef: Vector3;
  /** unit vectors */
  readonly directionEcef: Vector3;
  readonly upEcef: Vector3;
}

const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const along = (begin: Vector3, direction: Vector3, lengthM: number): Vector3 => [
  begin[0] + direction[0] * lengthM,
  begin[1] + direction[1] * lengthM,
  begin[2] + direction[2] * lengthM,
];

export function poseOfView(view: CameraView): CameraPose {
  const plane = tangentPlane(llaFromDeg(view.longitudeDeg, view.latitudeDeg, view.ellipsoidalHeightM));
  const heading = degToRad(view.headingDeg);
  const pitch = degToRad(view.pitchDeg);
  const directionEnu: Vector3 = [
    Math.cos(pitch) * Math.sin(heading),
    Math.cos(pitch) * Math.cos(heading),
    Math.sin(pitch),
  ];
  const upEnu: Vector3 = [
    -Math.sin(pitch) * Math.sin(heading),
    -Math.sin(pitch) * Math.cos(heading),
    Math.cos(pitch),
  ];
  const targetEcef = plane.toEcef([0, 0, 0]);
  return {
    positionEcef: plane.toEcef(along([0, 0, 0], directionEnu, -view.rangeM)),
    directionEcef: minus(plane.toEcef(directionEnu), targetEcef),
    upEcef: minus(plane.toEcef(upEnu), targetEcef),
  };
}

/** First hit (m along the ray, from outside) with the ellipsoid raised by `heightM`, or null. */
function rangeToEllipsoidM(begin: Vector3, direction: Vector3, heightM: number): number | null {
  const a = SEMI_MAJOR_M + heightM;
  const b = SEMI_MAJOR_M * (1 - FLATTENING) + heightM;
  const scaled = ([x, y, z]: Vector3): Vector3 => [x / a, y / a, z / b];
  const p = scaled(begin);
  const d = scaled(direction);
  const half = dot(p, d) / dot(d, d);
  const rest = half * half - (dot(p, p) - 1) / dot(d, d);
  const rangeM = rest < 0 ? -1 : -half - Math.sqrt(rest);
  return rangeM > 0 ? rangeM : null;
}

/** A level look has no ground point: something this far ahead is looked at instead. */
const LEVEL_RANGE_M = 500;
const FARTHEST_TARGET_M = 30_000;

function targetRangeM(pose: CameraPose, camera: Lla, groundHeightM: number): number {
  const hitM = rangeToEllipsoidM(pose.positionEcef, pose.directionEcef, groundHeightM);
  const farthestM = Math.max(FARTHEST_TARGET_M, 3 * camera.ellipsoidalHeightM);
  return hitM !== null && hitM < farthestM ? hitM : LEVEL_RANGE_M;
}

/** @param groundHeightM ellipsoidal height of the plain that the view is counted from */
export function viewOfPose(pose: CameraPose, groundHeightM: number): CameraView {
  const camera = ecefToLla(pose.positionEcef);
  const rangeM = targetRangeM(pose, camera, groundHeightM);
  const target = ecefToLla(along(pose.positionEcef, pose.directionEcef, rangeM));
  const plane = tangentPlane(target);
  const targetEcef = llaToEcef(target);
  const enuOf = (direction: Vector3): Vector3 => plane.toEnu(along(targetEcef, direction, 1));
  const direction = enuOf(pose.directionEcef);
  const up = enuOf(pose.upEcef);
  // straight down, the heading is where the top of the picture points
  const steep = Math.hypot(direction[0], direction[1]) < 0.02;
  const [east, north] = steep ? up : direction;
  const headingDeg = radToDeg(Math.atan2(east, north));
  return {
    longitudeDeg: radToDeg(target.longitudeRad),
    latitudeDeg: radToDeg(target.latitudeRad),
    ellipsoidalHeightM: target.ellipsoidalHeightM,
    headingDeg: (headingDeg + 360) % 360,
    pitchDeg: radToDeg(Math.asin(Math.max(-1, Math.min(1, direction[2])))),
    rangeM,
  };
}

/** The view moved over the ground by parts of its range: right and ahead as seen on the screen. */
export function pannedView(view: CameraView, rightM: number, aheadM: number): CameraView {
  const plane = tangentPlane(llaFromDeg(view.longitudeDeg, view.latitudeDeg, view.ellipsoidalHeightM));
  const heading = degToRad(view.headingDeg);
  const eastM = rightM * Math.cos(heading) + aheadM * Math.sin(heading);
  const northM = aheadM * Math.cos(heading) - rightM * Math.sin(heading);
  const target = ecefToLla(plane.toEcef([eastM, northM, 0]));
  return {
    ...view,
    longitudeDeg: radToDeg(target.longitudeRad),
    latitudeDeg: radToDeg(target.latitudeRad),
  };
}
