/** Time of the district's wall and times that run; each is its own component so that only it is drawn again every second. */
import { useTranslation } from 'react-i18next';
import { ageOf, clockTime, duration, fullTime } from './times.ts';
import { useNow } from './use-now.ts';

export function WallClock() {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <span className="wall-clock">
      <span className="soft">{t('duty.clock')}</span> <time>{clockTime(now)}</time>
    </span>
  );
}

export function Ago({ utcMs }: { utcMs: number | null }) {
  const { t } = useTranslation();
  const now = useNow();
  if (utcMs === null) return <span>{t('common.ago.never')}</span>;
  const { unit, n } = ageOf(now - utcMs);
  return <time title={fullTime(utcMs)}>{t(`common.ago.${unit}`, { n })}</time>;
}

/** What is left of the time to respond; after it, by how much it is over. */
export function ResponseClock({ byUtcMs }: { byUtcMs: number }) {
  const { t } = useTranslation();
  const leftMs = byUtcMs - useNow();
  const over = leftMs < 0;
  return (
    <span
      className="response-clock"
      data-over={over}
      title={t('duty.responseLimit', { time: clockTime(byUtcMs) })}
    >
      {t(over ? 'duty.responseOver' : 'duty.responseLeft', { time: duration(Math.abs(leftMs)) })}
    </span>
  );
}
