/**
 * Pins as pictures: state by colour and shape (◆ critical, ▲ high, ● medium, ■ low, ○ normal, ◌ offline), kind by the
 * sign inside, a number when there are several. Drawn on a canvas, px at the scale given.
 */
import type { PinKind, PinState } from '../globe-port.ts';

export interface SymbolLook {
  readonly kind: PinKind;
  readonly state: PinState;
  /** pins under this symbol */
  readonly count: number;
  readonly emphasis: 'none' | 'hovered' | 'selected';
}

export const SYMBOL_WIDTH_PX = 56;
export const SYMBOL_HEIGHT_PX = 58;
/** From the anchor (foot of the stem) up to the middle of the shape. */
export const SYMBOL_RISE_PX = 32;
const CENTRE_X = 28;
const CENTRE_Y = SYMBOL_HEIGHT_PX - SYMBOL_RISE_PX;
const RADIUS = 12;
/** Calm pins stand back, so that the eye finds the others. */
const CALM_RADIUS = 9.5;

/** Stronger than the tokens of the panels: these lie on photographs. */
const COLOURS: Readonly<Record<PinState, string>> = {
  critical: '#d8142f',
  high: '#e96a00',
  medium: '#f4c20d',
  low: '#1f66d6',
  normal: '#4d7466',
  offline: '#5d6770',
};
const INK = '#10161d';
const PAPER = '#ffffff';
const HALO = '#22d3ee';

const hollow = (state: PinState): boolean => state === 'normal' || state === 'offline';
const radiusOf = (state: PinState): number => (hollow(state) ? CALM_RADIUS : RADIUS);

export const symbolKey = ({ kind, state, count, emphasis }: SymbolLook): string =>
  `${kind}-${state}-${count}-${emphasis}`;

function shapePath(state: PinState, radius: number): Path2D {
  const path = new Path2D();
  const corners = (points: readonly (readonly [number, number])[]): void => {
    points.forEach(([x, y], index) => {
      const to = [CENTRE_X + x * radius, CENTRE_Y + y * radius] as const;
      if (index === 0) path.moveTo(...to);
      else path.lineTo(...to);
    });
    path.closePath();
  };
  if (state === 'critical')
    corners([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]); // prettier-ignore
  else if (state === 'high')
    corners([[0, -1.3], [1.3, 0.95], [-1.3, 0.95]]); // prettier-ignore
  else if (state === 'low')
    corners([[-0.95, -0.95], [0.95, -0.95], [0.95, 0.95], [-0.95, 0.95]]); // prettier-ignore
  else path.arc(CENTRE_X, CENTRE_Y, radius, 0, 2 * Math.PI);
  return path;
}

function drawShape(context: CanvasRenderingContext2D, { state, emphasis }: SymbolLook): void {
  const path = shapePath(state, radiusOf(state));
  context.lineJoin = 'round';
  if (emphasis !== 'none') {
    context.strokeStyle = emphasis === 'selected' ? HALO : 'rgb(255 255 255 / 75%)';
    context.lineWidth = 12;
    context.stroke(path);
  }
  context.strokeStyle = 'rgb(8 12 16 / 70%)';
  context.lineWidth = 5.5;
  context.stroke(path);
  context.fillStyle = hollow(state) ? PAPER : COLOURS[state];
  context.fill(path);
  context.strokeStyle = hollow(state) ? COLOURS[state] : PAPER;
  context.lineWidth = hollow(state) ? 2.6 : 2.2;
  if (state === 'offline') context.setLineDash([3.2, 3]);
  context.stroke(path);
  context.setLineDash([]);
}

function drawStem(context: CanvasRenderingContext2D, { state }: SymbolLook): void {
  const foot = SYMBOL_HEIGHT_PX - 1.5;
  for (const [style, width] of [
    ['rgb(8 12 16 / 70%)', 4.5],
    [PAPER, 2.2],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(CENTRE_X, CENTRE_Y + radiusOf(state));
    context.lineTo(CENTRE_X, foot);
    context.stroke();
  }
  context.fillStyle = COLOURS[state];
  context.beginPath();
  context.arc(CENTRE_X, foot - 1.5, 2.4, 0, 2 * Math.PI);
  context.fill();
}

function kindPath(kind: PinKind): Path2D {
  if (kind === 'station')
    return new Path2D('M0-5.500C2.500-2 4-0.300 4 1.800a4 4 0 0 1-8 0C-4-0.300-2.500-2 0-5.500z');
  if (kind === 'camera')
    return new Path2D('M-5.500-3.200h7.500v6.400h-7.500zM2.800-1l2.900-1.800v5.600L2.800 1z');
  if (kind === 'case')
    return new Path2D('M-3.800-5.200h5l2.600 2.600v7.800h-7.600zM-1.800-0.500h3.600M-1.800 2h3.600');
  return new Path2D(
    'M4.800 0a4.800 4.800 0 1 1-9.600 0a4.800 4.800 0 1 1 9.600 0zM-4.200-1.900h8.400M-4.200 1.900h8.400M0-4.700v9.400',
  );
}

function drawKind(context: CanvasRenderingContext2D, { kind, state }: SymbolLook): void {
  context.save();
  context.translate(CENTRE_X, CENTRE_Y + (state === 'high' ? 2.5 : 0));
  if (state === 'high' || hollow(state)) context.scale(0.82, 0.82);
  context.strokeStyle = hollow(state) ? COLOURS[state] : state === 'medium' ? INK : PAPER;
  context.lineWidth = 1.5;
  context.stroke(kindPath(kind));
  context.restore();
}

function drawCount(context: CanvasRenderingContext2D, { count }: SymbolLook): void {
  if (count < 2) return;
  const text = count < 1000 ? String(count) : `${Math.floor(count / 1000)}k+`;
  context.font = '700 10.5px system-ui, sans-serif';
  const width = Math.max(16, context.measureText(text).width + 8);
  const left = Math.min(CENTRE_X + 4, SYMBOL_WIDTH_PX - width - 1);
  context.fillStyle = INK;
  context.strokeStyle = PAPER;
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(left, 2, width, 15, 7.5);
  context.fill();
  context.stroke();
  context.fillStyle = PAPER;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, left + width / 2, 10);
}

export function drawSymbol(look: SymbolLook, pixelRatio: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = SYMBOL_WIDTH_PX * pixelRatio;
  canvas.height = SYMBOL_HEIGHT_PX * pixelRatio;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d canvas for pins');
  context.scale(pixelRatio, pixelRatio);
  drawStem(context, look);
  drawShape(context, look);
  drawKind(context, look);
  drawCount(context, look);
  return canvas;
}
