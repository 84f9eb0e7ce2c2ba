/** React's side of the stores. */
import { useStore } from 'zustand';
import { useTranslation } from 'react-i18next';
import { alarmsStore, type AlarmsState } from '../services/alarms.store.ts';
import { casesStore, type CasesState } from '../services/cases.store.ts';
import { districtStore } from '../services/district.store.ts';
import { liveStore, type LiveState } from '../services/live.store.ts';
import { registersStore, type RegistersState } from '../services/registers.store.ts';
import { mayDo, sessionStore, type SessionState } from '../services/session.store.ts';
import type { District } from '../../contracts/district.ts';
import type { Right } from '../../contracts/identity.ts';
import { mapStore, type MapState } from './map.store.ts';
import { selectionStore, type SelectionState } from './selection.store.ts';
import { shellStore, type ShellState } from './shell.store.ts';

export const useAlarms = <T>(pick: (state: AlarmsState) => T): T => useStore(alarmsStore, pick);
export const useCases = <T>(pick: (state: CasesState) => T): T => useStore(casesStore, pick);
export const useLive = <T>(pick: (state: LiveState) => T): T => useStore(liveStore, pick);
export const useRegisters = <T>(pick: (state: RegistersState) => T): T => useStore(registersStore, pick);
export const useSession = <T>(pick: (state: SessionState) => T): T => useStore(sessionStore, pick);
export const useMap = <T>(pick: (state: MapState) => T): T => useStore(mapStore, pick);
export const useSelection = <T>(pick: (state: SelectionState) => T): T => useStore(selectionStore, pick);
export const useShell = <T>(pick: (state: ShellState) => T): T => useStore(shellStore, pick);

export const useRight = (right: Right): boolean => useSession(({ session }) => mayDo(session, right));

/** Inside the frame the district is there: the frame is drawn only then. */
export function useDistrict(): District {
  const district = useStore(districtStore, (state) => state.district);
  if (district === null) throw new Error('the frame is drawn without a district');
  return district;
}

/** Text of the data in the language of the interface. */
export function useBilingual(): (text: string | { readonly zh: string; readonly en: string }) => string {
  const { i18n } = useTranslation();
  return (text) => (typeof text === 'string' ? text : i18n.language === 'en' ? text.en : text.zh);
}
