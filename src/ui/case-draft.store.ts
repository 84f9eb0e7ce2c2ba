/** The case that somebody is writing: begun from an alarm, a place in the imagery or the list; kept until filed or discarded. */
import { createStore } from 'zustand/vanilla';
import type { FileCase } from '../../contracts/case.ts';
import { goToWorkspace } from './shell.store.ts';

export interface CaseDraft {
  /** the same for every try, so that a repeated submission is one case */
  readonly clientRequestId: string;
  readonly kind: FileCase['kind'];
  readonly title: string;
  readonly description: string;
  readonly longitudeDeg: number | null;
  readonly latitudeDeg: number | null;
  readonly orthometricHeightM: number | null;
  readonly area: string | null;
  readonly department: string | null;
  readonly alarmId: string | null;
  readonly occurredAtUtcMs: number;
}

export interface CaseDraftState {
  readonly draft: CaseDraft | null;
}

export const caseDraftStore = createStore<CaseDraftState>(() => ({ draft: null }));

const DEPARTMENT_OF: Readonly<Record<FileCase['kind'], string>> = {
  'illegal-construction': 'urban-management',
  cover: 'drainage',
  'street-trading': 'urban-management',
  water: 'ecology',
  other: 'urban-management',
};

export const departmentFor = (kind: FileCase['kind']): string => DEPARTMENT_OF[kind];

export function startCase(begin: Partial<CaseDraft>): void {
  const kind = begin.kind ?? 'illegal-construction';
  caseDraftStore.setState({
    draft: {
      clientRequestId: crypto.randomUUID(),
      kind,
      title: '',
      description: '',
      longitudeDeg: null,
      latitudeDeg: null,
      orthometricHeightM: null,
      area: null,
      department: departmentFor(kind),
      alarmId: null,
      occurredAtUtcMs: Date.now(),
      ...begin,
    },
  });
  goToWorkspace('cases');
}

export function changeDraft(change: Partial<CaseDraft>): void {
  caseDraftStore.setState(({ draft }) => ({ draft: draft === null ? null : { ...draft, ...change } }));
}

export const discardDraft = (): void => caseDraftStore.setState({ draft: null });
