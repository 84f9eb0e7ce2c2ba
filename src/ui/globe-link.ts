/** The door to the running map, for commands and for what moves at frame rate; null until the map stands. */
import type { GlobeHandle } from '../globe/globe-port.ts';

let handle: GlobeHandle | null = null;
const listeners = new Set<(handle: GlobeHandle | null) => void>();

export function setGlobe(next: GlobeHandle | null): void {
  handle = next;
  for (const listener of listeners) listener(next);
}

export const globe = (): GlobeHandle | null => handle;

/** Calls with the present handle and each that follows. Returns the way to stop. */
export function onGlobe(listener: (handle: GlobeHandle | null) => void): () => void {
  listeners.add(listener);
  listener(handle);
  return () => listeners.delete(listener);
}

/** Range from which a cover or a case is seen with its street, m. */
const CLOSE_RANGE_M = 120;

export function flyTo(place: {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly orthometricHeightM?: number | null;
}): void {
  handle?.flyToPlace({
    longitudeDeg: place.longitudeDeg,
    latitudeDeg: place.latitudeDeg,
    orthometricHeightM: place.orthometricHeightM ?? null,
    rangeM: CLOSE_RANGE_M,
  });
}
