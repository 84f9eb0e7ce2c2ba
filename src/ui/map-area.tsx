/** The map among the rest: stores in, picks out, the camera in the address bar. */
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Pin } from '../globe/globe-port.ts';
import { readViewAddress, writeViewAddress } from '../globe/view-address.ts';
import { DISTRICT_URL } from '../services/district.store.ts';
import { globe, onGlobe, setGlobe } from './globe-link.ts';
import { addMeasurement, mapStore, setTool } from './map.store.ts';
import { CrashBoundary, LoadingNote } from './parts/notes.tsx';
import { pinsStore, startPins } from './pins.store.ts';
import { hover, select, selectionStore } from './selection.store.ts';
import { themeOf } from './shell.store.ts';
import { useDistrict, useMap, useSelection, useShell } from './use-store.ts';

const Globe = lazy(() => import('../globe/globe.tsx').then((module) => ({ default: module.Globe })));

function usePins(): readonly Pin[] {
  useEffect(startPins, []);
  return useStore(pinsStore, (state) => state.pins);
}

const Readout = lazy(() => import('./readout.tsx').then((module) => ({ default: module.Readout })));

/** Camera and layers go into the address when they come to rest; no history entry for each. */
function useAddress(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = (): void => {
      const handle = globe();
      if (handle === null) return;
      const { layers, projection, swipe, underground } = mapStore.getState();
      const address = { view: handle.view(), projection, layers, swipe, underground };
      history.replaceState(null, '', writeViewAddress(location.hash, address));
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(write, 500);
    };
    let stopView = (): void => undefined;
    const stopGlobe = onGlobe((handle) => {
      stopView();
      stopView = handle?.subscribeView(later) ?? ((): void => undefined);
    });
    const stopMap = mapStore.subscribe(later);
    return () => {
      clearTimeout(timer);
      stopView();
      stopGlobe();
      stopMap();
    };
  }, []);
}

function pick(pins: readonly Pin[], id: string | null): void {
  const pin = pins.find((each) => each.id === id);
  const { selected } = selectionStore.getState();
  // A click on nothing lets go of a pin, not of a building or plot that was found by name.
  if (pin) select({ kind: pin.kind, id: pin.id });
  else if (selected !== null && pins.some((each) => each.id === selected.id)) select(null);
}

export function MapArea() {
  const { t, i18n } = useTranslation();
  const district = useDistrict();
  const pins = usePins();
  const map = useMap((state) => state);
  const theme = useShell(themeOf);
  const selectedId = useSelection(({ selected }) => selected?.id ?? null);
  const hoveredId = useSelection((state) => state.hoveredId);
  const initialView = useMemo(() => readViewAddress(location.hash).view, []);
  useAddress();
  return (
    <CrashBoundary>
      <Suspense fallback={<LoadingNote text={t('shell.loadingMap')} />}>
        <Globe
          ref={setGlobe}
          district={district}
          districtUrl={DISTRICT_URL}
          theme={theme}
          language={i18n.language === 'en' ? 'en' : 'zh'}
          layers={map.layers}
          pins={pins}
          selectedPinId={selectedId}
          hoveredPinId={hoveredId}
          onPick={(id) => pick(pins, id)}
          onHover={hover}
          placing={map.placing}
          swipe={map.swipe}
          onSwipe={(fraction) =>
            mapStore.setState(({ swipe }) => ({ swipe: swipe === null ? null : { ...swipe, fraction } }))
          }
          tool={map.tool}
          measurements={map.measurements}
          onMeasure={addMeasurement}
          onToolEnd={() => setTool('none')}
          sight={map.sight}
          underground={map.underground}
          onUnderground={(underground) => mapStore.setState({ underground })}
          projection={map.projection}
          onProjection={(projection) => mapStore.setState({ projection })}
          readout={<Readout />}
          {...(initialView === null ? {} : { initialView })}
        />
      </Suspense>
    </CrashBoundary>
  );
}
