/** Whether everything that the view asks for is there. */
import type { Scene } from 'cesium';
import { Cesium3DTileset } from 'cesium';

export function meshesOf({ primitives }: Scene): Cesium3DTileset[] {
  const all = Array.from({ length: primitives.length }, (_, index): unknown => primitives.get(index));
  return all.filter((each) => each instanceof Cesium3DTileset);
}

export const tilesLoaded = (scene: Scene): boolean =>
  scene.globe.tilesLoaded && meshesOf(scene).every((mesh) => !mesh.show || mesh.tilesLoaded);
