/** Status by colour, shape and word together; the word may be left to the row beside it. */
import { useTranslation } from 'react-i18next';
import type { PinState } from '../../globe/globe-port.ts';

const SHAPES: Readonly<Record<PinState, string>> = {
  critical: 'M8 1 15 8 8 15 1 8z',
  high: 'M8 1.500 15 14H1z',
  medium: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
  low: 'M2.500 2.500h11v11h-11z',
  normal: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11z',
  offline: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11z',
};

export function StatusMark({ state, word = true }: { state: PinState; word?: boolean }) {
  const { t } = useTranslation();
  const label = t(`common.status.${state}`);
  return (
    <span className={`status status-${state}`}>
      <svg
        width="14"
        height="14"
        viewBox="0 0 16 16"
        {...(word ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      >
        <path d={SHAPES[state]} />
      </svg>
      {word ? <span>{label}</span> : null}
    </span>
  );
}
