/** Frame of the client: which workspace, what is open and how wide. Remembered per browser. */
import { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import type { Right } from '../../contracts/identity.ts';
import { readPreference, writePreference } from '../services/preferences.ts';

const WorkspaceSchema = z.enum(['planning', 'inspection', 'duty', 'cases', 'accounts']);
export type Workspace = z.infer<typeof WorkspaceSchema>;
export type ThemeChoice = 'auto' | 'light' | 'dark';
/** Stops of the sheet on a phone: a line, half the screen, most of it. */
export type SheetStop = 'low' | 'half' | 'high';

export const WORKSPACES: readonly Workspace[] = WorkspaceSchema.options;
const RIGHT_OF: Readonly<Record<Workspace, Right>> = {
  planning: 'plans-read',
  inspection: 'imagery-read',
  duty: 'alarms-read',
  cases: 'cases-read',
  accounts: 'accounts-manage',
};

export const PANEL_MIN_PX = 280;
export const PANEL_MAX_PX = 560;

export interface ShellState {
  readonly workspace: Workspace;
  readonly panelOpen: boolean;
  readonly panelWidthPx: number;
  readonly sheetStop: SheetStop;
  readonly themeChoice: ThemeChoice;
  readonly helpOpen: boolean;
  readonly searchOpen: boolean;
}

const clampWidth = (px: number): number => Math.round(Math.min(PANEL_MAX_PX, Math.max(PANEL_MIN_PX, px)));

export const shellStore = createStore<ShellState>(() => ({
  workspace: readPreference('workspace', WorkspaceSchema) ?? 'duty',
  panelOpen: readPreference('panel-open', z.boolean()) ?? true,
  panelWidthPx: clampWidth(readPreference('panel-width', z.number()) ?? 360),
  sheetStop: 'half',
  themeChoice: readPreference('theme', z.enum(['auto', 'light', 'dark'])) ?? 'auto',
  helpOpen: false,
  searchOpen: false,
}));

export function workspacesFor(rights: readonly Right[]): Workspace[] {
  return WORKSPACES.filter((workspace) => rights.includes(RIGHT_OF[workspace]));
}

/** The first screen of a role: its own work, not the first in the rail. */
export function enterAs(rights: readonly Right[], role: string): void {
  const allowed = workspacesFor(rights);
  const own: Readonly<Record<string, Workspace>> = {
    planner: 'planning',
    inspector: 'inspection',
    duty: 'duty',
    'case-officer': 'cases',
    administrator: 'accounts',
  };
  const remembered = readPreference('workspace', WorkspaceSchema);
  const wanted = [remembered, own[role], allowed[0]].find(
    (each) => each !== undefined && each !== null && allowed.includes(each),
  );
  if (wanted !== undefined && wanted !== null) shellStore.setState({ workspace: wanted });
}

export function goToWorkspace(workspace: Workspace): void {
  writePreference('workspace', workspace);
  shellStore.setState((state) => ({
    workspace,
    panelOpen: true,
    sheetStop: state.sheetStop === 'low' ? 'half' : state.sheetStop,
  }));
}

export function setPanelOpen(panelOpen: boolean): void {
  writePreference('panel-open', panelOpen);
  shellStore.setState({ panelOpen });
}

export function setPanelWidth(px: number): void {
  const panelWidthPx = clampWidth(px);
  writePreference('panel-width', panelWidthPx);
  shellStore.setState({ panelWidthPx });
}

export function setThemeChoice(themeChoice: ThemeChoice): void {
  writePreference('theme', themeChoice);
  shellStore.setState({ themeChoice });
}

/** Dark is the default where people sit at night. */
export function themeOf(state: Pick<ShellState, 'themeChoice' | 'workspace'>): 'dark' | 'light' {
  if (state.themeChoice !== 'auto') return state.themeChoice;
  return state.workspace === 'duty' ? 'dark' : 'light';
}
