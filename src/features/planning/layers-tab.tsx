/** Layers by kind: shown or not, how opaque, where, and what they are made of. */
import { Slider, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoundsDeg, District } from '../../../contracts/district.ts';
import { epochsOf, mapStore, setLayer } from '../../ui/map.store.ts';
import { globe } from '../../ui/globe-link.ts';
import { Facts, quantity } from '../../ui/parts/facts.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { EmptyNote } from '../../ui/parts/notes.tsx';
import { useBilingual, useDistrict, useMap } from '../../ui/use-store.ts';

type Layer = District['meshes'][number] | District['imagery'][number] | District['vectors'][number];
type Group = 'mesh' | 'imagery' | 'terrain' | 'vectors';

function boundsOf(layer: Layer | NonNullable<District['terrain']>, district: District): BoundsDeg {
  if ('bounds' in layer) return layer.bounds;
  if (!('footprint' in layer)) return district.bounds;
  const lons = layer.footprint.map(([lon]) => lon);
  const lats = layer.footprint.map(([, lat]) => lat);
  return {
    westDeg: Math.min(...lons),
    southDeg: Math.min(...lats),
    eastDeg: Math.max(...lons),
    northDeg: Math.max(...lats),
  };
}

function LayerFacts({ layer }: { layer: Layer | NonNullable<District['terrain']> }) {
  const { t } = useTranslation();
  const text = useBilingual();
  const missing = <span className="soft">{t('planning.layers.notStated')}</span>;
  return (
    <Facts
      rows={[
        [t('planning.layers.source'), text(layer.source)],
        [t('planning.layers.crs'), <code key="crs">{layer.crs}</code>],
        [
          t('planning.layers.verticalDatum'),
          layer.verticalDatum ? t(`planning.layers.datum.${layer.verticalDatum}`) : missing,
        ],
        [t('planning.layers.capturedOn'), layer.capturedOn ?? missing],
        [t('planning.layers.gsd'), quantity(layer.groundSampleDistanceM, 2, 'm') ?? missing],
        [t('planning.layers.licence'), layer.licence],
      ]}
    />
  );
}

function LayerItem({ layer }: { layer: Layer | NonNullable<District['terrain']> }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const text = useBilingual();
  const state = useMap(({ layers }) => layers[layer.id]) ?? { visible: false, opacity: 1 };
  const [open, setOpen] = useState(false);
  const name = text(layer.name);
  return (
    <li className="layer">
      <div className="layer-line">
        <Switch
          size="small"
          checked={state.visible}
          aria-label={t('planning.layers.visible', { name })}
          onChange={(visible) => setLayer(layer.id, { visible })}
        />
        <span className="layer-name">
          {name}
          {'controlled' in layer && layer.controlled ? (
            <span className="badge" title={t('planning.layers.controlledHint')}>
              <Icon name="lock" sizePx={12} /> {t('planning.layers.controlled')}
            </span>
          ) : null}
        </span>
        <button
          type="button"
          className="button-bare"
          aria-label={t('planning.layers.flyTo', { name })}
          title={t('planning.layers.flyTo', { name })}
          onClick={() => globe()?.flyToBounds(boundsOf(layer, district))}
        >
          <Icon name="target" sizePx={16} />
        </button>
        <button
          type="button"
          className="button-bare"
          aria-expanded={open}
          aria-label={t('planning.layers.details', { name })}
          title={t('planning.layers.details', { name })}
          onClick={() => setOpen(!open)}
        >
          <Icon name="info" sizePx={16} />
        </button>
      </div>
      {state.visible ? (
        <div className="layer-opacity">
          <span className="soft" aria-hidden="true">
            {t('planning.layers.opacityShort')}
          </span>
          <Slider
            min={0}
            max={100}
            value={Math.round(state.opacity * 100)}
            ariaLabelForHandle={t('planning.layers.opacity', { name })}
            tooltip={{ formatter: null }}
            onChange={(percent) => setLayer(layer.id, { opacity: percent / 100 })}
          />
          <span className="numbers">{Math.round(state.opacity * 100)} %</span>
        </div>
      ) : null}
      {open ? <LayerFacts layer={layer} /> : null}
    </li>
  );
}

function ViewSwitches() {
  const { t } = useTranslation();
  const underground = useMap((state) => state.underground);
  const flat = useMap((state) => state.projection === '2d');
  return (
    <section className="section">
      <h3>{t('planning.layers.view')}</h3>
      <label className="switch-line" title={t('planning.layers.undergroundHint')}>
        <Switch
          size="small"
          checked={underground}
          aria-label={t('planning.layers.underground')}
          onChange={(on) => mapStore.setState({ underground: on })}
        />
        {t('planning.layers.underground')}
        <span className="soft">{t('planning.layers.undergroundHint')}</span>
      </label>
      <label className="switch-line">
        <Switch
          size="small"
          checked={flat}
          aria-label={t('planning.layers.mode2d')}
          onChange={(on) => mapStore.setState({ projection: on ? '2d' : '3d' })}
        />
        {t('planning.layers.mode2d')}
      </label>
    </section>
  );
}

export function LayersTab() {
  const { t } = useTranslation();
  const district = useDistrict();
  const groups: ReadonlyArray<readonly [Group, ReadonlyArray<Layer | NonNullable<District['terrain']>>]> = [
    ['mesh', district.meshes],
    ['imagery', epochsOf(district)],
    ['terrain', district.terrain ? [district.terrain] : []],
    ['vectors', district.vectors],
  ];
  if (groups.every(([, layers]) => layers.length === 0)) {
    return (
      <EmptyNote icon="planning">
        <p>{t('planning.layers.empty')}</p>
      </EmptyNote>
    );
  }
  return (
    <>
      {groups
        .filter(([, layers]) => layers.length > 0)
        .map(([group, layers]) => (
          <section className="section" key={group}>
            <h3>{t(`planning.layers.group.${group}`)}</h3>
            <ul className="plain-list">
              {layers.map((layer) => (
                <LayerItem key={layer.id} layer={layer} />
              ))}
            </ul>
          </section>
        ))}
      <ViewSwitches />
    </>
  );
}
