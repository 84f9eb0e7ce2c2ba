/** Asks for one place on the surface, for whoever waits for it: the place of a case, the eye of a sight. */
import { useEffect, useRef } from 'react';
import { useCesium } from 'resium';
import { useGlobe } from '../globe-context.ts';
import type { Placing } from '../globe-port.ts';
import type { GlobeTexts } from '../texts.ts';
import { PointAim } from './point-aim.ts';

export function PlaceTool(props: { readonly placing: Placing; readonly texts: GlobeTexts }) {
  const { placing, texts } = props;
  const controller = useGlobe();
  const { cesiumWidget } = useCesium();
  const latest = useRef(placing);
  useEffect(() => {
    latest.current = placing;
  });
  const { hint } = placing;
  useEffect(() => {
    if (cesiumWidget === undefined) return undefined;
    const aim = new PointAim(cesiumWidget, {
      point(xPx, yPx) {
        const place = controller.surfaceAt(xPx, yPx);
        if (place === null) aim.hint.tell(texts.hintNoSurface, true);
        else latest.current.onPlace(place);
      },
      move: () => undefined,
      finish: () => undefined,
      undo: () => false,
      end: () => latest.current.onCancel(),
    });
    aim.hint.tell(hint);
    return () => aim.destroy();
  }, [cesiumWidget, controller, hint, texts]);
  return null;
}
