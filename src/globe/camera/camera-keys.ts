/** Keys of the map: a key → the next view. Pure; the handler only asks and applies. */
import type { CameraView } from '../globe-port.ts';
import { pannedView } from './view-geometry.ts';

const PAN_PART = 0.12;
const TURN_DEG = 7.5;
const TILT_DEG = 5;
const ZOOM = 1.35;

interface KeyStroke {
  readonly key: string;
  readonly shiftKey: boolean;
}

const tilted = (view: CameraView, byDeg: number): CameraView => ({
  ...view,
  pitchDeg: Math.max(-90, Math.min(-3, view.pitchDeg + byDeg)),
});
const turned = (view: CameraView, byDeg: number): CameraView => ({
  ...view,
  headingDeg: (view.headingDeg + byDeg + 360) % 360,
});

/** null when the key means nothing to the map. */
export function viewAfterKey(view: CameraView, { key, shiftKey }: KeyStroke): CameraView | null {
  const stepM = view.rangeM * PAN_PART;
  switch (key) {
    case 'ArrowLeft':
      return shiftKey ? turned(view, -TURN_DEG) : pannedView(view, -stepM, 0);
    case 'ArrowRight':
      return shiftKey ? turned(view, TURN_DEG) : pannedView(view, stepM, 0);
    case 'ArrowUp':
      return shiftKey ? tilted(view, TILT_DEG) : pannedView(view, 0, stepM);
    case 'ArrowDown':
      return shiftKey ? tilted(view, -TILT_DEG) : pannedView(view, 0, -stepM);
    case '+':
    case '=':
      return { ...view, rangeM: Math.max(3, view.rangeM / ZOOM) };
    case '-':
    case '_':
      return { ...view, rangeM: Math.min(40_000, view.rangeM * ZOOM) };
    case 'n':
    case 'N':
      return { ...view, headingDeg: 0 };
    default:
      return null;
  }
}
