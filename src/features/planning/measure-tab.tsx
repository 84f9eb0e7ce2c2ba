/** Measuring tools and what they found; results stay until somebody removes them. */
import { useTranslation } from 'react-i18next';
import type { Measurement } from '../../globe/globe-port.ts';
import { mapStore, removeMeasurement, setTool } from '../../ui/map.store.ts';
import { Facts, quantity } from '../../ui/parts/facts.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { EmptyNote } from '../../ui/parts/notes.tsx';
import { useMap } from '../../ui/use-store.ts';

const TOOLS = ['distance', 'height', 'area'] as const;

function ResultFacts({ result }: { result: Measurement }) {
  const { t } = useTranslation();
  if (result.kind === 'area') {
    return (
      <Facts
        rows={[
          [t('planning.measure.planimetric'), quantity(result.planimetricM2, 1, 'm²')],
          [t('planning.measure.surface'), quantity(result.surfaceM2, 1, 'm²')],
          [t('planning.measure.perimeter'), quantity(result.perimeterM, 1, 'm')],
        ]}
      />
    );
  }
  const rise =
    result.kind === 'height'
      ? result.heightDifferenceM
      : result.legs.reduce((sum, leg) => sum + leg.heightDifferenceM, 0);
  return (
    <Facts
      rows={[
        [t('planning.measure.horizontal'), quantity(result.horizontalM, 1, 'm')],
        [t('planning.measure.slope'), quantity(result.slopeM, 1, 'm')],
        [t('planning.measure.rise'), quantity(rise, 1, 'm')],
      ]}
    />
  );
}

export function MeasureTab() {
  const { t } = useTranslation();
  const tool = useMap((state) => state.tool);
  const results = useMap((state) => state.measurements);
  return (
    <>
      <p className="soft">{t('planning.measure.lead')}</p>
      <div className="tool-buttons" role="group" aria-label={t('planning.tabs.measure')}>
        {TOOLS.map((each) => (
          <button
            key={each}
            type="button"
            className="tool-button"
            aria-pressed={tool === `measure-${each}`}
            onClick={() => setTool(tool === `measure-${each}` ? 'none' : `measure-${each}`)}
          >
            <Icon name={each} sizePx={20} />
            {t(`planning.measure.${each}`)}
          </button>
        ))}
      </div>
      <section className="section">
        <div className="tool-line">
          <h3>{t('planning.measure.results')}</h3>
          <span className="space" />
          {results.length > 1 ? (
            <button
              type="button"
              className="button-bare"
              onClick={() => mapStore.setState({ measurements: [] })}
            >
              {t('planning.measure.clear')}
            </button>
          ) : null}
        </div>
        {results.length === 0 ? (
          <EmptyNote icon="distance">
            <p>{t('planning.measure.none')}</p>
          </EmptyNote>
        ) : (
          <p className="small-print">{t('planning.measure.basis')}</p>
        )}
        <ol className="plain-list">
          {results.map((result, index) => {
            const name = t(`planning.measure.name.${result.kind}`, { n: index + 1 });
            return (
              <li key={result.id} className="result">
                <div className="tool-line">
                  <b>{name}</b>
                  <span className="space" />
                  <button
                    type="button"
                    className="button-bare"
                    aria-label={t('planning.measure.removeOne', { name })}
                    onClick={() => removeMeasurement(result.id)}
                  >
                    <Icon name="remove" sizePx={16} />
                  </button>
                </div>
                <ResultFacts result={result} />
              </li>
            );
          })}
        </ol>
      </section>
    </>
  );
}
