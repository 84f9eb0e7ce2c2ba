/** How the scene looks and how it is steered: daylight over an unlit mesh, calm ground around the district. */
import type { Scene } from 'cesium';
import {
  CameraEventType,
  Cartesian3,
  Color,
  DirectionalLight,
  DynamicAtmosphereLightingType,
  KeyboardEventModifier,
} from 'cesium';
import type { Theme } from './globe-port.ts';

/** Beyond this a person is lost: the district is a few kilometres wide. */
const FARTHEST_CAMERA_M = 40_000;
const NEAREST_CAMERA_M = 2;

interface Look {
  readonly sky: string;
  readonly ground: string;
  readonly below: string;
  readonly skyBrightnessShift: number;
  readonly skySaturationShift: number;
}

const LOOKS: Readonly<Record<Theme, Look>> = {
  dark: {
    sky: '#1b232c',
    ground: '#3a4248',
    below: '#1a1d20',
    skyBrightnessShift: -0.28,
    skySaturationShift: -0.35,
  },
  light: {
    sky: '#d5dee6',
    ground: '#bfc5c4',
    below: '#4b4740',
    skyBrightnessShift: 0,
    skySaturationShift: -0.25,
  },
};

export function applyTheme(scene: Scene, theme: Theme): void {
  const look = LOOKS[theme];
  scene.backgroundColor = Color.fromCssColorString(look.sky);
  scene.globe.baseColor = Color.fromCssColorString(look.ground);
  scene.globe.undergroundColor = Color.fromCssColorString(look.below);
  if (scene.skyAtmosphere !== undefined) {
    scene.skyAtmosphere.brightnessShift = look.skyBrightnessShift;
    scene.skyAtmosphere.saturationShift = look.skySaturationShift;
  }
  scene.requestRender();
}

function lightTheScene(scene: Scene): void {
  // fixed: shadows are in the textures of a survey mesh already, and a moving sun would contradict them
  scene.light = new DirectionalLight({ direction: new Cartesian3(0.35, -0.55, -0.76), intensity: 2 });
  scene.atmosphere.dynamicLighting = DynamicAtmosphereLightingType.NONE;
  scene.highDynamicRange = false;
  scene.fog.enabled = true;
  scene.fog.density = 0.0003;
  scene.fog.minimumBrightness = 0.4;
}

function steer(scene: Scene): void {
  const controller = scene.screenSpaceCameraController;
  controller.minimumZoomDistance = NEAREST_CAMERA_M;
  controller.maximumZoomDistance = FARTHEST_CAMERA_M;
  controller.minimumCollisionTerrainHeight = 20_000;
  // left pans, wheel zooms, right or middle or Ctrl+left turns: what users of map software try first
  controller.zoomEventTypes = [CameraEventType.WHEEL, CameraEventType.PINCH];
  controller.tiltEventTypes = [
    CameraEventType.RIGHT_DRAG,
    CameraEventType.MIDDLE_DRAG,
    CameraEventType.PINCH,
    { eventType: CameraEventType.LEFT_DRAG, modifier: KeyboardEventModifier.CTRL },
  ];
}

/** A machine without a graphics card draws in software: there, smooth edges and the last detail cost more than they give. */
export function drawsInSoftware(scene: Scene): boolean {
  const gl = scene.canvas.getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = names ? gl?.getParameter(names.UNMASKED_RENDERER_WEBGL) : '';
  return typeof renderer === 'string' && /swiftshader|llvmpipe|softpipe|basic render/i.test(renderer);
}

export function setUpScene(scene: Scene): void {
  lightTheScene(scene);
  steer(scene);
  scene.globe.enableLighting = false;
  scene.globe.showGroundAtmosphere = true;
  scene.globe.showWaterEffect = false;
  scene.globe.preloadAncestors = false;
  scene.globe.tileCacheSize = 200;
  scene.pickTranslucentDepth = true;
  if (drawsInSoftware(scene)) scene.msaaSamples = 1;
}

/**
 * Under a mesh the globe is only a backdrop: drawn first and without depth, so that the two never fight, and coarser,
 * since it is seen outside the district and where the mesh is still to come.
 */
export function setGroundUnderMesh(scene: Scene, underMesh: boolean): void {
  scene.globe.depthTestAgainstTerrain = !underMesh;
  scene.globe.maximumScreenSpaceError = underMesh ? 5 : drawsInSoftware(scene) ? 3 : 1.5;
  scene.requestRender();
}

/** Frames dearer than two device pixels a CSS pixel are not seen but paid for. */
export const resolutionScale = (devicePixelRatio: number): number => Math.min(1, 2 / devicePixelRatio);
