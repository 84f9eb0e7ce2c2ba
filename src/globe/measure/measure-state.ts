/** The measuring tools as a pure machine: (points, event) → points, a result, or the end. No camera, no screen. */
import type { Measurement, MeasureTool, SurfacePosition } from '../globe-port.ts';
import type { GridPoint } from './measure-maths.ts';
import {
  closingCrosses,
  crossesItself,
  leg,
  legsOf,
  perimeterM,
  planimetricAreaM2,
  slopedAreaM2,
} from './measure-maths.ts';

export type ActiveTool = Exclude<MeasureTool, 'none'>;
export type MeasureEvent =
  | { readonly type: 'point'; readonly position: SurfacePosition }
  | { readonly type: 'undo' }
  | { readonly type: 'finish' };
export type MeasureRefusal = 'too-few-points' | 'crosses-itself';

interface MeasureStep {
  readonly points: readonly SurfacePosition[];
  readonly finished: boolean;
  readonly refusal: MeasureRefusal | null;
}

export type ToGrid = (position: SurfacePosition) => GridPoint;

const POINTS_NEEDED: Readonly<Record<ActiveTool, number>> = {
  'measure-distance': 2,
  'measure-height': 2,
  'measure-area': 3,
};

export function measureStep(
  tool: ActiveTool,
  points: readonly SurfacePosition[],
  event: MeasureEvent,
  toGrid: ToGrid,
): MeasureStep {
  const stay: MeasureStep = { points, finished: false, refusal: null };
  if (event.type === 'undo') return { ...stay, points: points.slice(0, -1) };
  if (event.type === 'finish') {
    if (points.length < POINTS_NEEDED[tool]) return { ...stay, refusal: 'too-few-points' };
    const crosses = tool === 'measure-area' && closingCrosses(points.map(toGrid));
    return crosses ? { ...stay, refusal: 'crosses-itself' } : { ...stay, finished: true };
  }
  const crosses = tool === 'measure-area' && crossesItself(points.map(toGrid), toGrid(event.position));
  if (crosses) return { ...stay, refusal: 'crosses-itself' };
  const next = [...points, event.position];
  return { ...stay, points: next, finished: tool === 'measure-height' && next.length === 2 };
}

export function measurementOf(
  tool: ActiveTool,
  id: string,
  points: readonly SurfacePosition[],
  toGrid: ToGrid,
): Measurement {
  const grid = points.map(toGrid);
  if (tool === 'measure-area') {
    return {
      kind: 'area',
      id,
      points,
      planimetricM2: planimetricAreaM2(grid),
      surfaceM2: slopedAreaM2(grid),
      perimeterM: perimeterM(grid),
    };
  }
  if (tool === 'measure-height') {
    const [begin, end] = grid;
    if (begin === undefined || end === undefined) throw new Error(`a height of ${points.length} points`);
    return { kind: 'height', id, points, ...leg(begin, end) };
  }
  const legs = legsOf(grid);
  return {
    kind: 'distance',
    id,
    points,
    legs,
    horizontalM: legs.reduce((sum, each) => sum + each.horizontalM, 0),
    slopeM: legs.reduce((sum, each) => sum + each.slopeM, 0),
  };
}
