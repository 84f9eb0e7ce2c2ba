/** Keys of the frame, and the list of all keys. Keys with a letter are left alone while somebody types. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { cancelPlace, mapStore } from '../map.store.ts';
import { selectionStore } from '../selection.store.ts';
import { goToWorkspace, setPanelOpen, shellStore, workspacesFor, WORKSPACES } from '../shell.store.ts';
import { sessionStore } from '../../services/session.store.ts';

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** One step back, the nearest first. The measure tools take their own Esc. */
function stepBack(): void {
  const shell = shellStore.getState();
  const map = mapStore.getState();
  if (map.tool !== 'none') return;
  if (map.placing !== null) cancelPlace();
  else if (shell.helpOpen) shellStore.setState({ helpOpen: false });
  else if (selectionStore.getState().selected !== null) selectionStore.setState({ selected: null });
  else if (shell.panelOpen) setPanelOpen(false);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    shellStore.setState({ searchOpen: true });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') return stepBack();
  if (typing(event.target)) return;
  if (event.key === '?') shellStore.setState(({ helpOpen }) => ({ helpOpen: !helpOpen }));
  else if (event.key === '\\') setPanelOpen(!shellStore.getState().panelOpen);
  else {
    const wanted = WORKSPACES[Number(event.key) - 1];
    const rights = sessionStore.getState().session?.rights ?? [];
    if (wanted !== undefined && workspacesFor(rights).includes(wanted)) goToWorkspace(wanted);
  }
}

export function useShortcuts(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

const LIST = [
  ['Ctrl K', 'search'],
  ['1 – 5', 'workspace'],
  ['\\', 'panel'],
  ['↑ ↓', 'list'],
  ['Enter', 'open'],
  ['← →', 'swipe'],
  ['Esc', 'back'],
  ['?', 'help'],
] as const;

export function ShortcutList() {
  const { t } = useTranslation();
  return (
    <table className="shortcuts">
      <caption>{t('shell.shortcuts.title')}</caption>
      <tbody>
        {LIST.map(([keys, name]) => (
          <tr key={name}>
            <th scope="row">
              <kbd>{keys}</kbd>
            </th>
            <td>{t(`shell.shortcuts.${name}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
