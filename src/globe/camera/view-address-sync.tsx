/** Keeps the address bar at the view and the layers, and follows a link pasted into it. */
import { useEffect, useRef } from 'react';
import { useGlobe } from '../globe-context.ts';
import type { LayerStates, ProjectionMode, Swipe } from '../globe-port.ts';
import { readViewAddress, writeViewAddress } from '../view-address.ts';

/** Browsers refuse more than some hundred changes of the address in half a minute. */
const REST_MS = 400;

export function ViewAddressSync(props: {
  readonly layers: LayerStates;
  readonly swipe: Swipe | null;
  readonly underground: boolean;
  readonly projection: ProjectionMode;
}) {
  const controller = useGlobe();
  const latest = useRef(props);
  const write = useRef<() => void>(() => undefined);
  useEffect(() => {
    let timer = 0;
    write.current = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        const { layers, swipe, underground, projection } = latest.current;
        const address = { view: controller.view(), layers, swipe, underground, projection };
        const hash = writeViewAddress(window.location.hash, address);
        if (hash !== window.location.hash) window.history.replaceState(window.history.state, '', hash);
      }, REST_MS);
    };
    const unsubscribe = controller.views.subscribe(() => write.current());
    const follow = (): void => {
      const { view } = readViewAddress(window.location.hash);
      if (view !== null) controller.flyToView(view);
    };
    window.addEventListener('hashchange', follow);
    return () => {
      unsubscribe();
      window.clearTimeout(timer);
      window.removeEventListener('hashchange', follow);
    };
  }, [controller]);
  const { layers, swipe, underground, projection } = props;
  useEffect(() => {
    latest.current = { layers, swipe, underground, projection };
    write.current();
  }, [layers, swipe, underground, projection]);
  return null;
}
