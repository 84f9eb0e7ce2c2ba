/** What a panel says when it has nothing to show: loading, empty, failed. */
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HttpFailure } from '../../services/http.ts';
import { Icon, type IconName } from './icon.tsx';

type Explained =
  | 'network'
  | 'bad-answer'
  | 'forbidden'
  | 'expired'
  | 'conflict'
  | 'missing'
  | 'invalid'
  | 'unavailable'
  | 'other';

function explained({ code, status }: HttpFailure): Explained {
  if (code === 'network' || code === 'bad-answer') return code;
  if (status === 401) return 'expired';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 409) return 'conflict';
  if (status === 400 || status === 422) return 'invalid';
  return status >= 500 ? 'unavailable' : 'other';
}

interface ErrorNoteProps {
  readonly what: string;
  readonly failure: HttpFailure;
  readonly onRetry?: (() => void) | undefined;
}

export function ErrorNote({ what, failure, onRetry }: ErrorNoteProps) {
  const { t } = useTranslation();
  const kind = explained(failure);
  return (
    <div className="note note-error" role="alert">
      <p className="note-what">{what}</p>
      <p>
        {t(`errors.${kind}.why`)}
        {t(`errors.${kind}.do`)}
      </p>
      {onRetry ? (
        <button type="button" className="button" onClick={onRetry}>
          {t('common.retry')}
        </button>
      ) : null}
      <p className="small-print">
        {t('errors.code', { code: failure.code })} · {failure.message}
      </p>
    </div>
  );
}

export function EmptyNote({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <div className="note note-empty">
      <Icon name={icon} sizePx={28} />
      {children}
    </div>
  );
}

export function LoadingNote({ text }: { text: string }) {
  return (
    <div className="note note-loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {text}
    </div>
  );
}

function CrashNote({ detail, onRetry }: { detail: string; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="note note-error" role="alert">
      <p className="note-what">{t('errors.crash.what')}</p>
      <p>{t('errors.crash.why')}</p>
      <p>{t('errors.crash.do')}</p>
      <button type="button" className="button" onClick={onRetry}>
        {t('common.retry')}
      </button>
      <p className="small-print">{detail}</p>
    </div>
  );
}

/** Keeps a failing part from taking the rest of the screen with it. */
export class CrashBoundary extends Component<{ children: ReactNode }, { detail: string | null }> {
  override state: { detail: string | null } = { detail: null };

  static getDerivedStateFromError(error: unknown): { detail: string } {
    return { detail: String(error) };
  }

  override render(): ReactNode {
    const { detail } = this.state;
    if (detail === null) return this.props.children;
    return <CrashNote detail={detail} onRetry={() => this.setState({ detail: null })} />;
  }
}
