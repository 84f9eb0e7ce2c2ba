/** What a device has reported before: its closed alarms, newest first, a page at a time. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '../../../contracts/alarm.ts';
import { AlarmHistorySchema } from '../../../contracts/http/iot-routes.ts';
import { requestJson, type HttpFailure } from '../../services/http.ts';
import { ErrorNote, LoadingNote } from '../../ui/parts/notes.tsx';
import { StatusMark } from '../../ui/parts/status-mark.tsx';
import { fullTime } from '../../ui/times.ts';

const PAGE = 10;

interface Loaded {
  readonly alarms: readonly Alarm[];
  readonly nextCursor: string | null;
}

function Entry({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  return (
    <li className="earlier-alarm">
      <StatusMark state={alarm.priority} /> <b>{t(`duty.alarmType.${alarm.type}`)}</b>{' '}
      <time>{fullTime(alarm.raisedAtUtcMs)}</time>
      {alarm.acknowledgedAtUtcMs === null ? null : (
        <p className="soft">
          {t('duty.acknowledgedBy', {
            name: alarm.acknowledgedBy ?? t('common.unknown'),
            time: fullTime(alarm.acknowledgedAtUtcMs),
          })}
        </p>
      )}
      {alarm.note ? <blockquote>{alarm.note}</blockquote> : null}
    </li>
  );
}

export function EarlierAlarms({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const load = async (before: Loaded | null): Promise<void> => {
    const query = new URLSearchParams({ deviceId, state: 'closed', limit: String(PAGE) });
    if (before?.nextCursor) query.set('cursor', before.nextCursor);
    const answer = await requestJson(AlarmHistorySchema, `/api/iot/alarms/history?${query.toString()}`);
    setFailure(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setLoaded({
      alarms: [...(before?.alarms ?? []), ...answer.value.alarms],
      nextCursor: answer.value.nextCursor,
    });
  };
  return (
    <details className="section" onToggle={(event) => event.currentTarget.open && void load(null)}>
      <summary>{t('duty.sheet.history')}</summary>
      {failure ? (
        <ErrorNote what={t('errors.what.history')} failure={failure} onRetry={() => void load(loaded)} />
      ) : null}
      {loaded === null && !failure ? <LoadingNote text={t('shell.loadingPanel')} /> : null}
      {loaded?.alarms.length === 0 ? <p className="soft">{t('duty.sheet.noHistory')}</p> : null}
      <ol className="plain-list">
        {loaded?.alarms.map((alarm) => (
          <Entry key={alarm.id} alarm={alarm} />
        ))}
      </ol>
      {loaded?.nextCursor ? (
        <button type="button" className="button" onClick={() => void load(loaded)}>
          {t('duty.sheet.olderAlarms')}
        </button>
      ) : null}
    </details>
  );
}
