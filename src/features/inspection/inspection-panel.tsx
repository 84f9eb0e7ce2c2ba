/** Two epochs side by side under one swipe, and a case where they differ. */
import { Select, Slider, Switch } from 'antd';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageryLayer } from '../../../contracts/district.ts';
import { orthometricFromEllipsoidal } from '../../../geodesy/geoid.ts';
import { loadRegister, registersStore } from '../../services/registers.store.ts';
import { areaAt } from '../../ui/area-at.ts';
import { startCase } from '../../ui/case-draft.store.ts';
import { askForPlace, cancelPlace, epochsOf, mapStore, setLayer } from '../../ui/map.store.ts';
import { Facts, quantity } from '../../ui/parts/facts.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { EmptyNote } from '../../ui/parts/notes.tsx';
import { AntProvider } from '../../ui/theme/ant-provider.tsx';
import { useBilingual, useDistrict, useMap, useRight } from '../../ui/use-store.ts';

const DAY_MS = 86_400_000;

function setSwipe(leftLayerId: string, rightLayerId: string, fraction: number): void {
  mapStore.setState({ swipe: { leftLayerId, rightLayerId, fraction } });
  for (const id of [leftLayerId, rightLayerId]) setLayer(id, { visible: true });
}

interface SideProps {
  readonly label: string;
  readonly id: string;
  readonly epoch: ImageryLayer;
  readonly epochs: readonly ImageryLayer[];
  readonly onChange: (id: string) => void;
}

function Side({ label, id, epoch, epochs, onChange }: SideProps) {
  const { t } = useTranslation();
  const text = useBilingual();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        value={epoch.id}
        onChange={onChange}
        options={epochs.map((each) => ({ value: each.id, label: each.epoch ?? text(each.name) }))}
      />
      <Facts
        rows={[
          [t('inspection.capturedOn'), epoch.capturedOn ?? epoch.epoch],
          [t('inspection.gsd'), quantity(epoch.groundSampleDistanceM, 2, 'm')],
          [t('inspection.source'), text(epoch.source)],
        ]}
      />
    </div>
  );
}

/** Keys as the text under it says; the divider on the map does the same for the pointer. */
function SwipeSlider({ fraction, onChange }: { fraction: number; onChange: (fraction: number) => void }) {
  const { t } = useTranslation();
  const percent = Math.round(fraction * 100);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -0.01, ArrowRight: 0.01 }[event.key];
    const edge = { Home: 0, End: 1 }[event.key];
    if (step === undefined && edge === undefined) return;
    event.preventDefault();
    const next = edge ?? fraction + (step ?? 0) * (event.shiftKey ? 10 : 1);
    onChange(Math.min(1, Math.max(0, next)));
  };
  return (
    <div className="field">
      <label htmlFor="swipe">
        {t('inspection.swipe')} <span className="numbers">{percent} %</span>
      </label>
      <input
        id="swipe"
        className="range"
        type="range"
        min={0}
        max={100}
        value={percent}
        aria-valuetext={t('inspection.swipeValue', { percent })}
        onChange={(event) => onChange(Number(event.target.value) / 100)}
        onKeyDown={onKeyDown}
      />
      <p className="small-print">{t('inspection.swipeKeys')}</p>
    </div>
  );
}

