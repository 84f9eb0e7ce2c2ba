/** Compass, home, 2D/3D, underground and zoom, bottom right. The needle turns without React. */
import { useEffect, useRef } from 'react';
import { useGlobe } from '../globe-context.ts';
import type { ProjectionMode } from '../globe-port.ts';
import type { GlobeTexts } from '../texts.ts';

const PATHS = {
  home: 'M4 11l8-7 8 7M6.500 9.500V20h11V9.500M10 20v-6h4v6',
  below: 'M3 8h6M15 8h6M9 8v11a3 1.500 0 0 0 6 0V8M9 8a3 1.500 0 0 1 6 0M9 13a3 1.500 0 0 0 6 0',
  zoomIn: 'M12 5v14M5 12h14',
  zoomOut: 'M5 12h14',
} as const;

function Icon({ path }: { readonly path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

function Compass({ label }: { readonly label: string }) {
  const controller = useGlobe();
  const needle = useRef<SVGGElement>(null);
  useEffect(
    () =>
      controller.views.subscribe(({ headingDeg }) => {
        needle.current?.setAttribute('transform', `rotate(${(-headingDeg).toFixed(1)} 16 16)`);
      }),
    [controller],
  );
  return (
    <button
      type="button"
      className="ck-compass"
      aria-label={label}
      title={label}
      onClick={() => controller.northUp()}
    >
      <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
        <g ref={needle}>
          <path className="ck-compass-north" d="M16 4l5 12H11z" />
          <path className="ck-compass-south" d="M16 28l-5-12h10z" />
          <text x="16" y="14.500" textAnchor="middle" className="ck-compass-letter">
            N
          </text>
        </g>
      </svg>
    </button>
  );
}

export function MapControls(props: {
  readonly texts: GlobeTexts;
  readonly projection: ProjectionMode;
  readonly onProjection: (projection: ProjectionMode) => void;
  readonly underground: boolean;
  readonly onUnderground: (underground: boolean) => void;
}) {
  const controller = useGlobe();
  const { texts, projection, underground } = props;
  const flat = projection === '2d';
  const undergroundLabel = underground ? texts.undergroundOff : texts.undergroundOn;
  const projectionLabel = flat ? texts.to3d : texts.to2d;
  return (
    <div className="ck-controls" role="toolbar" aria-orientation="vertical" aria-label={texts.controls}>
      <Compass label={texts.northUp} />
      <button type="button" aria-label={texts.home} title={texts.home} onClick={() => controller.home()}>
        <Icon path={PATHS.home} />
      </button>
      <button
        type="button"
        className="ck-controls-word"
        aria-label={projectionLabel}
        title={projectionLabel}
        onClick={() => props.onProjection(flat ? '3d' : '2d')}
      >
        {flat ? '3D' : '2D'}
      </button>
      <button
        type="button"
        aria-label={undergroundLabel}
        title={undergroundLabel}
        aria-pressed={underground}
        onClick={() => props.onUnderground(!underground)}
      >
        <Icon path={PATHS.below} />
      </button>
      <div className="ck-controls-pair">
        <button
          type="button"
          aria-label={texts.zoomIn}
          title={texts.zoomIn}
          onClick={() => controller.zoom(true)}
        >
          <Icon path={PATHS.zoomIn} />
        </button>
        <button
          type="button"
          aria-label={texts.zoomOut}
          title={texts.zoomOut}
          onClick={() => controller.zoom(false)}
        >
          <Icon path={PATHS.zoomOut} />
        </button>
      </div>
    </div>
  );
}
