/** State of the live connection. */
import { createStore } from 'zustand/vanilla';

export interface LiveState {
  readonly status: 'off' | 'connecting' | 'online' | 'offline';
  /** when the last connection was lost, null while it stands or never stood */
  readonly lostAtUtcMs: number | null;
}

export const liveStore = createStore<LiveState>(() => ({ status: 'off', lostAtUtcMs: null }));
