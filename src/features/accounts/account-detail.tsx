/** One account: who it is, and its access. */
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountSummary } from '../../../contracts/accounts.ts';
import { changeAccount } from '../../services/accounts.store.ts';
import type { HttpFailure } from '../../services/http.ts';
import { Icon } from '../../ui/parts/icon.tsx';
import { ErrorNote } from '../../ui/parts/notes.tsx';
import { useSession } from '../../ui/use-store.ts';
import { AccountAccess } from './account-access.tsx';
import { AccountFields, type AccountDraft } from './account-fields.tsx';

function Person({ account, own }: { account: AccountSummary; own: boolean }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<AccountDraft>(account);
  const [state, setState] = useState<'open' | 'busy' | 'saved'>('open');
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const name = draft.name.trim();
  const { organisation, role } = draft;
  const changed = name !== account.name || organisation !== account.organisation || role !== account.role;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (name === '' || state === 'busy' || !changed) return;
    setState('busy');
    const answer = await changeAccount(account.account, {
      ...(name !== account.name && { name }),
      ...(organisation !== account.organisation && { organisation }),
      ...(role !== account.role && { role }),
    });
    setFailure(answer.ok ? null : answer.error);
    setState(answer.ok ? 'saved' : 'open');
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <AccountFields
        draft={draft}
        onChange={(change) => {
          setDraft({ ...draft, ...change });
          setState('open');
        }}
        nameLack={name === '' ? t('accounts.lack.name') : null}
        roleFixed={own ? t('accounts.ownRole') : null}
      />
      {changed && !own && (organisation !== account.organisation || role !== account.role) ? (
        <p className="soft">{t('accounts.endsSessions')}</p>
      ) : null}
      {failure ? <ErrorNote what={t('accounts.failed.change')} failure={failure} /> : null}
      <div className="form-actions">
        <button type="submit" className="button button-primary" disabled={!changed || state === 'busy'}>
          {t('common.save')}
        </button>
        {state === 'saved' ? (
          <span className="soft" role="status">
            {t('accounts.saved')}
          </span>
        ) : null}
      </div>
    </form>
  );
}

export function AccountDetail({ account, onBack }: { account: AccountSummary; onBack: () => void }) {
  const { t } = useTranslation();
  const own = useSession(({ session }) => session?.account) === account.account;
  return (
    <div className="case-form scroll">
      <div className="tool-line">
        <button type="button" className="button-bare" autoFocus onClick={onBack}>
          <Icon name="back" />
          {t('accounts.back')}
        </button>
      </div>
      <h3 className="account-title">
        {account.account} {account.disabled ? <span className="badge">{t('accounts.disabled')}</span> : null}
      </h3>
      <Person account={account} own={own} />
      <AccountAccess account={account} own={own} />
    </div>
  );
}
