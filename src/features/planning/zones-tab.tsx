import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadRegister } from '../../services/registers.store.ts';
import { flyTo } from '../../ui/globe-link.ts';
import { showVectors } from '../../ui/map.store.ts';
import { moveInList } from '../../ui/parts/arrow-list.ts';
import { EmptyNote, ErrorNote, LoadingNote } from '../../ui/parts/notes.tsx';
import { select } from '../../ui/selection.store.ts';
import { useDistrict, useRegisters, useSelection } from '../../ui/use-store.ts';
import { useZoneLimit, useZoneName } from './zone-facts.tsx';

export function ZonesTab() {
  const { t } = useTranslation();
  const district = useDistrict();
  const nameOf = useZoneName();
  const limitOf = useZoneLimit();
  const zones = useRegisters((state) => state.entries.zones);
  const failure = useRegisters((state) => state.failures.zones);
  const selectedId = useSelection(({ selected }) => selected?.id);
  const [text, setText] = useState('');
  useEffect(() => void loadRegister(district, 'zones'), [district]);
  const shown = zones?.filter((zone) =>
    `${zone.id} ${nameOf(zone)}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <>
      <p className="soft">{t('planning.zones.lead')}</p>
      {failure ? (
        <ErrorNote
          what={t('errors.what.zones')}
          failure={failure}
          onRetry={() => void loadRegister(district, 'zones')}
        />
      ) : null}
      {zones === undefined && !failure ? <LoadingNote text={t('shell.loadingPanel')} /> : null}
      {zones === undefined ? null : (
        <input
          className="text-input"
          type="search"
          aria-label={t('planning.zones.filter')}
          placeholder={t('planning.zones.filter')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {shown?.length === 0 ? (
        <EmptyNote icon="area">
          <p>{t(zones?.length === 0 ? 'planning.zones.none' : 'planning.zones.noMatch')}</p>
        </EmptyNote>
      ) : null}
      <ul className="rows" onKeyDown={moveInList}>
        {shown?.map((zone) => (
          <li key={zone.id}>
            <button
              type="button"
              data-row
              className="row row-case"
              aria-current={zone.id === selectedId}
              onClick={() => {
                showVectors(district, 'zones');
                select({ kind: 'zone', id: zone.id });
                flyTo(zone);
              }}
            >
              <span className="row-main">
                <b>{nameOf(zone)}</b>
              </span>
              <span className="row-sub">
                <span>{zone.id}</span>
                <span>{limitOf(zone)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
