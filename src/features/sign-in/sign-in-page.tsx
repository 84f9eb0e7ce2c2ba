/** The first page, and the one that comes back when the session ends; light, so that it stands before everything else. */
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { HttpFailure } from '../../services/http.ts';
import { restoreSession, signIn } from '../../services/session.store.ts';
import { languageNow, setLanguage } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/parts/icon.tsx';
import { ErrorNote, LoadingNote } from '../../ui/parts/notes.tsx';
import { useSession } from '../../ui/use-store.ts';

type Missing = 'account' | 'password' | null;

function FailureLine({ failure }: { failure: HttpFailure }) {
  const { t } = useTranslation();
  if (failure.status === 401 || failure.status === 429) {
    const kind = failure.status === 401 ? 'wrong' : 'throttled';
    return (
      <div className="note note-error" role="alert">
        <p className="note-what">{t('signIn.failed.what')}</p>
        <p>
          {t(`signIn.failed.${kind}`)}
          {t(`signIn.failed.${kind}Do`)}
        </p>
        <p className="small-print">{t('errors.code', { code: failure.code })}</p>
      </div>
    );
  }
  return <ErrorNote what={t('signIn.failed.what')} failure={failure} />;
}

interface FieldProps {
  readonly name: 'account' | 'password';
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly invalid: boolean;
  readonly readOnly?: boolean;
}

function Field({ name, value, onChange, invalid, readOnly = false }: FieldProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const secret = name === 'password';
  return (
    <div className="field">
      <label htmlFor={`sign-in-${name}`}>{t(`signIn.${name}`)}</label>
      <div className="field-box">
        <input
          id={`sign-in-${name}`}
          name={name}
          type={secret && !shown ? 'password' : 'text'}
          autoComplete={secret ? 'current-password' : 'username'}
          autoCapitalize="none"
          spellCheck={false}
          value={value}
          readOnly={readOnly}
          aria-invalid={invalid}
          aria-describedby={invalid ? `sign-in-${name}-hint` : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        {secret ? (
          <button
            type="button"
            className="button-bare"
            aria-pressed={shown}
            aria-label={t(shown ? 'signIn.hidePassword' : 'signIn.showPassword')}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
        ) : null}
      </div>
      {invalid ? (
        <p className="field-hint" id={`sign-in-${name}-hint`} role="alert">
          {t(secret ? 'signIn.needPassword' : 'signIn.needAccount')}
        </p>
      ) : null}
    </div>
  );
}

function SignInForm({ knownAccount }: { knownAccount: string | null }) {
  const { t } = useTranslation();
  const [account, setAccount] = useState(knownAccount ?? '');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<Missing>(null);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const [busy, setBusy] = useState(false);
  // The page has one purpose: whoever comes to it begins to type.
  useEffect(() => {
    document.getElementById(knownAccount === null ? 'sign-in-account' : 'sign-in-password')?.focus();
  }, [knownAccount]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const lacks = account.trim() === '' ? 'account' : password === '' ? 'password' : null;
    setMissing(lacks);
    setFailure(null);
    if (lacks !== null) {
      document.getElementById(`sign-in-${lacks}`)?.focus();
      return;
    }
    setBusy(true);
    const answer = await signIn(account.trim(), password);
    setBusy(false);
    if (!answer.ok) setFailure(answer.error);
  };
  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)} noValidate>
      <Field name="account" value={account} onChange={setAccount} invalid={missing === 'account'} />
      <Field name="password" value={password} onChange={setPassword} invalid={missing === 'password'} />
      {failure === null ? null : <FailureLine failure={failure} />}
      <button type="submit" className="button button-primary" disabled={busy}>
        {t(busy ? 'signIn.submitting' : 'signIn.submit')}
      </button>
    </form>
  );
}

export function SignInPage() {
  const { t } = useTranslation();
  const { status, session, failure } = useSession((state) => state);
  const expired = status === 'expired';
  return (
    <div className="sign-in">
      <main className="sign-in-card">
        <header>
          <svg className="sign-in-mark" viewBox="0 0 48 48" width="44" height="44" aria-hidden="true">
            <path d="M6 40V22l10-6v24M16 40V8l14 8v24M30 40V24l12 5v11M4 40h40" />
            <path className="sign-in-river" d="M4 45c6-3 10 2 16 0s12-3 24 0" />
          </svg>
          <h1>{t(expired ? 'signIn.expiredTitle' : 'signIn.title')}</h1>
          <p>{t(expired ? 'signIn.expiredLead' : 'signIn.lead')}</p>
        </header>
        {status === 'asking' ? <LoadingNote text={t('signIn.checking')} /> : null}
        {status === 'unreachable' && failure !== null ? (
          <ErrorNote
            what={t('errors.what.session')}
            failure={failure}
            onRetry={() => void restoreSession()}
          />
        ) : null}
        {status === 'signed-out' || expired ? <SignInForm knownAccount={session?.account ?? null} /> : null}
        <footer>
          {status === 'signed-out' ? <p>{t('signIn.where')}</p> : null}
          <p>{t('signIn.controlled')}</p>
          <button
            type="button"
            className="button-bare"
            onClick={() => setLanguage(languageNow() === 'zh' ? 'en' : 'zh')}
          >
            {t('shell.switchLanguage')}
          </button>
        </footer>
      </main>
    </div>
  );
}
