/** `data-ready="true"` on the document when the first view has all its tiles: the one thing shown to tests. */
import { Cesium3DTileset } from 'cesium';
import { useEffect, useRef } from 'react';
import { useGlobe } from './globe-context.ts';

const CALM_FRAMES = 4;

export function ReadyFlag({ meshCount }: { readonly meshCount: number }) {
  const { scene } = useGlobe();
  // Which layers the first view has is settled while it loads: a swipe takes the mesh away.
  const wanted = useRef(meshCount);
  useEffect(() => {
    wanted.current = meshCount;
  }, [meshCount]);
  useEffect(() => {
    const loaded = (): boolean => {
      const { primitives } = scene;
      const all = Array.from({ length: primitives.length }, (_, index): unknown => primitives.get(index));
      const meshes = all.filter((each) => each instanceof Cesium3DTileset);
      return (
        meshes.length >= wanted.current &&
        meshes.every((mesh) => !mesh.show || mesh.tilesLoaded) &&
        scene.globe.tilesLoaded
      );
    };
    // Several frames in a row, because a tileset or an archive that has just arrived has not yet asked for its tiles.
    // Frames and not moments: on a busy machine nothing may have been drawn since the last look. While tiles are on
    // their way each draws its own frame; more of them would only take the processor from the tiles.
    let calmFrames = 0;
    const stop = scene.postRender.addEventListener(() => {
      calmFrames = loaded() ? calmFrames + 1 : 0;
      if (calmFrames === 0) return;
      if (calmFrames < CALM_FRAMES) return scene.requestRender();
      document.documentElement.dataset['ready'] = 'true';
      stop();
    });
    scene.requestRender();
    return () => {
      stop();
      delete document.documentElement.dataset['ready'];
    };
  }, [scene]);
  return null;
}
