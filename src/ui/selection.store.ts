/** The one selection of the application, and what the pointer is on; rows, pins and search results all follow it. */
import { createStore } from 'zustand/vanilla';

export type ThingKind = 'cover' | 'station' | 'camera' | 'case' | 'building' | 'zone';
export interface Thing {
  readonly kind: ThingKind;
  readonly id: string;
}

export interface SelectionState {
  readonly selected: Thing | null;
  readonly hoveredId: string | null;
}

export const selectionStore = createStore<SelectionState>(() => ({ selected: null, hoveredId: null }));

export const select = (selected: Thing | null): void => selectionStore.setState({ selected });
export function hover(hoveredId: string | null): void {
  if (selectionStore.getState().hoveredId !== hoveredId) selectionStore.setState({ hoveredId });
}
