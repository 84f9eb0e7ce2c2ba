/** Accounts in one durable file; the database may lose a power cut, who may sign in must not. */
import { z } from 'zod';
import { AccountSummarySchema, type AccountSummary } from '../../contracts/accounts.ts';
import type { TokenClaims } from '../../contracts/identity.ts';
import { RIGHTS_OF_ROLE } from '../../contracts/identity.ts';
import { err, ok, type CodedError, type Result } from '../../contracts/result.ts';
import { readTextIfPresent, writeFileDurably } from '../durable-file.ts';
import { createInTurn } from '../in-turn.ts';
import { PasswordHashSchema } from './passwords.ts';

const AccountSchema = AccountSummarySchema.extend({
  password: PasswordHashSchema,
  createdAtUtcMs: z.number(),
  passwordChangedAtUtcMs: z.number(),
});
export type Account = z.infer<typeof AccountSchema>;

const AccountsFileSchema = z.object({ version: z.literal(1), accounts: z.array(AccountSchema) });

export interface AccountStore {
  /** True when the file did not exist when the store was opened. */
  readonly isNew: boolean;
  readonly find: (account: string) => Account | null;
  readonly list: () => readonly Account[];
  /** Durable when it resolves. Errors: `account-exists`. */
  readonly add: (accounts: readonly Account[]) => Promise<Result<null, CodedError>>;
  /** Durable when it resolves. Errors: `account-unknown`. */
  readonly change: (account: string, change: Partial<Account>) => Promise<Result<Account, CodedError>>;
}

/** Throws when the file exists and is broken: starting with no accounts would print new credentials. */
export async function openAccountStore(path: string): Promise<AccountStore> {
  const text = await readTextIfPresent(path);
  const stored = text === null ? [] : AccountsFileSchema.parse(JSON.parse(text)).accounts;
  let accounts: ReadonlyMap<string, Account> = new Map(stored.map((account) => [account.account, account]));
  const inTurn = createInTurn();

  async function replace(next: ReadonlyMap<string, Account>): Promise<void> {
    await writeFileDurably(
      path,
      `${JSON.stringify({ version: 1, accounts: [...next.values()] }, null, 2)}\n`,
    );
    accounts = next;
  }

  return {
    isNew: text === null,
    find: (account) => accounts.get(account) ?? null,
    list: () => [...accounts.values()],
    add: (added) =>
      inTurn(async () => {
        const taken = added.find(({ account }) => accounts.has(account));
        if (taken)
          return err({ code: 'account-exists', message: `account: ${taken.account} exists already` });
        await replace(
          new Map([...accounts, ...added.map((account): [string, Account] => [account.account, account])]),
        );
        return ok(null);
      }),
    change: (name, change) =>
      inTurn(async () => {
        const before = accounts.get(name);
        if (!before) return err({ code: 'account-unknown', message: `account: there is no account ${name}` });
        const after = { ...before, ...change };
        await replace(new Map([...accounts, [name, after]]));
        return ok(after);
      }),
  };
}

export function summaryOf({ account, name, organisation, role, disabled }: Account): AccountSummary {
  return { account, name, organisation, role, disabled };
}

export function claimsOf(account: Account, session: { id: string; expiresAtUtcMs: number }): TokenClaims {
  return {
    sub: account.account,
    name: account.name,
    organisation: account.organisation,
    role: account.role,
    rights: [...RIGHTS_OF_ROLE[account.role]],
    session: session.id,
    sessionExpiresAtUtcMs: session.expiresAtUtcMs,
  };
}
