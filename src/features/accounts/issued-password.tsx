/** A password that the server has just made: shown this once, until it has been handed over. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssuedPassword as Issued } from '../../../contracts/accounts.ts';
import { forgetIssued } from '../../services/accounts.store.ts';

export function IssuedPassword({ issued, onClosed }: { issued: Issued; onClosed: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    // Refused when the page is not in front: the text can still be selected by hand.
    await navigator.clipboard.writeText(issued.password).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  const close = (): void => {
    forgetIssued();
    onClosed();
  };
  return (
    <div className="note issued" role="status">
      <p className="note-what">{t('accounts.issued.title', { account: issued.account })}</p>
      <code className="issued-password">{issued.password}</code>
      <p>{t('accounts.issued.once')}</p>
      <div className="form-actions">
        <button type="button" className="button" onClick={() => void copy()}>
          {t(copied ? 'common.copied' : 'common.copy')}
        </button>
        <button type="button" className="button button-primary" autoFocus onClick={close}>
          {t('accounts.issued.done')}
        </button>
      </div>
    </div>
  );
}
