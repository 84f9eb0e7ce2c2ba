/** Making an account. The server makes the password; a refusal keeps what was typed. */
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CreateAccountSchema, type AccountSummary } from '../../../contracts/accounts.ts';
import { accountsStore, createAccount } from '../../services/accounts.store.ts';
import type { HttpFailure } from '../../services/http.ts';
import { ErrorNote } from '../../ui/parts/notes.tsx';
import { useDistrict } from '../../ui/use-store.ts';
import { AccountFields, Item, type AccountDraft } from './account-fields.tsx';

const isAccountName = (account: string): boolean =>
  CreateAccountSchema.shape.account.safeParse(account).success;

const isTaken = (known: readonly AccountSummary[], draft: AccountDraft): boolean =>
  known.some(({ account }) => account === draft.account.trim());

function useCreate(draft: AccountDraft, onDone: () => void) {
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    const account = { ...draft, account: draft.account.trim(), name: draft.name.trim() };
    const known = accountsStore.getState().accounts ?? [];
    const named = isAccountName(account.account) && !isTaken(known, draft);
    const lacking = !named ? 'account-name' : account.name === '' ? 'account-person' : null;
    if (lacking !== null) document.getElementById(lacking)?.focus();
    if (busy || lacking !== null) return;
    setBusy(true);
    const answer = await createAccount(account);
    setBusy(false);
    setFailure(answer.ok ? null : answer.error);
    if (answer.ok) onDone();
  };
  return { busy, tried, failure, submit };
}

export function NewAccount({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { organisations } = useDistrict();
  const [draft, setDraft] = useState<AccountDraft>({
    account: '',
    name: '',
    organisation: organisations[0]?.id ?? '',
    role: 'duty',
  });
  const { busy, tried, failure, submit } = useCreate(draft, onDone);
  const known = useStore(accountsStore, (state) => state.accounts) ?? [];
  const taken = (tried && isTaken(known, draft)) || failure?.code === 'account-exists';
  const accountLack = taken
    ? t('accounts.lack.taken')
    : tried && !isAccountName(draft.account.trim())
      ? t('accounts.lack.account')
      : null;
  return (
    <form className="case-form scroll" noValidate onSubmit={(event) => void submit(event)}>
      <h3>{t('accounts.create')}</h3>
      <Item
        id="account-name"
        label={t('accounts.field.account')}
        hint={t('accounts.accountHint')}
        lack={accountLack}
      >
        <input
          id="account-name"
          className="text-input"
          autoFocus
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={39}
          value={draft.account}
          aria-invalid={accountLack !== null}
          aria-describedby="account-name-hint"
          onChange={(event) => setDraft({ ...draft, account: event.target.value })}
        />
      </Item>
      <AccountFields
        draft={draft}
        onChange={(change) => setDraft({ ...draft, ...change })}
        nameLack={tried && draft.name.trim() === '' ? t('accounts.lack.name') : null}
      />
      {failure && !taken ? <ErrorNote what={t('accounts.failed.create')} failure={failure} /> : null}
      <div className="form-actions">
        <button type="submit" className="button button-primary" disabled={busy}>
          {t(busy ? 'accounts.creating' : 'accounts.create')}
        </button>
        <button type="button" className="button" onClick={onDone}>
          {t('common.cancel')}
        </button>
      </div>
    </form>
  );
}
