/** Which words a measuring tool says: what it waits for, or why it refuses. */
import type { GlobeTexts } from '../texts.ts';
import type { ActiveTool, MeasureRefusal } from './measure-state.ts';

export type Refusal = MeasureRefusal | 'no-surface';

const REFUSALS: Readonly<Record<Refusal, keyof GlobeTexts>> = {
  'too-few-points': 'hintTooFew',
  'crosses-itself': 'hintCrosses',
  'no-surface': 'hintNoSurface',
};
const FIRST: Readonly<Record<ActiveTool, keyof GlobeTexts>> = {
  'measure-distance': 'hintDistanceFirst',
  'measure-height': 'hintHeightFirst',
  'measure-area': 'hintAreaFirst',
};
const NEXT: Readonly<Record<ActiveTool, keyof GlobeTexts>> = {
  'measure-distance': 'hintDistanceNext',
  'measure-height': 'hintHeightNext',
  'measure-area': 'hintAreaNext',
};

export const refusalKey = (refusal: Refusal): keyof GlobeTexts => REFUSALS[refusal];

export function hintKey(tool: ActiveTool, points: number, isByKeyboard: boolean): keyof GlobeTexts {
  if (isByKeyboard) return points === 0 ? 'hintKeysFirst' : 'hintKeysNext';
  return (points === 0 ? FIRST : NEXT)[tool];
}
