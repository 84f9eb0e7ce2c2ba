/** How the scene looks and how it is steered: fixed light, calm ground around the district. */
import type { Scene } from 'cesium';
import { CameraEventType, Cartesian3, Color, DirectionalLight, KeyboardEventModifier } from 'cesium';
import type { Theme } from './globe-port.ts';

/** Beyond this a person is lost: the district is a few kilometres wide. */
const FARTHEST_CAMERA_M = 40_000;
const NEAREST_CAMERA_M = 2;

/**
 * A calm plain under a plain sky, near in tone, as models stand in a studio: the edge of the district is then meant.
 * A simulated atmosphere over a plain without land on it looks like a sea at dusk.
 */
interface Look {
  readonly sky: string;
  readonly ground: string;
  readonly below: string;
}

const LOOKS: Readonly<Record<Theme, Look>> = {
  dark: { sky: '#2a343d', ground: '#38424a', below: '#1a1d20' },
  light: { sky: '#e6ecf0', ground: '#d2d8da', below: '#4b4740' },
};

export function applyTheme(scene: Scene, theme: Theme): void {
  const look = LOOKS[theme];
  scene.backgroundColor = Color.fromCssColorString(look.sky);
  scene.globe.baseColor = Color.fromCssColorString(look.ground);
  scene.globe.undergroundColor = Color.fromCssColorString(look.below);
  scene.requestRender();
}

function lightTheScene(scene: Scene): void {
  // fixed: shadows are in the textures of a survey mesh already, and a moving sun would contradict them
  scene.light = new DirectionalLight({ direction: new Cartesian3(0.35, -0.55, -0.76), intensity: 2 });
  scene.highDynamicRange = false;
  // not drawn, but it lets far ground be coarse
  scene.fog.renderable = false;
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
  scene.globe.showGroundAtmosphere = false;
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
