/** Coordinates under the pointer in a frame that says its name; the text is written past React, at the pace of the pointer. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  coordinateReader,
  formatDeg,
  formatGridM,
  formatHeightM,
  gcj02Of,
  type CoordinateReadout,
} from '../globe/coordinate-readout.ts';
import { onGlobe } from './globe-link.ts';
import { useDistrict } from './use-store.ts';

const FRAMES = ['cgcs2000', 'grid', 'epsg4549', 'epsg4550', 'gcj02'] as const;
type Frame = (typeof FRAMES)[number];

function textOf(frame: Frame, readout: CoordinateReadout, east: string, north: string): string {
  if (frame === 'cgcs2000' || frame === 'gcj02') {
    const { longitudeDeg, latitudeDeg } = frame === 'gcj02' ? gcj02Of(readout.cgcs2000) : readout.cgcs2000;
    return `${formatDeg(longitudeDeg)}°, ${formatDeg(latitudeDeg)}°`;
  }
  const grid = { grid: readout.districtGrid, epsg4549: readout.epsg4549, epsg4550: readout.epsg4550 }[frame];
  return `${east} ${formatGridM(grid.eastingM)}  ${north} ${formatGridM(grid.northingM)}`;
}

export function Readout() {
  const { t } = useTranslation();
  const district = useDistrict();
  const read = useMemo(() => coordinateReader(district), [district]);
  const [frame, setFrame] = useState<Frame>('cgcs2000');
  const place = useRef<HTMLSpanElement>(null);
  const height = useRef<HTMLSpanElement>(null);
  const east = t('shell.readout.east');
  const north = t('shell.readout.north');
  useEffect(() => {
    let stopCursor = (): void => undefined;
    const stopGlobe = onGlobe((handle) => {
      stopCursor();
      stopCursor =
        handle?.subscribeCursor((position) => {
          if (place.current === null || height.current === null || position === null) return;
          const readout = read(position);
          place.current.textContent = textOf(frame, readout, east, north);
          height.current.textContent = `${formatHeightM(readout.orthometricHeightM)} m`;
        }) ?? ((): void => undefined);
    });
    return () => {
      stopCursor();
      stopGlobe();
    };
  }, [read, frame, east, north]);
  return (
    <div className="readout" aria-label={t('shell.readout.label')} role="group">
      <select
        aria-label={t('shell.readout.frame')}
        value={frame}
        onChange={(event) => setFrame(FRAMES.find((each) => each === event.target.value) ?? 'cgcs2000')}
      >
        {FRAMES.map((each) => (
          <option key={each} value={each}>
            {t(`shell.readout.${each}`)}
          </option>
        ))}
      </select>
      <span ref={place}>–</span>
      <span className="readout-datum">{t('shell.readout.datum')}</span>
      <span ref={height}>–</span>
    </div>
  );
}
