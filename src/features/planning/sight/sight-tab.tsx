/** 通视: choose who looks and at what; the answer with what stands between, and on which data. */
import { useTranslation } from 'react-i18next';
import { flyTo } from '../../../ui/globe-link.ts';
import { askForPlace } from '../../../ui/map.store.ts';
import { Facts, quantity } from '../../../ui/parts/facts.tsx';
import { Icon } from '../../../ui/parts/icon.tsx';
import { EmptyNote } from '../../../ui/parts/notes.tsx';
import { useBilingual, useDistrict, useMap } from '../../../ui/use-store.ts';
import { districtGrid } from '../../../../geodesy/district-grid.ts';
import { NumberField } from './number-field.tsx';
import { SightAnswer } from './sight-answer.tsx';
import { commandOf } from './sight-run.ts';
import {
  cancelSight,
  clearSight,
  exchangeEnds,
  runAgain,
  setEnd,
  setHeights,
  sightStore,
  surfaceOf,
  toPlaceM,
} from './sight.store.ts';
import { SightProfileChart } from './sight-profile.tsx';
import './sight.css';
import { useStore } from 'zustand';

const ENDS = ['observer', 'target'] as const;
type End = (typeof ENDS)[number];

function EndFields({ end }: { end: End }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const place = useStore(sightStore, (state) => state[end]);
  const heightM = useStore(sightStore, (state) =>
    end === 'observer' ? state.eyeHeightM : state.targetHeightM,
  );
  const hint = t(`planning.sight.pick.${end}`);
  const isPicking = useMap((state) => state.placing?.hint === hint);
  const pick = (): void =>
    askForPlace(hint, ({ longitudeDeg, latitudeDeg }) => {
      const [eastingM, northingM] = districtGrid(district.grid).forward(longitudeDeg, latitudeDeg);
      setEnd(district, end, { eastingM, northingM });
    });
  const setCoordinate = (change: { eastingM?: number; northingM?: number }): void => {
    const middle = { eastingM: district.grid.falseEastingM, northingM: district.grid.falseNorthingM };
    setEnd(district, end, { ...(place ?? middle), ...change });
  };
  return (
    <fieldset className="sight-end">
      <legend>{t(`planning.sight.${end}`)}</legend>
      <button type="button" className="button sight-pick" aria-pressed={isPicking} onClick={pick}>
        <Icon name="target" sizePx={16} />
        {isPicking ? hint : t(place === null ? 'planning.sight.choose' : 'planning.sight.chooseAgain')}
      </button>
      <div className="sight-fields">
        <NumberField
          label={t('planning.sight.easting')}
          value={place?.eastingM ?? null}
          digits={2}
          onChange={(eastingM) => setCoordinate({ eastingM })}
        />
        <NumberField
          label={t('planning.sight.northing')}
          value={place?.northingM ?? null}
          digits={2}
          onChange={(northingM) => setCoordinate({ northingM })}
        />
        <NumberField
          label={t(`planning.sight.height.${end}`)}
          value={heightM}
          digits={2}
          min={0}
          onChange={(value) =>
            setHeights(district, end === 'observer' ? { eyeHeightM: value } : { targetHeightM: value })
          }
        />
      </div>
    </fieldset>
  );
}

function Work() {
  const { t } = useTranslation();
  const work = useStore(sightStore, (state) => state.work);
  if (work === null) return null;
  const { stage, fraction } = work;
  return (
    <div className="note" role="status">
      <p>
        {t(`planning.sight.stage.${stage}`)}
        {fraction === null ? null : ` ${Math.round(fraction * 100)} %`}
      </p>
      <progress className="sight-progress" {...(fraction === null ? {} : { value: fraction })} />
      <button type="button" className="button" onClick={cancelSight}>
        {t('common.cancel')}
      </button>
    </div>
  );
}

const EXPLAINED = [
  'digest-mismatch',
  'outside-field',
  'no-surface-observer',
  'no-surface-target',
  'same-point',
] as const;

