/** The client: sign-in first, then the frame with the workspaces of the account. */
import './services/zod-jitless.ts';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { AlarmAnnouncer } from './features/duty/alarm-announcer.tsx';
import { SearchBox } from './features/search/search-box.tsx';
import { SignInPage } from './features/sign-in/sign-in-page.tsx';
import { readViewAddress } from './globe/view-address.ts';
import { startI18n } from './i18n/i18n.ts';
import { loadCases } from './services/cases.store.ts';
import { districtStore, loadDistrict } from './services/district.store.ts';
import { startLive, stopLive } from './services/mqtt-client.ts';
import { loadRegister } from './services/registers.store.ts';
import { restoreSession, sessionStore } from './services/session.store.ts';
import './styles/base.css';
import './styles/frame.css';
import './styles/panels.css';
import './styles/phone.css';
import { Frame } from './ui/frame/frame.tsx';
import { openMap } from './ui/map.store.ts';
import { ErrorNote, LoadingNote } from './ui/parts/notes.tsx';
import type { Thing } from './ui/selection.store.ts';
import { enterAs, type Workspace } from './ui/shell.store.ts';
import { useTheme } from './ui/use-theme.ts';
import { useRight, useSelection, useSession, useShell } from './ui/use-store.ts';

startI18n();
void restoreSession();

const DutyPanel = lazy(() =>
  import('./features/duty/duty-panel.tsx').then((module) => ({ default: module.DutyPanel })),
);
const DeviceSheet = lazy(() =>
  import('./features/duty/device-sheet.tsx').then((module) => ({ default: module.DeviceSheet })),
);
const CasesPanel = lazy(() =>
  import('./features/cases/cases-panel.tsx').then((module) => ({ default: module.CasesPanel })),
);
const CaseSheet = lazy(() =>
  import('./features/cases/case-sheet.tsx').then((module) => ({ default: module.CaseSheet })),
);
const PlanningPanel = lazy(() =>
  import('./features/planning/planning-panel.tsx').then((module) => ({ default: module.PlanningPanel })),
);
const PlanSheet = lazy(() =>
  import('./features/planning/plan-sheet.tsx').then((module) => ({ default: module.PlanSheet })),
);
const SightDrawer = lazy(() =>
  import('./features/planning/sight/sight-drawer.tsx').then((module) => ({ default: module.SightDrawer })),
);
const InspectionPanel = lazy(() =>
  import('./features/inspection/inspection-panel.tsx').then((module) => ({
    default: module.InspectionPanel,
  })),
);

const AccountsPanel = lazy(() =>
  import('./features/accounts/accounts-panel.tsx').then((module) => ({ default: module.AccountsPanel })),
);

const PANELS: Readonly<Record<Workspace, () => ReactNode>> = {
  planning: () => <PlanningPanel />,
  inspection: () => <InspectionPanel />,
  duty: () => <DutyPanel />,
  cases: () => <CasesPanel />,
  accounts: () => <AccountsPanel />,
};

function sheetOf({ kind, id }: Thing): ReactNode {
  if (kind === 'case') return <CaseSheet id={id} />;
  if (kind === 'building' || kind === 'zone') return <PlanSheet key={id} kind={kind} id={id} />;
  return <DeviceSheet key={id} kind={kind} id={id} />;
}

function Workplace() {
  const { t } = useTranslation();
  const workspace = useShell((state) => state.workspace);
  const selected = useSelection((state) => state.selected);
  const loading = <LoadingNote text={t('shell.loadingPanel')} />;
  return (
    <>
      <Frame
        search={<SearchBox />}
        panel={<Suspense fallback={loading}>{PANELS[workspace]()}</Suspense>}
        drawer={
          workspace === 'planning' ? (
            <Suspense>
              <SightDrawer />
            </Suspense>
          ) : null
        }
        inspector={<Suspense fallback={loading}>{selected === null ? null : sheetOf(selected)}</Suspense>}
      />
      <AlarmAnnouncer />
    </>
  );
}

/** Everything a signed-in person needs from the server, in the order in which it shows. */
function useLoading(): void {
  const district = useStore(districtStore, (state) => state.district);
  const seesAlarms = useRight('alarms-read');
  const seesCases = useRight('cases-read');
  useEffect(() => {
    const { session } = sessionStore.getState();
    if (session !== null) enterAs(session.rights, session.role);
    void loadDistrict();
  }, []);
  useEffect(() => {
    if (district === null) return;
    void loadRegister(district, 'cameras');
    if (!seesAlarms) return;
    void loadRegister(district, 'covers');
    void loadRegister(district, 'stations');
  }, [district, seesAlarms]);
  useEffect(() => {
    if (seesCases) void loadCases();
  }, [seesCases]);
}

function SignedIn() {
  const { t } = useTranslation();
  const { district, failure } = useStore(districtStore);
  const expired = useSession((state) => state.status === 'expired');
  const seesAlarms = useRight('alarms-read');
  const seesCases = useRight('cases-read');
  const live = seesAlarms || seesCases;
  useLoading();
  useEffect(() => {
    if (!live || expired) return undefined;
    startLive();
    return stopLive;
  }, [live, expired]);
  if (failure !== null && district === null) {
    return (
      <div className="alone">
        <ErrorNote what={t('errors.what.district')} failure={failure} onRetry={() => void loadDistrict()} />
      </div>
    );
  }
  if (district === null) {
    return (
      <div className="alone">
        <LoadingNote text={t('shell.loadingDistrict')} />
      </div>
    );
  }
  return <Workplace />;
}

// The map begins with the layers of the link, or with the newest epoch, as soon as the manifest is in.
districtStore.subscribe((state, before) => {
  if (state.district !== null && before.district === null) {
    openMap(state.district, readViewAddress(location.hash));
  }
});

export function App() {
  useTheme();
  const status = useSession((state) => state.status);
  const inside = status === 'signed-in' || status === 'expired';
  return (
    <>
      {/* Hidden, not gone, when the session ends: what somebody was writing is still there afterwards. */}
      {inside ? (
        <div className="inside" inert={status === 'expired'} data-covered={status === 'expired'}>
          <SignedIn />
        </div>
      ) : null}
      {status === 'signed-in' ? null : <SignInPage />}
    </>
  );
}
