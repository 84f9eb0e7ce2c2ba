/**
 * Says new alarms to the ear: a tone, and a sentence for screen readers. Mounted in every workspace.
 * One of both for all that comes at once, of the most urgent; silence once that one is answered.
 */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '../../../contracts/alarm.ts';
import { expectAlarms, playTone, stopTone } from '../../services/alarm-sound.ts';
import { compareAlarms } from '../../services/device-state.ts';
import { useAlarms, useBilingual, useRegisters, useRight } from '../../ui/use-store.ts';

interface Said {
  readonly alarm: Alarm;
  readonly others: number;
}

/** The alarm to speak of now, and how many came up together with it. */
function useNewest(): Said | null {
  const news = useAlarms((state) => state.news);
  const heard = useRef(news.at(-1));
  const [said, setSaid] = useState<Said | null>(null);
  useEffect(() => {
    const from = heard.current === undefined ? 0 : news.lastIndexOf(heard.current) + 1;
    const [alarm, ...others] = news.slice(from).sort(compareAlarms);
    if (alarm === undefined) return;
    heard.current = news.at(-1);
    setSaid({ alarm, others: others.length });
  }, [news]);
  return said;
}

export function AlarmAnnouncer() {
  const { t } = useTranslation();
  const text = useBilingual();
  const answers = useRight('alarms-act');
  const covers = useRegisters((state) => state.entries.covers);
  const said = useNewest();
  const waits = useAlarms(({ alarms }) =>
    said === null ? false : alarms[said.alarm.id]?.acknowledgement === 'unacknowledged',
  );
  useEffect(() => (answers ? expectAlarms() : undefined), [answers]);
  useEffect(() => {
    if (said !== null) playTone(said.alarm.priority);
  }, [said]);
  useEffect(() => {
    if (!waits) stopTone();
  }, [waits]);
  if (said === null || !waits) return <div className="visually-hidden" aria-live="assertive" />;
  const { alarm, others } = said;
  const road = covers?.find(({ id }) => id === alarm.deviceId)?.road;
  return (
    <div className="visually-hidden" aria-live="assertive">
      {/* A new element is read even when the same alarm says the same again. */}
      <p key={`${alarm.id}/${alarm.version}`}>
        {t('duty.announce', {
          priority: t(`common.status.${alarm.priority}`),
          type: t(`duty.alarmType.${alarm.type}`),
          place: road ? `${alarm.deviceId} ${text(road)}` : alarm.deviceId,
        })}
        {others > 0 ? t('duty.announceOthers', { count: others }) : null}
      </p>
    </div>
  );
}
