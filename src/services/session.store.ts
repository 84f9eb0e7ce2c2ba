/** Who is signed in. `expired` keeps the account: the same person comes back to what they were doing. */
import { createStore } from 'zustand/vanilla';
import { SessionSchema, type Right, type Session } from '../../contracts/identity.ts';
import type { Result } from '../../contracts/result.ts';
import { onUnauthorised, requestJson, requestNothing, type HttpFailure } from './http.ts';

export interface SessionState {
  readonly status: 'asking' | 'unreachable' | 'signed-out' | 'signed-in' | 'expired';
  readonly session: Session | null;
  readonly failure: HttpFailure | null;
}

export const sessionStore = createStore<SessionState>(() => ({
  status: 'asking',
  session: null,
  failure: null,
}));

/** setTimeout counts in 32 bits. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
let expiryTimer: ReturnType<typeof setTimeout> | undefined;

function expire(): void {
  const { status } = sessionStore.getState();
  if (status === 'signed-in') sessionStore.setState({ status: 'expired' });
}

onUnauthorised(expire);

function enter(session: Session): void {
  clearTimeout(expiryTimer);
  const leftMs = Math.max(0, session.expiresAtUtcMs - Date.now());
  if (leftMs < LONGEST_TIMEOUT_MS) expiryTimer = setTimeout(expire, leftMs);
  sessionStore.setState({ status: 'signed-in', session, failure: null });
}

/** Asks the server whether this browser is signed in already. */
export async function restoreSession(): Promise<void> {
  const answer = await requestJson(SessionSchema, '/api/session', { ignoreUnauthorised: true });
  if (answer.ok) {
    enter(answer.value);
  } else if (answer.error.status === 401 || answer.error.status === 204) {
    sessionStore.setState({ status: 'signed-out', session: null, failure: null });
  } else {
    sessionStore.setState({ status: 'unreachable', failure: answer.error });
  }
}

export async function signIn(account: string, password: string): Promise<Result<Session, HttpFailure>> {
  const answer = await requestJson(SessionSchema, '/api/session', {
    method: 'POST',
    body: { account, password },
    ignoreUnauthorised: true,
  });
  if (answer.ok) {
    const before = sessionStore.getState().session;
    // Somebody else at the same desk: nothing that the first one had open may stay in memory.
    if (before !== null && before.account !== answer.value.account) globalThis.location.reload();
    else enter(answer.value);
  }
  return answer;
}

export async function signOut(): Promise<Result<null, HttpFailure>> {
  const answer = await requestNothing('/api/session', { method: 'DELETE', ignoreUnauthorised: true });
  // Reloading drops all that the session had loaded; 401 means that it was over already.
  if (answer.ok || answer.error.status === 401) globalThis.location.reload();
  return answer;
}

export function mayDo(session: Session | null, right: Right): boolean {
  return session?.rights.includes(right) ?? false;
}
