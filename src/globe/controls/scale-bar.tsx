/** Length on the ground at the middle of the picture. Drawn by subscription, without React. */
import { useEffect, useRef } from 'react';
import { useGlobe } from '../globe-context.ts';
import { scaleBarLength, scaleBarText } from './scale-bar-length.ts';

const ROOM_PX = 96;

export function ScaleBar({ label }: { readonly label: string }) {
  const controller = useGlobe();
  const bar = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      controller.views.subscribe((view) => {
        const length = scaleBarLength(controller.metresPerPx(view), ROOM_PX);
        if (bar.current === null || text.current === null || length === null) return;
        const { value, unit } = scaleBarText(length.lengthM);
        bar.current.style.width = `${length.widthPx.toFixed(1)}px`;
        text.current.textContent = `${value} ${unit}`;
      }),
    [controller],
  );
  return (
    <div className="ck-scale" role="img" aria-label={label}>
      <span ref={text} />
      <div ref={bar} className="ck-scale-bar" />
    </div>
  );
}
