import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import { goToWorkspace, setPanelOpen, shellStore, workspacesFor, WORKSPACES } from '../shell.store.ts';
import { useSession, useShell } from '../use-store.ts';

export function Rail() {
  const { t } = useTranslation();
  const workspace = useShell((state) => state.workspace);
  const panelOpen = useShell((state) => state.panelOpen);
  const rights = useSession(({ session }) => session?.rights) ?? [];
  const allowed = workspacesFor(rights);
  return (
    <nav className="rail" aria-label={t('shell.workspaces')}>
      {allowed.map((each) => (
        <button
          key={each}
          type="button"
          className="rail-item"
          aria-current={each === workspace ? 'page' : undefined}
          title={`${t(`shell.workspaceTitle.${each}`)} (${WORKSPACES.indexOf(each) + 1})`}
          onClick={() =>
            each === workspace && panelOpen && !shellStore.getState().helpOpen
              ? setPanelOpen(false)
              : goToWorkspace(each)
          }
        >
          <Icon name={each} sizePx={20} />
          <span>{t(`shell.workspace.${each}`)}</span>
        </button>
      ))}
      <span className="rail-space" />
      <button
        type="button"
        className="rail-item rail-panel"
        aria-expanded={panelOpen}
        title={`${t(panelOpen ? 'shell.closePanel' : 'shell.openPanel')} (\\)`}
        onClick={() => setPanelOpen(!panelOpen)}
      >
        <Icon name="panel" sizePx={20} />
        <span>{t('shell.panel')}</span>
      </button>
      <button
        type="button"
        className="rail-item rail-help"
        aria-expanded={shellStore.getState().helpOpen}
        title={`${t('shell.shortcuts.title')} (?)`}
        onClick={() => shellStore.setState(({ helpOpen }) => ({ helpOpen: !helpOpen }))}
      >
        <Icon name="help" sizePx={20} />
        <span>?</span>
      </button>
    </nav>
  );
}
