/** The one scene and its controller, for the parts of the map inside it. */
import { createContext, useContext } from 'react';
import type { GlobeController } from './camera/globe-controller.ts';

export const GlobeContext = createContext<GlobeController | null>(null);

export function useGlobe(): GlobeController {
  const controller = useContext(GlobeContext);
  if (controller === null) throw new Error('a part of the map stands outside <Globe>');
  return controller;
}
