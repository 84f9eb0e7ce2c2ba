/** Where the crosshair of the keyboard goes: a key → the next point of the canvas. Pure; px from the upper left. */
export interface CanvasPoint {
  readonly xPx: number;
  readonly yPx: number;
}

export interface CanvasSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
}

const STEP_PX = 12;
/** With Ctrl, to meet a corner. */
const FINE_STEP_PX = 1;
/** Nearer to the edge the map moves instead, so that the crosshair always has surroundings. */
const MARGIN_PX = 48;

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** null when the key is not for the crosshair: the map turns (Shift) or, at its edge, moves. */
export function crosshairAfterKey(at: CanvasPoint, size: CanvasSize, stroke: KeyStroke): CanvasPoint | null {
  const direction = DIRECTIONS[stroke.key];
  if (direction === undefined || stroke.shiftKey) return null;
  const stepPx = stroke.ctrlKey ? FINE_STEP_PX : STEP_PX;
  const xPx = at.xPx + direction[0] * stepPx;
  const yPx = at.yPx + direction[1] * stepPx;
  const inside = (value: number, most: number): boolean => value >= MARGIN_PX && value <= most - MARGIN_PX;
  return inside(xPx, size.widthPx) && inside(yPx, size.heightPx) ? { xPx, yPx } : null;
}