function Failure() {
  const { t } = useTranslation();
  const district = useDistrict();
  const failure = useStore(sightStore, (state) => state.failure);
  if (failure === null) return null;
  const explained = EXPLAINED.find((code) => code === failure.code) ?? 'other';
  return (
    <div className="note note-error" role="alert">
      <p className="note-what">{t('planning.sight.failed.what')}</p>
      <p>{t(`planning.sight.failed.${explained}`)}</p>
      <button type="button" className="button" onClick={() => runAgain(district)}>
        {t('common.retry')}
      </button>
      <p className="small-print">
        {t('errors.code', { code: failure.code })} · {failure.message}
      </p>
    </div>
  );
}

function Basis() {
  const { t } = useTranslation();
  const text = useBilingual();
  const district = useDistrict();
  const { curvatureCoefficient: cc, result } = useStore(sightStore);
  const surface = surfaceOf(district);
  if (surface === undefined) return null;
  return (
    <details className="section">
      <summary>{t('planning.sight.basis')}</summary>
      <NumberField
        label={t('planning.sight.curvature')}
        value={cc}
        digits={5}
        min={0}
        max={1}
        onChange={(curvatureCoefficient) => setHeights(district, { curvatureCoefficient })}
      />
      <p className="small-print">{t('planning.sight.curvatureHint')}</p>
      <Facts
        rows={[
          [t('planning.sight.surface'), text(surface.name)],
          [t('planning.layers.gsd'), quantity(surface.groundSampleDistanceM, 2, 'm')],
          [t('planning.layers.capturedOn'), surface.capturedOn ?? null],
          [
            t('planning.layers.verticalDatum'),
            surface.verticalDatum ? t(`planning.layers.datum.${surface.verticalDatum}`) : null,
          ],
          [
            'SHA-256',
            <span key="digest" className="sight-digest">
              {surface.sha256}
            </span>,
          ],
          [t('planning.sight.method'), t('planning.sight.methodText')],
        ]}
      />
      {result === null ? null : (
        <>
          <p className="soft">{t('planning.sight.repeat')}</p>
          <code className="sight-command">{commandOf(result, surface.raster)}</code>
        </>
      )}
    </details>
  );
}

/** After a cancelled run: both ends are there, and nobody computes. */
function BeginAgain() {
  const { t } = useTranslation();
  const district = useDistrict();
  const { observer, target, work, failure, result } = useStore(sightStore);
  if (observer === null || target === null) return null;
  if (work !== null || failure !== null || result !== null) return null;
  return (
    <button type="button" className="button button-accent" onClick={() => runAgain(district)}>
      {t('planning.sight.run')}
    </button>
  );
}

export function SightTab() {
  const { t } = useTranslation();
  const district = useDistrict();
  const { observer, target, result } = useStore(sightStore);
  if (surfaceOf(district) === undefined)
    return (
      <EmptyNote icon="eye">
        <p>{t('planning.sight.noSurface')}</p>
      </EmptyNote>
    );
  const place = toPlaceM(district);
  return (
    <div className="sight">
      <p className="soft">{t('planning.sight.lead')}</p>
      {ENDS.map((end) => (
        <EndFields key={end} end={end} />
      ))}
      {observer === null && target === null ? null : (
        <div className="tool-line">
          <button type="button" className="button-bare" onClick={() => exchangeEnds(district)}>
            {t('planning.sight.exchange')}
          </button>
          <span className="space" />
          <button type="button" className="button-bare" onClick={clearSight}>
            <Icon name="remove" sizePx={16} />
            {t('planning.sight.clear')}
          </button>
        </div>
      )}
      <Work />
      <Failure />
      <BeginAgain />
      {result === null ? null : (
        <>
          <SightAnswer
            result={result}
            onFly={(point) => flyTo({ ...place(point), orthometricHeightM: point.heightM })}
          />
          <div className="sight-profile-in-panel">
            <SightProfileChart result={result} />
          </div>
        </>
      )}
      <Basis />
    </div>
  );
}
