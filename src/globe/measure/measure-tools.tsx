/** The measuring tools on the map: clicks become points, a hint goes with the cursor, results stay until removed. */
import type { Entity } from 'cesium';
import { CallbackProperty, Cartesian3, ScreenSpaceEventHandler, ScreenSpaceEventType } from 'cesium';
import { useEffect, useMemo, useRef } from 'react';
import { useCesium } from 'resium';
import { useGlobe } from '../globe-context.ts';
import type { GlobeProps, SurfacePosition } from '../globe-port.ts';
import { gridOf, toEcef } from '../lla-cartesian.ts';
import type { GlobeTexts } from '../texts.ts';
import { lineEntity, measurementEntities, pointEntity } from './measure-entities.ts';
import { MeasureHint } from './measure-hint.ts';
import type { ActiveTool } from './measure-state.ts';
import { measurementOf, measureStep } from './measure-state.ts';

interface MeasureToolsProps extends GlobeProps {
  readonly texts: GlobeTexts;
  readonly undo: React.RefObject<() => boolean>;
}

/** Clicks of a double-click come twice: the second says nothing new. */
const SAME_PX = 4;
const SAME_MS = 450;
const CURSOR_EVERY_MS = 40;

function useResults({ measurements, texts }: MeasureToolsProps): void {
  const { cesiumWidget } = useCesium();
  useEffect(() => {
    if (cesiumWidget === undefined) return undefined;
    const { entities, scene } = cesiumWidget;
    const drawn = measurements
      .flatMap((each) => measurementEntities(each, texts))
      .map((each) => entities.add(each));
    scene.requestRender();
    return () => {
      if (cesiumWidget.isDestroyed()) return;
      for (const entity of drawn) entities.remove(entity);
      scene.requestRender();
    };
  }, [cesiumWidget, measurements, texts]);
}

/** One run of one tool: its points, its rubber band, its listeners. */
function useRunningTool(
  tool: ActiveTool | null,
  props: MeasureToolsProps,
  hintElement: React.RefObject<HTMLDivElement | null>,
): void {
  const controller = useGlobe();
  const { cesiumWidget } = useCesium();
  const { district, texts, undo } = props;
  const toGrid = useMemo(() => gridOf(district), [district]);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const element = hintElement.current;
    if (tool === null || cesiumWidget === undefined || element === null) return undefined;
    const { scene, entities } = cesiumWidget;
    const hint = new MeasureHint(element, tool, texts);
    let points: readonly SurfacePosition[] = [];
    let cursorEcef: Cartesian3 | null = null;
    let drawn: Entity[] = [];
    const band = (): Cartesian3[] => {
      const placed = points.map(toEcef);
      const open = cursorEcef === null ? placed : [...placed, cursorEcef];
      const [first] = open;
      return tool === 'measure-area' && first !== undefined && open.length > 2 ? [...open, first] : open;
    };
    const bandOptions = lineEntity([]);
    const rubber = entities.add(bandOptions);
    if (rubber.polyline !== undefined) rubber.polyline.positions = new CallbackProperty(band, false);
    const redraw = (): void => {
      for (const entity of drawn) entities.remove(entity);
      drawn = points.map((point) => entities.add(pointEntity(toEcef(point))));
      hint.tell(points.length, null);
      scene.requestRender();
    };
    const apply = (event: Parameters<typeof measureStep>[2]): boolean => {
      const step = measureStep(tool, points, event, toGrid);
      points = step.points;
      if (step.finished) {
        latest.current.onMeasure(measurementOf(tool, crypto.randomUUID(), points, toGrid));
        points = [];
        cursorEcef = null;
      }
      if (step.ended) latest.current.onToolEnd();
      redraw();
      if (step.refusal !== null) hint.tell(points.length, step.refusal);
      return !step.ended;
    };
    undo.current = () => points.length > 0 && apply({ type: 'undo' });

    const handler = new ScreenSpaceEventHandler(scene.canvas);
    let lastClick = { x: -99, y: -99, atMs: 0 };
    handler.setInputAction(({ position }: ScreenSpaceEventHandler.PositionedEvent) => {
      const { x, y } = position;
      const atMs = performance.now();
      const again = Math.hypot(x - lastClick.x, y - lastClick.y) < SAME_PX && atMs - lastClick.atMs < SAME_MS;
      lastClick = { x, y, atMs };
      if (again) return;
      const surface = controller.surfaceAt(x, y);
      if (surface === null) hint.tell(points.length, 'no-surface');
      else apply({ type: 'point', position: surface });
    }, ScreenSpaceEventType.LEFT_CLICK);
    handler.setInputAction(() => apply({ type: 'finish' }), ScreenSpaceEventType.LEFT_DOUBLE_CLICK);
    let askedAtMs = 0;
    handler.setInputAction(({ endPosition }: ScreenSpaceEventHandler.MotionEvent) => {
      hint.follow(endPosition.x, endPosition.y, scene.canvas.clientWidth);
      if (points.length === 0 || performance.now() - askedAtMs < CURSOR_EVERY_MS) return;
      askedAtMs = performance.now();
      const surface = controller.surfaceAt(endPosition.x, endPosition.y);
      cursorEcef = surface === null ? null : toEcef(surface);
      scene.requestRender();
    }, ScreenSpaceEventType.MOUSE_MOVE);
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const back =
        event.key === 'Escape' || (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey));
      if (!back && event.key !== 'Enter') return;
      // Enter on a button presses the button
      if (event.key === 'Enter' && event.target instanceof HTMLButtonElement) return;
      event.preventDefault();
      event.stopPropagation();
      apply({ type: back ? 'undo' : 'finish' });
    };
    window.addEventListener('keydown', onKeyDown, true);
    scene.canvas.style.cursor = 'crosshair';
    hint.tell(0, null);
    return () => {
      window.removeEventListener('keydown', onKeyDown, true);
      undo.current = () => false;
      hint.hide();
      handler.destroy();
      if (cesiumWidget.isDestroyed()) return;
      for (const entity of [rubber, ...drawn]) entities.remove(entity);
      scene.canvas.style.cursor = '';
      scene.requestRender();
    };
  }, [tool, controller, cesiumWidget, toGrid, texts, undo, hintElement]);
}

export function MeasureTools(props: MeasureToolsProps) {
  const hintElement = useRef<HTMLDivElement>(null);
  useResults(props);
  useRunningTool(props.tool === 'none' ? null : props.tool, props, hintElement);
  return <div ref={hintElement} className="ck-hint" role="status" hidden />;
}
