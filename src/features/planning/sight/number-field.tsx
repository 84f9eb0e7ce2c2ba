/** A number that somebody types: taken over when it is one and within its limits, with Enter or on leaving. */
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly digits: number;
  readonly min?: number;
  readonly max?: number;
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, value, digits, min, max, onChange }: NumberFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  /** what is being typed; null while the value speaks */
  const [typed, setTyped] = useState<string | null>(null);
  const number = Number(typed);
  const isWrong =
    typed !== null &&
    typed.trim() !== '' &&
    (!Number.isFinite(number) || number < (min ?? -Infinity) || number > (max ?? Infinity));
  const takeOver = (): void => {
    if (typed === null || isWrong) return;
    setTyped(null);
    if (typed.trim() !== '' && number !== value) onChange(number);
  };
  return (
    <div className="number-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="text-input numbers"
        inputMode="decimal"
        autoComplete="off"
        value={typed ?? (value === null ? '' : String(Number(value.toFixed(digits))))}
        aria-invalid={isWrong}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={takeOver}
        onKeyDown={(event) => {
          if (event.key === 'Enter') takeOver();
        }}
      />
      {isWrong ? <p className="field-hint">{t('planning.sight.notANumber')}</p> : null}
    </div>
  );
}
