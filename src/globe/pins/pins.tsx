/** Binds the pins to selection and hover, which the whole client shares. */
import { ScreenSpaceEventHandler, ScreenSpaceEventType } from 'cesium';
import { useEffect, useRef, useState } from 'react';
import { useGlobe } from '../globe-context.ts';
import type { GlobeProps } from '../globe-port.ts';
import { CameraSight } from './camera-sight.tsx';
import type { PinHit } from './pin-board.ts';
import { PinBoard } from './pin-board.ts';

const CLUSTER_ZOOM = 0.4;
/** Closer than this a cluster cannot be pulled apart by flying: its leader is picked. */
const CLOSEST_CLUSTER_M = 40;
const HOVER_EVERY_MS = 50;

type PinsProps = Pick<
  GlobeProps,
  'district' | 'pins' | 'selectedPinId' | 'hoveredPinId' | 'onPick' | 'onHover' | 'placing' | 'tool'
>;
type Latest = Pick<GlobeProps, 'onPick' | 'onHover' | 'placing' | 'tool'>;

function usePinBoard(geoidUndulationM: number): PinBoard {
  const controller = useGlobe();
  const [board] = useState(() => new PinBoard(controller, geoidUndulationM));
  useEffect(() => {
    board.attach();
    return () => board.detach();
  }, [board]);
  return board;
}

function usePointer(board: PinBoard, latest: React.RefObject<Latest>): void {
  const controller = useGlobe();
  useEffect(() => {
    const { canvas } = controller.scene;
    const handler = new ScreenSpaceEventHandler(canvas);
    const pick = ({ leader, count }: PinHit): void => {
      const { rangeM } = controller.view();
      if (count === 1 || rangeM < CLOSEST_CLUSTER_M) latest.current.onPick(leader.id);
      else controller.flyToPlace({ ...leader, rangeM: rangeM * CLUSTER_ZOOM });
    };
    handler.setInputAction(({ position }: ScreenSpaceEventHandler.PositionedEvent) => {
      const { tool, onPick, placing } = latest.current;
      if (tool !== 'none' || placing !== null) return;
      const hit = board.hit(position.x, position.y);
      if (hit === null) onPick(null);
      else pick(hit);
    }, ScreenSpaceEventType.LEFT_CLICK);
    let hoveredId: string | null = null;
    let askedAtMs = 0;
    handler.setInputAction(({ endPosition }: ScreenSpaceEventHandler.MotionEvent) => {
      if (performance.now() - askedAtMs < HOVER_EVERY_MS) return;
      askedAtMs = performance.now();
      const { tool, placing, onHover } = latest.current;
      const hit = tool === 'none' && placing === null ? board.hit(endPosition.x, endPosition.y) : null;
      canvas.style.cursor = tool !== 'none' || placing !== null ? 'crosshair' : hit ? 'pointer' : '';
      const nextId = hit?.count === 1 ? hit.leader.id : null;
      if (nextId === hoveredId) return;
      hoveredId = nextId;
      onHover(nextId);
    }, ScreenSpaceEventType.MOUSE_MOVE);
    return () => handler.destroy();
  }, [board, controller, latest]);
}

export function Pins(props: PinsProps) {
  const { district, pins, selectedPinId, hoveredPinId, onPick, onHover, placing, tool } = props;
  const board = usePinBoard(district.geoid.geoidUndulationM);
  const latest = useRef<Latest>({ onPick, onHover, placing, tool });
  useEffect(() => {
    latest.current = { onPick, onHover, placing, tool };
  });
  useEffect(() => board.setPins(pins), [board, pins]);
  useEffect(() => board.emphasise(selectedPinId, hoveredPinId), [board, selectedPinId, hoveredPinId]);
  usePointer(board, latest);
  const selected = pins.find((pin) => pin.id === selectedPinId);
  return selected?.sight === undefined ? null : <CameraSight pin={selected} sight={selected.sight} />;
}
