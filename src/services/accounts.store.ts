/** Accounts, for whoever manages them. An issued password stays until it has been handed over; it is told this once. */
import './zod-jitless.ts';
import type { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import {
  AccountListSchema,
  AccountSummarySchema,
  IssuedPasswordSchema,
  type AccountSummary,
  type ChangeAccountSchema,
  type CreateAccountSchema,
  type IssuedPassword,
} from '../../contracts/accounts.ts';
import type { Result } from '../../contracts/result.ts';
import { requestJson, requestNothing, type HttpFailure } from './http.ts';

export type NewAccount = z.input<typeof CreateAccountSchema>;
type AccountChange = z.input<typeof ChangeAccountSchema>;

export interface AccountsState {
  /** null: not read yet */
  readonly accounts: readonly AccountSummary[] | null;
  readonly failure: HttpFailure | null;
  readonly issued: IssuedPassword | null;
}

export const accountsStore = createStore<AccountsState>(() => ({
  accounts: null,
  failure: null,
  issued: null,
}));

const pathOf = (account: string): string => `/api/accounts/${encodeURIComponent(account)}`;

export async function loadAccounts(): Promise<void> {
  const answer = await requestJson(AccountListSchema, '/api/accounts');
  if (answer.ok) accountsStore.setState({ accounts: answer.value.accounts, failure: null });
  else accountsStore.setState({ failure: answer.error });
}

/** Errors: `account-exists` (409), `organisation-unknown`, `body-invalid`. */
export async function createAccount(account: NewAccount): Promise<Result<IssuedPassword, HttpFailure>> {
  const answer = await requestJson(IssuedPasswordSchema, '/api/accounts', { method: 'POST', body: account });
  if (answer.ok) {
    accountsStore.setState({ issued: answer.value });
    await loadAccounts();
  }
  return answer;
}

/** Errors: `account-in-use` (409) for disabling or demoting oneself, `account-unknown`. */
export async function changeAccount(
  account: string,
  change: AccountChange,
): Promise<Result<AccountSummary, HttpFailure>> {
  const answer = await requestJson(AccountSummarySchema, pathOf(account), { method: 'PATCH', body: change });
  if (answer.ok) {
    accountsStore.setState(({ accounts }) => ({
      accounts: accounts?.map((each) => (each.account === account ? answer.value : each)) ?? null,
    }));
  }
  return answer;
}

export async function resetPassword(account: string): Promise<Result<IssuedPassword, HttpFailure>> {
  const answer = await requestJson(IssuedPasswordSchema, `${pathOf(account)}/password`, { method: 'POST' });
  if (answer.ok) accountsStore.setState({ issued: answer.value });
  return answer;
}

export function endSessions(account: string): Promise<Result<null, HttpFailure>> {
  return requestNothing(`${pathOf(account)}/sessions`, { method: 'DELETE' });
}

export const forgetIssued = (): void => accountsStore.setState({ issued: null });
