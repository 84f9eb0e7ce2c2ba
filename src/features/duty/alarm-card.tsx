/** One alarm on the sheet of its device: what, since when, how long there is to respond, and the acknowledgement. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '../../../contracts/alarm.ts';
import { acknowledgeAlarm } from '../../services/alarms.store.ts';
import type { HttpFailure } from '../../services/http.ts';
import { startCase } from '../../ui/case-draft.store.ts';
import { ResponseClock } from '../../ui/clock.tsx';
import { distanceM } from '../../ui/near.ts';
import { ErrorNote } from '../../ui/parts/notes.tsx';
import { StatusMark } from '../../ui/parts/status-mark.tsx';
import { fullTime } from '../../ui/times.ts';
import { useRight, useSession } from '../../ui/use-store.ts';

function Measured({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const texts = Object.entries(alarm.measured).map(([name, value]) => {
    if (name === 'tiltDeg' || name === 'batteryPercent')
      return t(`duty.measured.${name}`, { value: value.toFixed(0) });
    // A fix in a pit is good to metres, a level sensor to a centimetre.
    if (name === 'movedM') return t(`duty.measured.${name}`, { value: value.toFixed(0) });
    if (name === 'waterM') return t(`duty.measured.${name}`, { value: value.toFixed(2) });
    return t('duty.measured.other', { name, value });
  });
  return <>{texts.join(' · ')}</>;
}

function Acknowledge({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const submit = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const answer = await acknowledgeAlarm(alarm, note.trim());
    setBusy(false);
    if (!answer.ok) setFailure(answer.error);
  };
  return (
    <form
      className="acknowledge"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <label htmlFor={`note-${alarm.id}`}>
        {t('duty.note')} <span className="soft">{t('duty.noteOptional')}</span>
      </label>
      <textarea
        id={`note-${alarm.id}`}
        className="text-input"
        rows={2}
        maxLength={500}
        placeholder={t('duty.notePlaceholder')}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {failure?.status === 409 ? (
        <p className="note note-error" role="alert">
          {t('duty.conflict', { name: alarm.acknowledgedBy ?? t('common.unknown') })}
          <span className="small-print">{t('errors.code', { code: failure.code })}</span>
        </p>
      ) : null}
      {failure !== null && failure.status !== 409 ? (
        <ErrorNote what={t('errors.what.acknowledge')} failure={failure} />
      ) : null}
      <button type="submit" className="button button-primary" disabled={busy}>
        {t(busy ? 'duty.acknowledging' : 'duty.acknowledge')}
      </button>
    </form>
  );
}

function Acknowledged({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const me = useSession((state) => state.session?.account);
  const name = alarm.acknowledgedBy === me ? t('duty.acknowledgedMe') : (alarm.acknowledgedBy ?? '');
  return (
    <div className="soft">
      <p>
        {t('duty.acknowledgedBy', {
          name,
          time: alarm.acknowledgedAtUtcMs === null ? '–' : fullTime(alarm.acknowledgedAtUtcMs),
        })}
      </p>
      {alarm.note ? <blockquote>{alarm.note}</blockquote> : null}
    </div>
  );
}

export function AlarmCard({ alarm, place }: { alarm: Alarm; place: string }) {
  const { t } = useTranslation();
  const mayAct = useRight('alarms-act');
  const mayFile = useRight('cases-write');
  const waiting = alarm.acknowledgement === 'unacknowledged';
  const type = t(`duty.alarmType.${alarm.type}`);
  const file = (): void =>
    startCase({
      kind: alarm.deviceKind === 'cover' ? 'cover' : 'water',
      title: `${place} ${type}`,
      longitudeDeg: alarm.position.longitudeDeg,
      latitudeDeg: alarm.position.latitudeDeg,
      area: alarm.area,
      department: alarm.department,
      alarmId: alarm.id,
      occurredAtUtcMs: alarm.raisedAtUtcMs,
    });
  return (
    <article className="alarm-card" data-state={alarm.priority}>
      <header>
        <StatusMark state={alarm.priority} />
        <h4>{type}</h4>
        <span className="soft">{t(`duty.condition.${alarm.condition}`)}</span>
      </header>
      <p>
        {t('duty.sheet.raised')} {fullTime(alarm.raisedAtUtcMs)}
        {alarm.reactivations > 0 ? ` · ${t('duty.reactivated', { count: alarm.reactivations })}` : ''}
      </p>
      <p>
        <Measured alarm={alarm} />
      </p>
      {alarm.reportedPosition ? (
        <p>
          {t('duty.sheet.reported', {
            distance: distanceM(alarm.position, alarm.reportedPosition).toFixed(0),
          })}
        </p>
      ) : null}
      {waiting ? (
        <p>
          <ResponseClock byUtcMs={alarm.acknowledgeByUtcMs} />
        </p>
      ) : (
        <Acknowledged alarm={alarm} />
      )}
      {waiting && mayAct ? <Acknowledge alarm={alarm} /> : null}
      {mayFile ? (
        <button type="button" className="button" onClick={file}>
          {t('duty.fileCase')}
        </button>
      ) : null}
    </article>
  );
}
