/** The profile under the map, while there is an answer. On a phone it stands in the panel instead. */
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Icon } from '../../../ui/parts/icon.tsx';
import { SightProfileChart } from './sight-profile.tsx';
import { clearSight, sightStore } from './sight.store.ts';
import './sight.css';

export function SightDrawer() {
  const { t } = useTranslation();
  const result = useStore(sightStore, (state) => state.result);
  if (result === null) return null;
  return (
    <section className="drawer" aria-label={t('planning.sight.profile')}>
      <div className="tool-line">
        <h3>{t('planning.sight.profile')}</h3>
        <span className="small-print">
          {t('planning.sight.profileStep', { step: result.profile.stepM.toFixed(2) })}
        </span>
        <span className="space" />
        <button
          type="button"
          className="button-bare"
          aria-label={t('planning.sight.clear')}
          onClick={clearSight}
        >
          <Icon name="close" sizePx={16} />
        </button>
      </div>
      <SightProfileChart result={result} />
    </section>
  );
}
