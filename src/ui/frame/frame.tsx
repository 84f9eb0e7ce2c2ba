/** The frame: bar, rail, panel, map, inspector. On a phone the panel is a sheet over the map with three stops. */
import { useRef, type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { retryLive } from '../../services/mqtt-client.ts';
import { MapArea } from '../map-area.tsx';
import { Icon } from '../parts/icon.tsx';
import { CrashBoundary } from '../parts/notes.tsx';
import { select } from '../selection.store.ts';
import {
  PANEL_MAX_PX,
  PANEL_MIN_PX,
  setPanelOpen,
  setPanelWidth,
  shellStore,
  type SheetStop,
} from '../shell.store.ts';
import { clockTime } from '../times.ts';
import { useLive, useSelection, useShell } from '../use-store.ts';
import { Rail } from './rail.tsx';
import { ShortcutList, useShortcuts } from './shortcuts.tsx';
import { TopBar } from './top-bar.tsx';

const RAIL_PX = 56;
const STEP_PX = 16;
const STOPS: readonly SheetStop[] = ['low', 'half', 'high'];

function Splitter({ widthPx }: { widthPx: number }) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key];
    if (step !== undefined) setPanelWidth(widthPx + step);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) setPanelWidth(event.clientX - RAIL_PX);
  };
  return (
    <div
      className="splitter"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('shell.panelWidth')}
      aria-valuenow={widthPx}
      aria-valuemin={PANEL_MIN_PX}
      aria-valuemax={PANEL_MAX_PX}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  );
}

/** Drag it, tap it, or use the arrow keys. */
function SheetHandle() {
  const { t } = useTranslation();
  const stop = useShell((state) => state.sheetStop);
  const beganAt = useRef<number | null>(null);
  const go = (by: number): void => {
    const next = STOPS[Math.min(2, Math.max(0, STOPS.indexOf(stop) + by))];
    if (next !== undefined) shellStore.setState({ sheetStop: next });
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (beganAt.current === null) return;
    const movedPx = event.clientY - beganAt.current;
    beganAt.current = null;
    if (movedPx < -12) go(movedPx < -260 ? 2 : 1);
    else if (movedPx > 12) go(movedPx > 260 ? -2 : -1);
    else if (stop === 'high') go(-1);
    else go(1);
  };
  return (
    <button
      type="button"
      className="sheet-handle"
      aria-label={t(stop === 'high' ? 'shell.sheet.lower' : 'shell.sheet.raise')}
      onPointerDown={(event) => {
        beganAt.current = event.clientY;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={onPointerUp}
      onKeyDown={(event) => {
        if (event.key === 'ArrowUp' || event.key === 'Enter') go(1);
        if (event.key === 'ArrowDown') go(-1);
      }}
    >
      <span />
    </button>
  );
}

function LiveBanner() {
  const { t } = useTranslation();
  const { status, lostAtUtcMs } = useLive((state) => state);
  if (status !== 'offline') return null;
  return (
    <div className="live-banner" role="alert">
      <b>{t('shell.offline.title')}</b>
      <span>{t('shell.offline.body', { time: lostAtUtcMs === null ? '–' : clockTime(lostAtUtcMs) })}</span>
      <button type="button" className="button" onClick={retryLive}>
        {t('shell.offline.retry')}
      </button>
    </div>
  );
}

interface FrameProps {
  readonly panel: ReactNode;
  /** what the inspector shows of the selection */
  readonly inspector: ReactNode;
  readonly search: ReactNode;
  /** under the map, only while it says something */
  readonly drawer: ReactNode;
}

function Inspector({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const helpOpen = useShell((state) => state.helpOpen);
  return (
    <aside className="inspector" aria-label={t('shell.inspector')}>
      <SheetHandle />
      <div className="inspector-bar">
        <button
          type="button"
          className="button-bare"
          onClick={() => (helpOpen ? shellStore.setState({ helpOpen: false }) : select(null))}
        >
          <Icon name="close" />
          <span className="inspector-close-word">{t('shell.closeInspector')}</span>
        </button>
      </div>
      <div className="scroll">{helpOpen ? <ShortcutList /> : <CrashBoundary>{children}</CrashBoundary>}</div>
    </aside>
  );
}

export function Frame({ panel, inspector, search, drawer }: FrameProps) {
  const { t } = useTranslation();
  const { workspace, panelOpen, panelWidthPx, sheetStop, helpOpen } = useShell((state) => state);
  const selected = useSelection((state) => state.selected);
  const inspecting = selected !== null || helpOpen;
  useShortcuts();
  const style: CSSProperties & Record<'--panel-width', string> = { '--panel-width': `${panelWidthPx}px` };
  return (
    <div
      className="frame"
      data-panel={panelOpen}
      data-inspector={inspecting}
      data-stop={sheetStop}
      style={style}
    >
      <a className="skip-link" href="#panel">
        {t('shell.skipToPanel')}
      </a>
      <TopBar search={search} />
      <Rail />
      {panelOpen ? (
        <section
          className="panel"
          id="panel"
          tabIndex={-1}
          aria-label={t(`shell.workspaceTitle.${workspace}`)}
        >
          <SheetHandle />
          <div className="panel-bar">
            <h2>{t(`shell.workspace.${workspace}`)}</h2>
            <button
              type="button"
              className="button-bare panel-close"
              aria-label={t('shell.closePanel')}
              title={`${t('shell.closePanel')} (\\)`}
              onClick={() => setPanelOpen(false)}
            >
              <Icon name="close" />
            </button>
          </div>
          <CrashBoundary key={workspace}>{panel}</CrashBoundary>
          <Splitter widthPx={panelWidthPx} />
        </section>
      ) : null}
      <div className="map-and-drawer">
        <main className="map" id="map" aria-label={t('shell.map')}>
          <MapArea />
          <LiveBanner />
        </main>
        {drawer}
      </div>
      {inspecting ? <Inspector>{inspector}</Inspector> : null}
    </div>
  );
}
