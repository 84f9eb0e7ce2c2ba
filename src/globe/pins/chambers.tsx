/** The shafts under the covers, from the top of the cover down: drawn while the view goes below ground. */
import {
  Cartesian3,
  Color,
  ColorGeometryInstanceAttribute,
  CylinderGeometry,
  GeometryInstance,
  Matrix4,
  PerInstanceColorAppearance,
  Primitive,
  Transforms,
} from 'cesium';
import { useEffect } from 'react';
import { useGlobe } from '../globe-context.ts';
import type { Pin, PinState } from '../globe-port.ts';
import { surveyedPlaceEcef } from './pin-place.ts';

/** A shaft is wider than its cover; narrower than this nobody would see it from a street's width. */
const NARROWEST_M = 1;
const LID_M = 0.12;
const HIDDEN_ALPHA = 0.85;

const SHAFT: Readonly<Record<PinState, string>> = {
  critical: '#e2364e',
  high: '#f08a35',
  medium: '#f1cb45',
  low: '#4f8be8',
  normal: '#7fb7a4',
  offline: '#9aa5b0',
};

interface Shaft {
  readonly topEcef: Cartesian3;
  readonly colour: Color;
  readonly depthM: number;
  readonly diameterM: number;
}

function shaftOf(pin: Pin, geoidUndulationM: number): Shaft | null {
  if (pin.chamber === undefined || pin.orthometricHeightM === null) return null;
  return {
    topEcef: surveyedPlaceEcef(pin, pin.orthometricHeightM, geoidUndulationM),
    colour: Color.fromCssColorString(SHAFT[pin.state]),
    depthM: pin.chamber.depthM,
    diameterM: pin.chamber.diameterM,
  };
}

function cylinder(shaft: Shaft, lengthM: number, topM: number, diameterM: number): GeometryInstance {
  const frame = Transforms.eastNorthUpToFixedFrame(shaft.topEcef);
  const middle = new Cartesian3(0, 0, topM - lengthM / 2);
  return new GeometryInstance({
    geometry: new CylinderGeometry({
      length: lengthM,
      topRadius: diameterM / 2,
      bottomRadius: diameterM / 2,
      slices: 24,
      vertexFormat: PerInstanceColorAppearance.VERTEX_FORMAT,
    }),
    modelMatrix: Matrix4.multiplyByTranslation(frame, middle, new Matrix4()),
    attributes: {
      color: ColorGeometryInstanceAttribute.fromColor(shaft.colour),
      depthFailColor: ColorGeometryInstanceAttribute.fromColor(shaft.colour.withAlpha(HIDDEN_ALPHA)),
    },
  });
}

export function Chambers(props: { readonly pins: readonly Pin[]; readonly geoidUndulationM: number }) {
  const { scene } = useGlobe();
  const { pins, geoidUndulationM } = props;
  useEffect(() => {
    const shafts = pins.map((pin) => shaftOf(pin, geoidUndulationM)).filter((each) => each !== null);
    if (shafts.length === 0) return undefined;
    const primitive = new Primitive({
      geometryInstances: shafts.flatMap((shaft) => [
        cylinder(shaft, shaft.depthM, 0, Math.max(NARROWEST_M, shaft.diameterM * 1.4)),
        cylinder(shaft, LID_M, LID_M / 2, shaft.diameterM),
      ]),
      appearance: new PerInstanceColorAppearance({ translucent: false, closed: true }),
      // what lies behind the street is what this view is for
      depthFailAppearance: new PerInstanceColorAppearance({ translucent: true, closed: true }),
    });
    scene.primitives.add(primitive);
    scene.requestRender();
    return () => {
      if (scene.isDestroyed()) return;
      scene.primitives.remove(primitive);
      scene.requestRender();
    };
  }, [scene, pins, geoidUndulationM]);
  return null;
}
