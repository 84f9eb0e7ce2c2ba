/** The answer in words and numbers, as the kernel gave it. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Facts, quantity } from '../../../ui/parts/facts.tsx';
import type { GridPoint, SightResult } from './sight-run.ts';

interface SightAnswerProps {
  readonly result: SightResult;
  readonly onFly: (point: GridPoint) => void;
}

function Obstructions({ result, onFly }: SightAnswerProps) {
  const { t } = useTranslation();
  const { obstructions } = result.sight;
  if (obstructions.length === 0) return null;
  return (
    <section className="section">
      <h3>{t('planning.sight.obstructions', { count: obstructions.length })}</h3>
      <table className="sight-table numbers">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{t('planning.sight.from')}</th>
            <th scope="col">{t('planning.sight.to')}</th>
            <th scope="col">{t('planning.sight.top')}</th>
            <th scope="col">{t('planning.sight.cut')}</th>
          </tr>
        </thead>
        <tbody>
          {obstructions.map((each, index) => (
            <tr key={each.distanceM}>
              <th scope="row">
                <button
                  type="button"
                  className="sight-number"
                  aria-label={t('planning.sight.flyTo', { n: index + 1 })}
                  onClick={() => onFly(each.point)}
                >
                  {index + 1}
                </button>
              </th>
              <td>{each.distanceM.toFixed(1)}</td>
              <td>{each.endDistanceM.toFixed(1)}</td>
              <td>{each.point.heightM.toFixed(1).replace('-', '−')}</td>
              <td>{each.cutM.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small-print">{t('planning.sight.tableUnit')}</p>
    </section>
  );
}

export function SightAnswer({ result, onFly }: SightAnswerProps) {
  const { t } = useTranslation();
  const { sight, observer, target, rangeM } = result;
  const datum = `m · ${t('planning.building.datum')}`;
  const { targetHeightToSeeM } = sight;
  const verdict = useRef<HTMLParagraphElement>(null);
  // On a phone it comes below what is seen of the panel. In braces: new browsers return a promise, no clean-up.
  useEffect(() => {
    void verdict.current?.scrollIntoView({ block: 'nearest' });
  }, [result]);
  const lackM = targetHeightToSeeM === null ? 0 : targetHeightToSeeM - target.heightM;
  return (
    <>
      <p ref={verdict} className="sight-verdict" data-visible={sight.visible} role="status">
        <span aria-hidden="true">{sight.visible ? '◉' : '⊘'}</span>
        {t(sight.visible ? 'planning.sight.visible' : 'planning.sight.hidden')}
      </p>
      <Facts
        rows={[
          [t('planning.sight.range'), quantity(rangeM, 1, 'm')],
          [t('planning.sight.clearance'), quantity(sight.clearanceM, 2, 'm')],
          [t('planning.sight.toSee'), quantity(targetHeightToSeeM, 2, datum)],
          ...(sight.visible ? [] : [[t('planning.sight.raise'), quantity(lackM, 2, 'm')] as const]),
          [t('planning.sight.eyeAt'), quantity(observer.heightM, 2, datum)],
          [t('planning.sight.targetAt'), quantity(target.heightM, 2, datum)],
        ]}
      />
      <Obstructions result={result} onFly={onFly} />
    </>
  );
}
