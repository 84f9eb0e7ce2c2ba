import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadRegister } from '../../services/registers.store.ts';
import { flyTo } from '../../ui/globe-link.ts';
import { showVectors } from '../../ui/map.store.ts';
import { FilterField, FilterRows } from '../../ui/parts/filter-list.tsx';
import { EmptyNote } from '../../ui/parts/notes.tsx';
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
      <FilterField label={t('planning.zones.filter')} text={text} onText={setText} />
      <FilterRows
        rows={shown ?? null}
        failure={failure}
        what={t('errors.what.zones')}
        onRetry={() => void loadRegister(district, 'zones')}
        empty={
          <EmptyNote icon="area">
            <p>{t(zones?.length === 0 ? 'planning.zones.none' : 'planning.zones.noMatch')}</p>
          </EmptyNote>
        }
      >
        {(zone) => (
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
        )}
      </FilterRows>
    </>
  );
}
