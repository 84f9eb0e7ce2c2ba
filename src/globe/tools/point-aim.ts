/**
 * Points of the canvas for a tool, by pointer or by keyboard: a click, or a crosshair that arrows move and Enter places.
 * Enter again at the same place finishes, as a double-click does. Moves without React.
 */
import type { CesiumWidget } from 'cesium';
import { ScreenSpaceEventHandler, ScreenSpaceEventType } from 'cesium';
import type { CanvasPoint } from './crosshair-keys.ts';
import { crosshairAfterKey } from './crosshair-keys.ts';
import { ToolHint } from './tool-hint.ts';

interface AimListener {
  point(xPx: number, yPx: number): void;
  move(xPx: number, yPx: number): void;
  finish(): void;
  /** false when there is nothing to take back */
  undo(): boolean;
  /** Esc with nothing left to take back */
  end(): void;
}

/** Clicks of a double-click come twice: the second says nothing new. */
const SAME_PX = 4;
const SAME_MS = 450;

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

export class PointAim {
  readonly hint: ToolHint;
  private readonly widget: CesiumWidget;
  private readonly listener: AimListener;
  private readonly handler: ScreenSpaceEventHandler;
  private readonly crosshair = document.createElement('div');
  private readonly focusedBefore = document.activeElement;
  private at: CanvasPoint | null = null;
  /** where Enter placed the last point, while nothing has moved since */
  private placedAt: CanvasPoint | null = null;
  private lastClick = { x: -99, y: -99, atMs: 0 };

  constructor(widget: CesiumWidget, listener: AimListener) {
    this.widget = widget;
    this.listener = listener;
    const { canvas } = widget;
    const layer = canvas.closest('.ck-globe') ?? document.body;
    this.hint = new ToolHint(layer);
    this.crosshair.className = 'ck-crosshair';
    this.crosshair.hidden = true;
    layer.append(this.crosshair);
    this.handler = new ScreenSpaceEventHandler(canvas);
    this.handler.setInputAction(
      ({ position }: ScreenSpaceEventHandler.PositionedEvent) => this.click(position.x, position.y),
      ScreenSpaceEventType.LEFT_CLICK,
    );
    this.handler.setInputAction(() => listener.finish(), ScreenSpaceEventType.LEFT_DOUBLE_CLICK);
    this.handler.setInputAction(
      ({ endPosition }: ScreenSpaceEventHandler.MotionEvent) => this.follow(endPosition.x, endPosition.y),
      ScreenSpaceEventType.MOUSE_MOVE,
    );
    window.addEventListener('keydown', this.onKeyDown, true);
    canvas.style.cursor = 'crosshair';
    canvas.focus({ preventScroll: true });
    if (canvas.matches(':focus-visible')) this.place(this.middle());
  }

  /** The crosshair leads, not a pointer. */
  get isByKeyboard(): boolean {
    return this.at !== null;
  }

  destroy(): void {
    const { canvas } = this.widget;
    window.removeEventListener('keydown', this.onKeyDown, true);
    this.handler.destroy();
    this.hint.remove();
    this.crosshair.remove();
    canvas.style.cursor = '';
    const back = this.focusedBefore;
    const wasHere = document.activeElement === canvas;
    if (this.isByKeyboard && wasHere && back instanceof HTMLElement && back.isConnected) back.focus();
  }

  private size(): { widthPx: number; heightPx: number } {
    const { clientWidth, clientHeight } = this.widget.canvas;
    return { widthPx: clientWidth, heightPx: clientHeight };
  }

  private middle(): CanvasPoint {
    const { widthPx, heightPx } = this.size();
    return { xPx: Math.round(widthPx / 2), yPx: Math.round(heightPx / 2) };
  }

  private place(at: CanvasPoint): void {
    this.at = at;
    this.crosshair.hidden = false;
    this.crosshair.style.transform = `translate(${at.xPx}px, ${at.yPx}px)`;
    this.hint.follow(at.xPx, at.yPx, this.size());
    this.listener.move(at.xPx, at.yPx);
  }

  private follow(x: number, y: number): void {
    this.at = null;
    this.placedAt = null;
    this.crosshair.hidden = true;
    this.hint.follow(x, y, this.size());
    this.listener.move(x, y);
  }

  private click(x: number, y: number): void {
    const atMs = performance.now();
    const again =
      Math.hypot(x - this.lastClick.x, y - this.lastClick.y) < SAME_PX &&
      atMs - this.lastClick.atMs < SAME_MS;
    this.lastClick = { x, y, atMs };
    if (!again) this.listener.point(x, y);
  }

  private enter(): void {
    const { at } = this;
    if (at === null || this.placedAt !== null) {
      this.placedAt = null;
      this.listener.finish();
    } else {
      this.placedAt = at;
      this.listener.point(at.xPx, at.yPx);
    }
  }

  /** true when the key was for the tool */
  private take(event: KeyboardEvent): boolean {
    const { key, ctrlKey, metaKey } = event;
    const onMap = event.target === this.widget.canvas || event.target === document.body;
    if (key === 'Escape' || (key.toLowerCase() === 'z' && (ctrlKey || metaKey))) {
      if (!this.listener.undo() && key === 'Escape') this.listener.end();
      return true;
    }
    if (!onMap || metaKey || event.altKey) return false;
    if (key === 'Enter') {
      this.enter();
      return true;
    }
    this.placedAt = null;
    if (key === 'Backspace' || key === 'Delete') {
      this.listener.undo();
      return true;
    }
    const next = crosshairAfterKey(this.at ?? this.middle(), this.size(), event);
    if (next !== null) this.place(next);
    return next !== null;
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (isTextField(event.target) || !this.take(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