function Opacity({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation();
  const [linked, setLinked] = useState(true);
  const layers = useMap((state) => state.layers);
  return (
    <section className="section">
      <label className="switch-line" title={t('inspection.linkOpacityHint')}>
        <Switch size="small" checked={linked} aria-label={t('inspection.linkOpacity')} onChange={setLinked} />
        {t('inspection.linkOpacity')}
      </label>
      {(linked ? ids.slice(0, 1) : ids).map((id, index) => (
        <div className="layer-opacity" key={id}>
          <span className="soft">
            {linked ? t('inspection.opacity') : t(index === 0 ? 'inspection.before' : 'inspection.after')}
          </span>
          <Slider
            min={0}
            max={100}
            value={Math.round((layers[id]?.opacity ?? 1) * 100)}
            ariaLabelForHandle={t('inspection.opacity')}
            tooltip={{ formatter: null }}
            onChange={(percent) => {
              for (const each of linked ? ids : [id]) setLayer(each, { opacity: percent / 100 });
            }}
          />
        </div>
      ))}
    </section>
  );
}

function CaseHere() {
  const { t } = useTranslation();
  const district = useDistrict();
  const picking = useMap((state) => state.placing !== null);
  useEffect(() => void loadRegister(district, 'areas'), [district]);
  const begin = (): void =>
    askForPlace(t('inspection.picking'), (position) =>
      startCase({
        kind: 'illegal-construction',
        longitudeDeg: position.longitudeDeg,
        latitudeDeg: position.latitudeDeg,
        orthometricHeightM: orthometricFromEllipsoidal(
          position.ellipsoidalHeightM,
          district.geoid.geoidUndulationM,
        ),
        area: areaAt(registersStore.getState().entries.areas ?? [], position),
      }),
    );
  return (
    <div className="section">
      <button
        type="button"
        className="button button-primary"
        aria-pressed={picking}
        onClick={picking ? cancelPlace : begin}
      >
        <Icon name="add" sizePx={16} />
        {t(picking ? 'common.cancel' : 'inspection.caseHere')}
      </button>
      <p className="soft">{t(picking ? 'inspection.picking' : 'inspection.caseHereHint')}</p>
    </div>
  );
}

function Compare({ epochs }: { epochs: readonly ImageryLayer[] }) {
  const { t } = useTranslation();
  const swipe = useMap((state) => state.swipe);
  const mayFile = useRight('cases-write');
  const newest = epochs[0];
  const before = epochs.find(({ id }) => id === swipe?.leftLayerId) ?? epochs.at(-1);
  const after = epochs.find(({ id }) => id === swipe?.rightLayerId) ?? newest;
  const [beforeId, afterId] = [before?.id ?? '', after?.id ?? ''];
  // The workspace is for comparing: swipe and straight-down view are there when it opens, and leave with it.
  useEffect(() => {
    const { swipe: begun, projection } = mapStore.getState();
    if (begun === null && epochs.length > 1) {
      setSwipe(epochs.at(-1)?.id ?? '', epochs[0]?.id ?? '', 0.5);
      mapStore.setState({ projection: '2d' });
    }
    return () => {
      mapStore.setState(begun === null ? { swipe: null, projection } : { swipe: null });
      for (const { id } of epochs.slice(1)) setLayer(id, { visible: false });
    };
  }, [epochs]);
  if (!before || !after) return null;
  const fraction = swipe?.fraction ?? 0.5;
  const days =
    before.epoch && after.epoch
      ? Math.round(Math.abs(Date.parse(after.epoch) - Date.parse(before.epoch)) / DAY_MS)
      : null;
  return (
    <>
      <p className="soft">{t('inspection.lead')}</p>
      <div className="sides">
        <Side
          id="epoch-before"
          label={t('inspection.before')}
          epoch={before}
          epochs={epochs}
          onChange={(id) => setSwipe(id, afterId, fraction)}
        />
        <Side
          id="epoch-after"
          label={t('inspection.after')}
          epoch={after}
          epochs={epochs}
          onChange={(id) => setSwipe(beforeId, id, fraction)}
        />
      </div>
      <div className="tool-line">
        <span className="soft">{days === null ? '' : t('inspection.gap', { n: days })}</span>
        <span className="space" />
        <button type="button" className="button" onClick={() => setSwipe(afterId, beforeId, fraction)}>
          {t('inspection.swap')}
        </button>
      </div>
      {beforeId === afterId ? (
        <p className="note" role="status">
          {t('inspection.same')}
        </p>
      ) : null}
      <SwipeSlider fraction={fraction} onChange={(next) => setSwipe(beforeId, afterId, next)} />
      <Opacity ids={[beforeId, afterId]} />
      {mayFile ? <CaseHere /> : null}
    </>
  );
}

export function InspectionPanel() {
  const { t } = useTranslation();
  const district = useDistrict();
  const [epochs] = useState(() => epochsOf(district));
  return (
    <AntProvider>
      <div className="scroll padded">
        {epochs.length < 2 ? (
          <EmptyNote icon="inspection">
            <p>{t(epochs.length === 0 ? 'inspection.none' : 'inspection.one')}</p>
          </EmptyNote>
        ) : (
          <Compare epochs={epochs} />
        )}
      </div>
    </AntProvider>
  );
}
