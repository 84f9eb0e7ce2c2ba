/** Sheets of what planning selects: a plot or a building. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { loadRegister } from '../../services/registers.store.ts';
import { flyTo } from '../../ui/globe-link.ts';
import { Facts, quantity } from '../../ui/parts/facts.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { LoadingNote } from '../../ui/parts/notes.tsx';
import { useBilingual, useDistrict, useRegisters } from '../../ui/use-store.ts';
import { useZoneName, ZoneFacts } from './zone-facts.tsx';

interface HeadProps {
  readonly kind: string;
  readonly title: string;
  readonly place: { readonly longitudeDeg: number; readonly latitudeDeg: number };
}

function Head({ kind, title, place }: HeadProps) {
  const { t } = useTranslation();
  return (
    <header className="sheet-head">
      <p className="soft">{kind}</p>
      <h2>{title}</h2>
      <button type="button" className="button" onClick={() => flyTo(place)}>
        <Icon name="target" sizePx={16} />
        {t('common.flyTo')}
      </button>
    </header>
  );
}

export function PlanSheet({ kind, id }: { kind: 'building' | 'zone'; id: string }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const text = useBilingual();
  const zoneName = useZoneName();
  const zone = useRegisters((state) => state.entries.zones?.find((each) => each.id === id));
  const building = useRegisters((state) => state.entries.buildings?.find((each) => each.id === id));
  useEffect(() => void loadRegister(district, kind === 'zone' ? 'zones' : 'buildings'), [district, kind]);
  if (kind === 'zone') {
    if (!zone) return <LoadingNote text={t('shell.loadingPanel')} />;
    return (
      <>
        <Head kind={t('planning.tabs.zones')} title={zoneName(zone)} place={zone} />
        <ZoneFacts zone={zone} />
      </>
    );
  }
  if (!building) return <LoadingNote text={t('shell.loadingPanel')} />;
  const above = `m ${t('planning.building.above')}`;
  const datum = `m · ${t('planning.building.datum')}`;
  return (
    <>
      <Head
        kind={`${t('planning.building.title')} · ${t(`planning.building.kind.${building.kind}`)}`}
        title={building.name ? text(building.name) : building.id}
        place={building}
      />
      <Facts
        rows={[
          [t('planning.building.use'), building.use],
          [t('planning.building.storeys'), t('planning.building.storeysValue', { n: building.storeys })],
          [t('planning.building.heightArch'), quantity(building.heightArchM, 1, above)],
          [t('planning.building.heightMax'), quantity(building.heightMaxM, 1, above)],
          [t('planning.building.ground'), quantity(building.groundM, 2, datum)],
          [t('planning.building.zero'), quantity(building.zeroM, 2, datum)],
          [t('planning.building.roof'), building.roof],
        ]}
      />
    </>
  );
}
