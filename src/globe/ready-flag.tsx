/** `data-ready="true"` on the document when the first view has all its tiles: the one thing shown to tests. */
import { useEffect, useRef } from 'react';
import type { DrawingResolution } from './drawing-resolution.ts';
import { useGlobe } from './globe-context.ts';
import { meshesOf, tilesLoaded } from './tiles-loaded.ts';

const CALM_FRAMES = 4;

interface ReadyFlagProps {
  readonly meshCount: number;
  /** null where it never changes */
  readonly resolution: DrawingResolution | null;
}

export function ReadyFlag({ meshCount, resolution }: ReadyFlagProps) {
  const { scene } = useGlobe();
  // Which layers the first view has is settled while it loads: a swipe takes the mesh away.
  const wanted = useRef(meshCount);
  useEffect(() => {
    wanted.current = meshCount;
  }, [meshCount]);
  useEffect(() => {
    const loaded = (): boolean => meshesOf(scene).length >= wanted.current && tilesLoaded(scene);
    // Several frames in a row, because a tileset or an archive that has just arrived has not yet asked for its tiles.
    // Frames and not moments: on a busy machine nothing may have been drawn since the last look. While tiles are on
    // their way each draws its own frame; more of them would only take the processor from the tiles.
    let calmFrames = 0;
    const stop = scene.postRender.addEventListener(() => {
      calmFrames = loaded() ? calmFrames + 1 : 0;
      if (calmFrames === 0) return;
      if (calmFrames < CALM_FRAMES) return scene.requestRender();
      // the frame in full comes by itself
      if (resolution?.isFull === false) return;
      document.documentElement.dataset['ready'] = 'true';
      stop();
    });
    scene.requestRender();
    return () => {
      stop();
      delete document.documentElement.dataset['ready'];
    };
  }, [scene, resolution]);
  return null;
}
