/** Cases: the list and, while one is being written, the form. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Case } from '../../../contracts/case.ts';
import { loadCases } from '../../services/cases.store.ts';
import { caseDraftStore, startCase } from '../../ui/case-draft.store.ts';
import { Ago } from '../../ui/clock.tsx';
import { flyTo } from '../../ui/globe-link.ts';
import { FilterField, FilterRows } from '../../ui/parts/filter-list.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { EmptyNote } from '../../ui/parts/notes.tsx';
import { hover, select } from '../../ui/selection.store.ts';
import { AntProvider } from '../../ui/theme/ant-provider.tsx';
import { useCases, useRight, useSelection } from '../../ui/use-store.ts';
import { CaseForm } from './case-form.tsx';

function Row({ record, selected }: { record: Case; selected: boolean }) {
  const { t } = useTranslation();
  return (
    <li>
      <button
        type="button"
        data-row
        className="row row-case"
        aria-current={selected}
        onClick={() => {
          select({ kind: 'case', id: record.id });
          flyTo({ ...record.position, orthometricHeightM: record.orthometricHeightM });
        }}
        onPointerEnter={() => hover(record.id)}
        onPointerLeave={() => hover(null)}
      >
        <span className="badge">{t(`cases.status.${record.status}`)}</span>
        <span className="row-main">
          <b>{record.title}</b>
        </span>
        <span className="row-sub">
          <span>
            {record.number} · {t(`cases.kind.${record.kind}`)}
          </span>
          <Ago utcMs={record.filedAtUtcMs} />
        </span>
      </button>
    </li>
  );
}

function List() {
  const { t } = useTranslation();
  const { cases, loaded, failure } = useCases((state) => state);
  const selectedId = useSelection(({ selected }) => selected?.id);
  const mayFile = useRight('cases-write');
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const all = Object.values(cases).sort((a, b) => b.filedAtUtcMs - a.filedAtUtcMs);
  const shown = all.filter(({ number, title }) => `${number} ${title}`.toLowerCase().includes(wanted));
  return (
    <>
      <div className="panel-tools">
        <div className="tool-line">
          <span className="soft">{t('cases.count', { count: all.length })}</span>
          <span className="space" />
          {mayFile ? (
            <button type="button" className="button button-primary" onClick={() => startCase({})}>
              <Icon name="add" sizePx={16} />
              {t('cases.file')}
            </button>
          ) : null}
        </div>
        <FilterField label={t('cases.filter')} text={text} onText={setText} />
      </div>
      <div className="scroll">
        <FilterRows
          label={t('cases.list')}
          // some may have come by the broker before the list
          rows={loaded || shown.length > 0 ? shown : null}
          failure={failure}
          what={t('errors.what.cases')}
          onRetry={() => void loadCases()}
          empty={
            <EmptyNote icon="cases">
              <p>{t(all.length === 0 ? 'cases.empty' : 'cases.noMatch')}</p>
            </EmptyNote>
          }
        >
          {(record) => <Row key={record.id} record={record} selected={record.id === selectedId} />}
        </FilterRows>
      </div>
    </>
  );
}

export function CasesPanel() {
  const draft = useStore(caseDraftStore, (state) => state.draft);
  useEffect(() => void loadCases(), []);
  if (draft === null) return <List />;
  return (
    <AntProvider>
      <CaseForm key={draft.clientRequestId} draft={draft} />
    </AntProvider>
  );
}
