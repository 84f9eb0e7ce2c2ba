/** Pins kept in step with their sources, outside React: a burst of alarms is one recount. */
import { createStore } from 'zustand/vanilla';
import type { Pin, PinKind } from '../globe/globe-port.ts';
import { alarmsStore } from '../services/alarms.store.ts';
import { casesStore } from '../services/cases.store.ts';
import { registersStore } from '../services/registers.store.ts';
import { pinsOf } from './pins.ts';
import { selectionStore } from './selection.store.ts';
import { shellStore, type Workspace } from './shell.store.ts';

export interface PinsState {
  readonly pins: readonly Pin[];
}

export const pinsStore = createStore<PinsState>(() => ({ pins: [] }));

const KINDS: Readonly<Record<Workspace, ReadonlySet<PinKind>>> = {
  planning: new Set<PinKind>(['camera']),
  inspection: new Set<PinKind>(['case']),
  duty: new Set<PinKind>(['cover', 'station', 'camera', 'case']),
  cases: new Set<PinKind>(['case', 'cover']),
  accounts: new Set<PinKind>(),
};
/** Silence turns a pin offline without any message: look again once a minute. */
const RECOUNT_MS = 60_000;

function recount(): void {
  const { alarms, devices } = alarmsStore.getState();
  const sources = {
    registers: registersStore.getState().entries,
    alarms,
    devices,
    cases: casesStore.getState().cases,
    nowUtcMs: Date.now(),
    kinds: KINDS[shellStore.getState().workspace],
    selectedId: selectionStore.getState().selected?.id ?? null,
  };
  pinsStore.setState(({ pins }) => {
    const next = pinsOf(sources, pins);
    return { pins: next };
  });
}

/** Returns the way to stop. */
export function startPins(): () => void {
  let frame = 0;
  const later = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(recount);
  };
  const timer = setInterval(recount, RECOUNT_MS);
  const sources = [alarmsStore, casesStore, registersStore, shellStore, selectionStore];
  const stops = sources.map((store) => store.subscribe(later));
  recount();
  return () => {
    cancelAnimationFrame(frame);
    clearInterval(timer);
    for (const stop of stops) stop();
  };
}
