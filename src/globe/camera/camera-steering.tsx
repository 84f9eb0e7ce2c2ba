/** Start, projection, keyboard, cursor and the handle for the rest of the client. */
import { ScreenSpaceEventHandler, ScreenSpaceEventType } from 'cesium';
import type { Ref } from 'react';
import { useEffect, useImperativeHandle } from 'react';
import { useGlobe } from '../globe-context.ts';
import type { CameraView, GlobeHandle, ProjectionMode } from '../globe-port.ts';
import { viewAfterKey } from './camera-keys.ts';

/** Reading the depth waits for the graphics card: a read-out needs no more than this. */
const CURSOR_EVERY_MS = 60;

function useCursorReading(): void {
  const controller = useGlobe();
  useEffect(() => {
    const { scene } = controller;
    const handler = new ScreenSpaceEventHandler(scene.canvas);
    let timer = 0;
    handler.setInputAction(({ endPosition }: ScreenSpaceEventHandler.MotionEvent) => {
      const { x, y } = endPosition;
      if (timer !== 0) return;
      timer = window.setTimeout(() => {
        timer = 0;
        if (!scene.isDestroyed()) controller.cursors.send(controller.surfaceAt(x, y));
      }, CURSOR_EVERY_MS);
    }, ScreenSpaceEventType.MOUSE_MOVE);
    const leave = (): void => controller.cursors.send(null);
    scene.canvas.addEventListener('pointerleave', leave);
    return () => {
      window.clearTimeout(timer);
      scene.canvas.removeEventListener('pointerleave', leave);
      handler.destroy();
    };
  }, [controller]);
}

function useKeyboard(): void {
  const controller = useGlobe();
  useEffect(() => {
    const { canvas } = controller.scene;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'h' || event.key === 'H' || event.key === 'Home') {
        event.preventDefault();
        controller.home();
        return;
      }
      const next = viewAfterKey(controller.view(), event);
      if (next === null) return;
      event.preventDefault();
      controller.place(next);
    };
    canvas.addEventListener('keydown', onKeyDown);
    return () => canvas.removeEventListener('keydown', onKeyDown);
  }, [controller]);
}

export function CameraSteering(props: {
  readonly handle: Ref<GlobeHandle> | undefined;
  readonly initialView: CameraView | undefined;
  readonly projection: ProjectionMode;
  readonly label: string;
}) {
  const controller = useGlobe();
  const { initialView, projection, label } = props;
  useEffect(() => {
    controller.place(initialView ?? controller.homeView());
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a later change of the prop is not a command to fly
  }, [controller]);
  useEffect(() => controller.setProjection(projection), [controller, projection]);
  useEffect(() => controller.nameCanvas(label), [controller, label]);
  useCursorReading();
  useKeyboard();
  useImperativeHandle(
    props.handle,
    (): GlobeHandle => ({
      flyToView: (view) => controller.flyToView(view),
      flyToPlace: (place) => controller.flyToPlace(place),
      flyToBounds: (bounds) => controller.flyToBounds(bounds),
      home: () => controller.home(),
      northUp: () => controller.northUp(),
      zoomIn: () => controller.zoom(true),
      zoomOut: () => controller.zoom(false),
      view: () => controller.view(),
      subscribeView: controller.views.subscribe,
      subscribeCursor: controller.cursors.subscribe,
      pickSurface: (longitudeDeg, latitudeDeg) => controller.pickSurface(longitudeDeg, latitudeDeg),
      markPlace: (place) => controller.marks.send(place),
      undoMeasurePoint: () => controller.undoMeasurePoint(),
    }),
    [controller],
  );
  return null;
}
