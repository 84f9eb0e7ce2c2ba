/** The divider between two epochs. It moves at the pointer's rate by itself; React hears of it when it rests. */
import type { Scene } from 'cesium';
import { useEffect, useRef } from 'react';
import { useGlobe } from './globe-context.ts';
import type { Swipe } from './globe-port.ts';

const KEY_STEP = 0.02;
const PAGE_STEP = 0.1;
const KEY_MOVES: Readonly<Record<string, number>> = {
  ArrowLeft: -KEY_STEP,
  ArrowDown: -KEY_STEP,
  ArrowRight: KEY_STEP,
  ArrowUp: KEY_STEP,
  PageDown: -PAGE_STEP,
  PageUp: PAGE_STEP,
  Home: -1,
  End: 1,
};

const clamp = (fraction: number): number => Math.max(0.02, Math.min(0.98, fraction));

function split(scene: Scene, divider: HTMLElement, fraction: number): void {
  scene.splitPosition = fraction;
  divider.style.left = `${fraction * 100}%`;
  divider.setAttribute('aria-valuenow', String(Math.round(fraction * 100)));
  scene.requestRender();
}

export function SwipeDivider(props: {
  readonly swipe: Swipe;
  readonly label: string;
  readonly leftName: string;
  readonly rightName: string;
  readonly onSwipe: (fraction: number) => void;
}) {
  const { scene } = useGlobe();
  const divider = useRef<HTMLDivElement>(null);
  const current = useRef(props.swipe.fraction);
  const { fraction } = props.swipe;

  const show = (next: number): void => {
    current.current = clamp(next);
    if (divider.current !== null) split(scene, divider.current, current.current);
  };
  useEffect(() => {
    current.current = clamp(fraction);
    if (divider.current !== null) split(scene, divider.current, current.current);
  }, [scene, fraction]);

  const onPointerMove = (event: React.PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = scene.canvas.getBoundingClientRect();
    if (width > 0) show((event.clientX - left) / width);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const move = KEY_MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    show(current.current + move);
    props.onSwipe(current.current);
  };
  return (
    <div
      ref={divider}
      className="ck-swipe"
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(fraction * 100)}
      aria-valuetext={`${props.leftName} | ${props.rightName}`}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onPointerUp={() => props.onSwipe(current.current)}
      onKeyDown={onKeyDown}
    >
      <span className="ck-swipe-name ck-swipe-left">{props.leftName}</span>
      <span className="ck-swipe-handle" aria-hidden="true">
        <svg viewBox="0 0 24 24" width="20" height="20">
          <path d="M9 6l-6 6 6 6M15 6l6 6-6 6" />
        </svg>
      </span>
      <span className="ck-swipe-name ck-swipe-right">{props.rightName}</span>
    </div>
  );
}
