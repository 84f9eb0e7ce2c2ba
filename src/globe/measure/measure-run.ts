/** One run of one measuring tool: its points, its rubber band, its words. No React. */
import type { Cartesian3, CesiumWidget, Entity } from 'cesium';
import { SceneTransforms } from 'cesium';
import type { GlobeController } from '../camera/globe-controller.ts';
import type { Measurement, SurfacePosition } from '../globe-port.ts';
import { toEcef } from '../lla-cartesian.ts';
import type { GlobeTexts } from '../texts.ts';
import { PointAim } from '../tools/point-aim.ts';
import { pointEntity } from './measure-entities.ts';
import { hintKey, refusalKey, type Refusal } from './measure-hint.ts';
import type { ActiveTool, MeasureEvent, ToGrid } from './measure-state.ts';
import { measurementOf, measureStep } from './measure-state.ts';

export interface MeasureRunOptions {
  readonly controller: GlobeController;
  readonly widget: CesiumWidget;
  readonly tool: ActiveTool;
  readonly toGrid: ToGrid;
  readonly texts: GlobeTexts;
  readonly band: SVGPolylineElement;
  readonly onMeasure: (measurement: Measurement) => void;
  readonly onToolEnd: () => void;
}

const CURSOR_EVERY_MS = 40;

export class MeasureRun {
  private readonly options: MeasureRunOptions;
  private readonly aim: PointAim;
  private readonly stopDrawing: () => void;
  private points: readonly SurfacePosition[] = [];
  private cursorEcef: Cartesian3 | null = null;
  private drawn: Entity[] = [];
  private askedAtMs = 0;

  constructor(options: MeasureRunOptions) {
    this.options = options;
    const { widget, controller } = options;
    this.stopDrawing = widget.scene.postRender.addEventListener(() => this.drawBand());
    const undo = (): boolean => this.points.length > 0 && this.apply({ type: 'undo' });
    this.aim = new PointAim(widget, {
      point: (xPx, yPx) => this.point(xPx, yPx),
      move: (xPx, yPx) => this.move(xPx, yPx),
      finish: () => void this.apply({ type: 'finish' }),
      undo,
      end: () => options.onToolEnd(),
    });
    controller.setUndo(undo);
    this.tell(null);
  }

  destroy(): void {
    const { widget, controller } = this.options;
    controller.setUndo(null);
    this.aim.destroy();
    this.stopDrawing();
    this.options.band.setAttribute('points', '');
    if (widget.isDestroyed()) return;
    for (const entity of this.drawn) widget.entities.remove(entity);
    widget.scene.requestRender();
  }

  private tell(refusal: Refusal | null): void {
    const { texts, tool } = this.options;
    const key =
      refusal === null ? hintKey(tool, this.points.length, this.aim.isByKeyboard) : refusalKey(refusal);
    this.aim.hint.tell(texts[key], refusal !== null);
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
    const { tool, toGrid, onMeasure } = this.options;
    const step = measureStep(tool, this.points, event, toGrid);
    this.points = step.points;
    if (step.finished) {
      onMeasure(measurementOf(tool, crypto.randomUUID(), this.points, toGrid));
      this.points = [];
      this.cursorEcef = null;
    }
    this.redraw();
    this.tell(step.refusal);
    return true;
  }

  private redraw(): void {
    const { widget } = this.options;
    for (const entity of this.drawn) widget.entities.remove(entity);
    this.drawn = this.points.map((point) => widget.entities.add(pointEntity(toEcef(point))));
    widget.scene.requestRender();
  }

  private point(xPx: number, yPx: number): void {
    const surface = this.options.controller.surfaceAt(xPx, yPx);
    if (surface === null) this.tell('no-surface');
    else this.apply({ type: 'point', position: surface });
  }

  private move(xPx: number, yPx: number): void {
    if (this.points.length === 0 || performance.now() - this.askedAtMs < CURSOR_EVERY_MS) return;
    this.askedAtMs = performance.now();
    const surface = this.options.controller.surfaceAt(xPx, yPx);
    this.cursorEcef = surface === null ? null : toEcef(surface);
    this.options.widget.scene.requestRender();
  }
}
