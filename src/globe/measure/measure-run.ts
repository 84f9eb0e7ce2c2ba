/** One run of one measuring tool: its points, its rubber band, its listeners. No React. */
import type { Cartesian3, CesiumWidget, Entity } from 'cesium';
import { SceneTransforms, ScreenSpaceEventHandler, ScreenSpaceEventType } from 'cesium';
import type { GlobeController } from '../camera/globe-controller.ts';
import type { Measurement, SurfacePosition } from '../globe-port.ts';
import { toEcef } from '../lla-cartesian.ts';
import { pointEntity } from './measure-entities.ts';
import type { MeasureHint } from './measure-hint.ts';
import type { ActiveTool, MeasureEvent, ToGrid } from './measure-state.ts';
import { measurementOf, measureStep } from './measure-state.ts';

export interface MeasureRunOptions {
  readonly controller: GlobeController;
  readonly widget: CesiumWidget;
  readonly tool: ActiveTool;
  readonly toGrid: ToGrid;
  readonly hint: MeasureHint;
  readonly band: SVGPolylineElement;
  readonly onMeasure: (measurement: Measurement) => void;
  readonly onToolEnd: () => void;
}

/** Clicks of a double-click come twice: the second says nothing new. */
const SAME_PX = 4;
const SAME_MS = 450;
const CURSOR_EVERY_MS = 40;

export class MeasureRun {
  private readonly options: MeasureRunOptions;
  private readonly handler: ScreenSpaceEventHandler;
  private readonly stopDrawing: () => void;
  private points: readonly SurfacePosition[] = [];
  private cursorEcef: Cartesian3 | null = null;
  private drawn: Entity[] = [];
  private lastClick = { x: -99, y: -99, atMs: 0 };
  private askedAtMs = 0;

  constructor(options: MeasureRunOptions) {
    this.options = options;
    const { widget, controller, hint } = options;
    this.stopDrawing = widget.scene.postRender.addEventListener(() => this.drawBand());
    this.handler = new ScreenSpaceEventHandler(widget.canvas);
    this.handler.setInputAction(
      ({ position }: ScreenSpaceEventHandler.PositionedEvent) => this.click(position.x, position.y),
      ScreenSpaceEventType.LEFT_CLICK,
    );
    this.handler.setInputAction(() => this.apply({ type: 'finish' }), ScreenSpaceEventType.LEFT_DOUBLE_CLICK);
    this.handler.setInputAction(
      ({ endPosition }: ScreenSpaceEventHandler.MotionEvent) => this.move(endPosition.x, endPosition.y),
      ScreenSpaceEventType.MOUSE_MOVE,
    );
    window.addEventListener('keydown', this.onKeyDown, true);
    controller.setUndo(() => this.points.length > 0 && this.apply({ type: 'undo' }));
    widget.canvas.style.cursor = 'crosshair';
    hint.tell(0, null);
  }

  destroy(): void {
    const { widget, controller, hint } = this.options;
    window.removeEventListener('keydown', this.onKeyDown, true);
    controller.setUndo(null);
    hint.hide();
    this.handler.destroy();
    this.stopDrawing();
    this.options.band.setAttribute('points', '');
    if (widget.isDestroyed()) return;
    for (const entity of this.drawn) widget.entities.remove(entity);
    widget.canvas.style.cursor = '';
    widget.scene.requestRender();
  }

  private band(): Cartesian3[] {
    const placed = this.points.map(toEcef);
    const open = this.cursorEcef === null ? placed : [...placed, this.cursorEcef];
    const [first] = open;
    const closes = this.options.tool === 'measure-area' && first !== undefined && open.length > 2;
    return closes ? [...open, first] : open;
  }

  /** On the screen, not in the scene: a line that runs behind a roof is still to be seen while it is drawn. */
  private drawBand(): void {
    const { scene } = this.options.widget;
    const corners = this.band().map((positionEcef) =>
      SceneTransforms.worldToWindowCoordinates(scene, positionEcef),
    );
    const texts = corners.map((corner) => (corner === undefined ? '' : `${corner.x},${corner.y}`));
    this.options.band.setAttribute('points', texts.join(' '));
  }

  private apply(event: MeasureEvent): boolean {
    const { tool, toGrid, hint, onMeasure, onToolEnd } = this.options;
    const step = measureStep(tool, this.points, event, toGrid);
    this.points = step.points;
    if (step.finished) {
      onMeasure(measurementOf(tool, crypto.randomUUID(), this.points, toGrid));
      this.points = [];
      this.cursorEcef = null;
    }
    this.redraw();
    hint.tell(this.points.length, step.refusal);
    if (step.ended) onToolEnd();
    return !step.ended;
  }

  private redraw(): void {
    const { widget } = this.options;
    for (const entity of this.drawn) widget.entities.remove(entity);
    this.drawn = this.points.map((point) => widget.entities.add(pointEntity(toEcef(point))));
    widget.scene.requestRender();
  }

  private click(x: number, y: number): void {
    const atMs = performance.now();
    const again =
      Math.hypot(x - this.lastClick.x, y - this.lastClick.y) < SAME_PX &&
      atMs - this.lastClick.atMs < SAME_MS;
    this.lastClick = { x, y, atMs };
    if (again) return;
    const surface = this.options.controller.surfaceAt(x, y);
    if (surface === null) this.options.hint.tell(this.points.length, 'no-surface');
    else this.apply({ type: 'point', position: surface });
  }

  private move(x: number, y: number): void {
    const { widget, controller, hint } = this.options;
    hint.follow(x, y, widget.canvas.clientWidth);
    if (this.points.length === 0 || performance.now() - this.askedAtMs < CURSOR_EVERY_MS) return;
    this.askedAtMs = performance.now();
    const surface = controller.surfaceAt(x, y);
    this.cursorEcef = surface === null ? null : toEcef(surface);
    widget.scene.requestRender();
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const { target } = event;
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    const undo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey);
    const back = event.key === 'Escape' || undo;
    if (!back && event.key !== 'Enter') return;
    // Enter on a button presses the button
    if (event.key === 'Enter' && target instanceof HTMLButtonElement) return;
    event.preventDefault();
    event.stopPropagation();
    this.apply({ type: back ? 'undo' : 'finish' });
  };
}
