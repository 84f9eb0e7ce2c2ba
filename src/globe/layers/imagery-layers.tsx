/** The image epochs on the globe, and the two of them that are compared. */
import { ImageryLayer, SplitDirection } from 'cesium';
import { useEffect, useRef } from 'react';
import type { District } from '../../../contracts/district.ts';
import { useGlobe } from '../globe-context.ts';
import type { LayerStates, Swipe } from '../globe-port.ts';
import { ArchiveImageryProvider } from './archive-imagery-provider.ts';

interface ImageryLayersProps {
  readonly district: District;
  readonly districtUrl: string;
  readonly layers: LayerStates;
  readonly swipe: Swipe | null;
}

interface ImageryLook {
  readonly show: boolean;
  readonly alpha: number;
  readonly side: SplitDirection;
}

function lookOf(id: string, layers: LayerStates, swipe: Swipe | null): ImageryLook {
  const state = layers[id];
  if (swipe === null) {
    return { show: state?.visible === true, alpha: state?.opacity ?? 1, side: SplitDirection.NONE };
  }
  const alpha = state?.opacity ?? 1;
  if (id === swipe.leftLayerId) return { show: true, alpha, side: SplitDirection.LEFT };
  if (id === swipe.rightLayerId) return { show: true, alpha, side: SplitDirection.RIGHT };
  return { show: false, alpha, side: SplitDirection.NONE };
}

export function ImageryLayers({ district, districtUrl, layers, swipe }: ImageryLayersProps) {
  const { scene } = useGlobe();
  const made = useRef(new Map<string, ImageryLayer>());
  useEffect(() => {
    const all = made.current;
    return () => {
      if (!scene.isDestroyed()) for (const layer of all.values()) scene.globe.imageryLayers.remove(layer);
      all.clear();
    };
  }, [scene, district, districtUrl]);
  useEffect(() => {
    // an archive is opened when it is first shown, not before
    for (const entry of district.imagery) {
      const look = lookOf(entry.id, layers, swipe);
      let layer = made.current.get(entry.id);
      if (layer === undefined) {
        if (!look.show) continue;
        layer = new ImageryLayer(new ArchiveImageryProvider(entry, districtUrl + entry.archive));
        made.current.set(entry.id, layer);
        scene.globe.imageryLayers.add(layer);
      }
      layer.show = look.show;
      layer.alpha = look.alpha;
      layer.splitDirection = look.side;
    }
    // later entries of the manifest lie above earlier ones
    for (const entry of district.imagery) {
      const layer = made.current.get(entry.id);
      if (layer !== undefined) scene.globe.imageryLayers.raiseToTop(layer);
    }
    scene.requestRender();
  }, [scene, district, districtUrl, layers, swipe]);
  return null;
}
