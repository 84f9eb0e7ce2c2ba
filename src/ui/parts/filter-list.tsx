/** A list of a panel: the field that filters it, and its rows with what stands in their place when there are none. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HttpFailure } from '../../services/http.ts';
import { moveInList } from './arrow-list.ts';
import { ErrorNote, LoadingNote } from './notes.tsx';

interface FilterFieldProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

export function FilterField({ label, text, onText }: FilterFieldProps) {
  return (
    <input
      className="text-input"
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  );
}

interface FilterRowsProps<Row> {
  readonly label?: string;
  /** null while they are not here */
  readonly rows: readonly Row[] | null;
  readonly failure: HttpFailure | null | undefined;
  /** what could not be loaded */
  readonly what: string;
  readonly onRetry: () => void;
  /** in place of no rows */
  readonly empty: ReactNode;
  readonly children: (row: Row) => ReactNode;
}

export function FilterRows<Row>(props: FilterRowsProps<Row>) {
  const { t } = useTranslation();
  const { label, rows, failure, what, onRetry, empty, children } = props;
  return (
    <>
      {failure ? <ErrorNote what={what} failure={failure} onRetry={onRetry} /> : null}
      {rows === null && !failure ? <LoadingNote text={t('shell.loadingPanel')} /> : null}
      {rows?.length === 0 ? empty : null}
      <ul className="rows" aria-label={label} onKeyDown={moveInList}>
        {rows?.map(children)}
      </ul>
    </>
  );
}
