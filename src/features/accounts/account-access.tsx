/** What an administrator does to the access of an account: password, sessions, disabling. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountSummary } from '../../../contracts/accounts.ts';
import type { Result } from '../../../contracts/result.ts';
import { changeAccount, endSessions, resetPassword } from '../../services/accounts.store.ts';
import type { HttpFailure } from '../../services/http.ts';
import { ErrorNote } from '../../ui/parts/notes.tsx';

type Act = 'reset' | 'signOut' | 'disable' | 'enable';

const DO: Readonly<Record<Act, (account: string) => Promise<Result<unknown, HttpFailure>>>> = {
  reset: resetPassword,
  signOut: endSessions,
  disable: (account) => changeAccount(account, { disabled: true }),
  enable: (account) => changeAccount(account, { disabled: false }),
};

/** Asks once more before what throws somebody out of their work. */
function Confirm({ act, onYes, onNo }: { act: Act; onYes: () => void; onNo: () => void }) {
  const { t } = useTranslation();
  return (
    <div
      className="note"
      role="alertdialog"
      aria-label={t(`accounts.act.${act}`)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onNo();
      }}
    >
      <p>{t(`accounts.confirm.${act}`)}</p>
      <div className="form-actions">
        <button type="button" className="button button-primary" autoFocus onClick={onYes}>
          {t(`accounts.act.${act}`)}
        </button>
        <button type="button" className="button" onClick={onNo}>
          {t('common.cancel')}
        </button>
      </div>
    </div>
  );
}

export function AccountAccess({ account, own }: { account: AccountSummary; own: boolean }) {
  const { t } = useTranslation();
  const section = useRef<HTMLElement>(null);
  const [asking, setAsking] = useState<Act | null>(null);
  const [done, setDone] = useState<Act | null>(null);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const close = (): void => {
    setAsking(null);
    // The button that had the focus goes: without a place of its own the next key would reach the frame.
    section.current?.focus();
  };
  const run = async (act: Act): Promise<void> => {
    close();
    const answer = await DO[act](account.account);
    setFailure(answer.ok ? null : answer.error);
    setDone(answer.ok ? act : null);
  };
  const acts: readonly Act[] = ['reset', 'signOut', account.disabled ? 'enable' : 'disable'];
  return (
    <section className="section" ref={section} tabIndex={-1} aria-label={t('accounts.access')}>
      <h3>{t('accounts.access')}</h3>
      {own ? <p className="soft">{t('accounts.ownAccess')}</p> : null}
      {asking === null ? null : <Confirm act={asking} onYes={() => void run(asking)} onNo={close} />}
      {own || asking !== null ? null : (
        <div className="account-acts">
          {acts.map((act) => (
            <button
              key={act}
              type="button"
              className="button"
              onClick={() => (act === 'enable' ? void run(act) : setAsking(act))}
            >
              {t(`accounts.act.${act}`)}
            </button>
          ))}
        </div>
      )}
      {done === null ? null : (
        <p className="soft" role="status">
          {t(`accounts.done.${done}`)}
        </p>
      )}
      {failure ? <ErrorNote what={t('accounts.failed.act')} failure={failure} /> : null}
    </section>
  );
}
