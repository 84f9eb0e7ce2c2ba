/**
 * Sun, sky and the camera: turns albedo into a picture's colour.
 * Shadow and ambient light come from the scene's rasters, so every texture of an epoch has the same sun.
 */
import type { Vector3 } from '../../../geodesy/frames.ts';
import { hash } from '../random.ts';
import type { SceneRaster } from '../raster/scene-raster.ts';
import { sampleScene } from '../raster/scene-raster.ts';
import type { Ink } from './ink.ts';
import { clamp01 } from './ink.ts';

export interface Light {
  readonly sun: Vector3;
  /** rasters from fine to coarse; the first that contains a place is asked */
  readonly scenes: readonly SceneRaster[];
}

function sceneAt(light: Light, e: number, n: number): SceneRaster | undefined {
  const { scenes } = light;
  for (const scene of scenes) {
    const x = (e - scene.westM) / scene.cellM;
    const y = (scene.northM - n) / scene.cellM;
    if (x > 1 && y > 1 && x < scene.side - 1 && y < scene.side - 1) return scene;
  }
  return scenes[scenes.length - 1];
}

/**
 * Lights `ink` at a point of height z (orthometric m) with a normal (east, north, up) in the epoch's sun.
 * `glint` is added last: the part of the sky that a window or water mirrors.
 */
export function shade(ink: Ink, light: Light, point: Vector3, normal: Vector3, occlusion = 1): void {
  const [e, n, z] = point;
  const { sun } = light;
  const scene = sceneAt(light, e, n);
  const facing = normal[0] * sun[0] + normal[1] * sun[1] + normal[2] * sun[2];
  let lit = 0;
  let open = 1;
  if (scene) {
    const upright = normal[2] < 0.5;
    // a wall asks just in front of itself
    const out = upright ? 0.45 + scene.cellM : 0;
    const qe = e + normal[0] * out;
    const qn = n + normal[1] * out;
    if (facing > 0) {
      const above = z - sampleScene(scene, 'shadowM', qe, qn);
      const bias = upright ? 0.2 : 0.12;
      lit = clamp01((above + bias) / (0.25 + scene.cellM * 0.5)) * facing;
    }
    const near = clamp01((sampleScene(scene, 'nearM', qe, qn) - z - 0.1) / (upright ? 9 : 5));
    const far = clamp01((sampleScene(scene, 'farM', qe, qn) - z) / 16);
    open = (1 - 0.45 * near) * (1 - 0.38 * far);
  }
  const sky = (0.34 + 0.14 * normal[2]) * open * occlusion;
  const bounce = 0.06 * (1 - normal[2]) * open;
  const direct = 1.12 * lit * occlusion;
  // gamma 2 stands in for the display's curve: cheap, and close enough
  const r = ink.r * ink.r * (direct * 1.06 + sky * 0.93 + bounce * 1.1);
  const g = ink.g * ink.g * (direct * 1.0 + sky * 1.0 + bounce);
  const b = ink.b * ink.b * (direct * 0.9 + sky * 1.16 + bounce * 0.85);
  ink.r = Math.sqrt(r);
  ink.g = Math.sqrt(g);
  ink.b = Math.sqrt(b);
}

/** Haze of a hundred metres of air, the camera's curve and grain; ink is display-encoded 0..1 afterwards. */
export function develop(ink: Ink, grainX: number, grainY: number): void {
  const grain = (hash(grainX, grainY, 131) - 0.5) * 0.022;
  const grey = 0.3 * ink.r + 0.59 * ink.g + 0.11 * ink.b;
  const curve = (x: number): number => {
    const soft = grey + (x - grey) * 0.93;
    const hazy = soft * 0.955 + 0.036;
    return clamp01(hazy + grain * (0.6 + hazy));
  };
  ink.r = curve(ink.r);
  ink.g = curve(ink.g);
  ink.b = clamp01(curve(ink.b) + 0.006);
}
