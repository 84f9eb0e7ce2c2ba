/** Says new alarms to the ear: a tone, and a sentence for screen readers. Mounted in every workspace. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { playTone } from '../../services/alarm-sound.ts';
import { useAlarms, useBilingual, useRegisters } from '../../ui/use-store.ts';

export function AlarmAnnouncer() {
  const { t } = useTranslation();
  const text = useBilingual();
  const news = useAlarms((state) => state.news);
  const covers = useRegisters((state) => state.entries.covers);
  const latest = news.at(-1);
  const sounded = useRef(latest);
  useEffect(() => {
    if (latest === undefined || latest === sounded.current) return;
    sounded.current = latest;
    playTone(latest.priority);
  }, [latest]);
  if (latest === undefined) return <div className="visually-hidden" aria-live="assertive" />;
  const road = covers?.find(({ id }) => id === latest.deviceId)?.road;
  const place = road ? `${latest.deviceId} ${text(road)}` : latest.deviceId;
  return (
    <div className="visually-hidden" aria-live="assertive">
      {t('duty.announce', {
        priority: t(`common.status.${latest.priority}`),
        type: t(`duty.alarmType.${latest.type}`),
        place,
      })}
    </div>
  );
}
