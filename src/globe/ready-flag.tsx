/** `data-ready="true"` on the document when the first view has all its tiles: the one thing shown to tests. */
import { Cesium3DTileset } from 'cesium';
import { useEffect, useRef } from 'react';
import { useGlobe } from './globe-context.ts';

const POLL_MS = 150;

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
    // twice in a row: a tileset that has just arrived has not yet asked for its tiles
    let calmPolls = 0;
    const timer = window.setInterval(() => {
      if (scene.isDestroyed()) return;
      calmPolls = loaded() ? calmPolls + 1 : 0;
      scene.requestRender();
      if (calmPolls < 3) return;
      document.documentElement.dataset['ready'] = 'true';
      window.clearInterval(timer);
    }, POLL_MS);
    return () => {
      window.clearInterval(timer);
      delete document.documentElement.dataset['ready'];
    };
  }, [scene]);
  return null;
}
