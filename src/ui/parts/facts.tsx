/** A list of names and values; what is not known says so. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function Facts({ rows }: { rows: ReadonlyArray<readonly [string, ReactNode]> }) {
  const { t } = useTranslation();
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <span className="soft">{t('common.unknown')}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A number with its unit in lighter weight, or null when there is none. */
export function quantity(value: number | null | undefined, digits: number, unit: string): ReactNode {
  if (value === null || value === undefined) return null;
  const text = value.toFixed(digits);
  // what rounds to nothing has no sign
  const sign = value < 0 && Number(text) !== 0 ? '−' : '';
  return (
    <>
      {sign + text.replace('-', '')} <span className="unit">{unit}</span>
    </>
  );
}
