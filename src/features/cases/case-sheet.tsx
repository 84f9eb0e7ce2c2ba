/** The sheet of a case: what, where, who, its history, and its place on the ledger, verified in this browser. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseSheet as Sheet, Receipt } from '../../../contracts/case.ts';
import { fetchCaseSheet, fetchReceipt } from '../../services/cases.store.ts';
import type { HttpFailure } from '../../services/http.ts';
import { verifyReceipt, type ReceiptVerdict } from '../../services/verify-receipt.ts';
import { flyTo } from '../../ui/globe-link.ts';
import { Facts } from '../../ui/parts/facts.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { ErrorNote, LoadingNote } from '../../ui/parts/notes.tsx';
import { select } from '../../ui/selection.store.ts';
import { fullTime } from '../../ui/times.ts';
import { useAlarms, useBilingual, useCases, useDistrict, useRegisters } from '../../ui/use-store.ts';

function Verdict({ verdict }: { verdict: ReceiptVerdict }) {
  const { t } = useTranslation();
  const title = { verified: 'verified', partly: 'partly', failed: 'failed' } as const;
  return (
    <div className="verdict" data-outcome={verdict.outcome} role="status">
      <p className="verdict-title">
        <Icon name={verdict.outcome === 'verified' ? 'check' : 'info'} />
        {t(`cases.sheet.${title[verdict.outcome]}`)}
      </p>
      <ul>
        {verdict.passed.map((step) => (
          <li key={step}>✓ {t(`cases.sheet.step.${step}`)}</li>
        ))}
        {verdict.problem ? <li>✗ {t(`cases.sheet.failedStep.${verdict.problem}`)}</li> : null}
      </ul>
      <p className="small-print">
        {t(verdict.outcome === 'failed' ? 'cases.sheet.failedDo' : 'cases.sheet.verifiedHow')}
      </p>
    </div>
  );
}

function ReceiptFacts({ receipt, size }: { receipt: Receipt; size: number | null }) {
  const { t } = useTranslation();
  return (
    <>
      <Facts
        rows={[
          [t('cases.sheet.leaf'), <code key="leaf">{receipt.leafHash}</code>],
          [t('cases.sheet.checkpoint'), size === null ? null : t('cases.sheet.size', { n: size })],
          [t('cases.sheet.key'), <code key="key">{receipt.publicKey}</code>],
        ]}
      />
      <details>
        <summary>{t('cases.sheet.entry')}</summary>
        <pre className="raw">{receipt.entry}</pre>
        <pre className="raw">{receipt.checkpoint}</pre>
      </details>
    </>
  );
}

interface Proof {
  readonly receipt: Receipt;
  readonly verdict: ReceiptVerdict;
}

function Ledger({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation();
  const [proof, setProof] = useState<Proof | null>(null);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    void fetchReceipt(sheet.id, stop.signal).then(async (answer) => {
      if (stop.signal.aborted) return;
      if (!answer.ok) return setFailure(answer.error);
      const verdict = await verifyReceipt(answer.value, sheet.id);
      if (stop.signal.aborted) return;
      setFailure(null);
      setProof({ receipt: answer.value, verdict });
    });
    return () => stop.abort();
  }, [sheet.id, round]);
  return (
    <section className="section">
      <h3>{t('cases.sheet.ledger')}</h3>
      <Facts rows={[[t('cases.sheet.index'), sheet.ledgerIndex]]} />
      {failure ? (
        <ErrorNote what={t('errors.what.receipt')} failure={failure} onRetry={() => setRound(round + 1)} />
      ) : null}
      {proof === null && failure === null ? <LoadingNote text={t('cases.sheet.verifying')} /> : null}
      {proof === null ? null : (
        <>
          <Verdict verdict={proof.verdict} />
          <ReceiptFacts receipt={proof.receipt} size={proof.verdict.treeSize} />
          <button type="button" className="button" onClick={() => setRound(round + 1)}>
            {t('cases.sheet.verify')}
          </button>
        </>
      )}
    </section>
  );
}

function LinkedAlarm({ alarmId }: { alarmId: string }) {
  const { t } = useTranslation();
  const alarm = useAlarms((state) => state.alarms[alarmId]);
  return (
    <>
      <code>{alarmId}</code>{' '}
      {alarm ? (
        <button
          type="button"
          className="button-bare"
          onClick={() => select({ kind: alarm.deviceKind, id: alarm.deviceId })}
        >
          {t('cases.sheet.openAlarm')}
        </button>
      ) : null}
    </>
  );
}

function SheetBody({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const text = useBilingual();
  const areas = useRegisters((state) => state.entries.areas);
  const area = areas?.find(({ id }) => id === sheet.area);
  const nameOf = (id: string): string => {
    const found = district.organisations.find((each) => each.id === id);
    return found ? text(found.name) : id;
  };
  const { longitudeDeg, latitudeDeg } = sheet.position;
  const place = { longitudeDeg, latitudeDeg, orthometricHeightM: sheet.orthometricHeightM };
  return (
    <>
      <header className="sheet-head">
        <p className="soft">
          {sheet.number} · {t(`cases.kind.${sheet.kind}`)}
        </p>
        <h2>{sheet.title}</h2>
        <p>
          <span className="badge">{t(`cases.status.${sheet.status}`)}</span>
        </p>
        <button type="button" className="button" onClick={() => flyTo(place)}>
          <Icon name="target" sizePx={16} />
          {t('common.flyTo')}
        </button>
      </header>
      <Ledger sheet={sheet} />
      <Facts
        rows={[
          [t('cases.form.department'), nameOf(sheet.department)],
          [t('common.area'), area ? text(area.name) : sheet.area],
          [t('cases.sheet.occurredAt'), fullTime(sheet.occurredAtUtcMs)],
          [t('cases.sheet.filedAt'), fullTime(sheet.filedAtUtcMs)],
          [t('cases.sheet.filedBy'), `${sheet.filedBy.name} · ${nameOf(sheet.filedBy.organisation)}`],
          [t('common.position'), `${longitudeDeg.toFixed(6)}°, ${latitudeDeg.toFixed(6)}° · CGCS2000`],
          ...(sheet.alarmId === null
            ? []
            : [[t('cases.sheet.alarm'), <LinkedAlarm key="alarm" alarmId={sheet.alarmId} />] as const]),
        ]}
      />
      <section className="section">
        <h3>{t('cases.sheet.description')}</h3>
        <p className={sheet.description === '' ? 'soft' : 'prose'}>
          {sheet.description === '' ? t('cases.sheet.noDescription') : sheet.description}
        </p>
      </section>
      <section className="section">
        <h3>{t('cases.sheet.history')}</h3>
        <ol className="history">
          {sheet.history.map((event) => (
            <li key={event.ledgerIndex}>
              <b>
                {event.type === 'case-filed' || event.type === 'filed'
                  ? t('cases.sheet.event.filed')
                  : t('cases.sheet.event.other', { type: event.type })}
              </b>{' '}
              <time>{fullTime(event.atUtcMs)}</time>
              <br />
              <span className="soft">
                {event.by} · {t('cases.sheet.index')} {event.ledgerIndex}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

export function CaseSheet({ id }: { id: string }) {
  const { t } = useTranslation();
  const version = useCases((state) => state.cases[id]?.version);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    void fetchCaseSheet(id, stop.signal).then((answer) => {
      if (stop.signal.aborted) return;
      setFailure(answer.ok ? null : answer.error);
      if (answer.ok) setSheet(answer.value);
    });
    return () => stop.abort();
  }, [id, version, round]);
  if (failure)
    return <ErrorNote what={t('errors.what.sheet')} failure={failure} onRetry={() => setRound(round + 1)} />;
  if (sheet?.id !== id) return <LoadingNote text={t('shell.loadingPanel')} />;
  return <SheetBody sheet={sheet} />;
}
