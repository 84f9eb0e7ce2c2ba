/** One line at the cursor: what the tool waits for, or why it refuses. Moves without React. */
import type { GlobeTexts } from '../texts.ts';
import type { ActiveTool, MeasureRefusal } from './measure-state.ts';

type Refusal = MeasureRefusal | 'no-surface';

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
const BESIDE_PX = 16;

export class MeasureHint {
  private readonly element: HTMLElement;
  private readonly tool: ActiveTool;
  private readonly texts: GlobeTexts;

  constructor(element: HTMLElement, tool: ActiveTool, texts: GlobeTexts) {
    this.element = element;
    this.tool = tool;
    this.texts = texts;
    // until the pointer comes, and for touch: in the upper middle of the map
    element.style.transform = 'translate(calc(50vw - 50%), 56px)';
  }

  tell(points: number, refusal: Refusal | null): void {
    const key = refusal === null ? (points === 0 ? FIRST : NEXT)[this.tool] : REFUSALS[refusal];
    this.element.hidden = false;
    this.element.textContent = this.texts[key];
    this.element.classList.toggle('ck-hint-refusal', refusal !== null);
  }

  follow(xPx: number, yPx: number, mapWidthPx: number): void {
    const width = this.element.offsetWidth;
    const left = xPx + BESIDE_PX + width > mapWidthPx ? xPx - BESIDE_PX - width : xPx + BESIDE_PX;
    this.element.style.transform = `translate(${Math.max(0, left)}px, ${yPx + BESIDE_PX}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
