import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AntProvider } from '../../ui/theme/ant-provider.tsx';
import { BookmarksTab } from './bookmarks-tab.tsx';
import { LayersTab } from './layers-tab.tsx';
import { MeasureTab } from './measure-tab.tsx';
import { SightTab } from './sight/sight-tab.tsx';
import { ZonesTab } from './zones-tab.tsx';

const TABS = ['layers', 'measure', 'sight', 'zones', 'bookmarks'] as const;
type Tab = (typeof TABS)[number];
const BODIES: Readonly<Record<Tab, () => React.ReactNode>> = {
  layers: LayersTab,
  measure: MeasureTab,
  sight: SightTab,
  zones: ZonesTab,
  bookmarks: BookmarksTab,
};

export function PlanningPanel() {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('layers');
  const Body = BODIES[tab];
  return (
    <AntProvider>
      <div
        className="tabs"
        role="tablist"
        onKeyDown={(event) => {
          const at = TABS.indexOf(tab);
          const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
          const next = to === undefined ? undefined : TABS.at(to % TABS.length);
          if (next === undefined) return;
          event.preventDefault();
          setTab(next);
          document.getElementById(`tab-${next}`)?.focus();
        }}
      >
        {TABS.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            aria-selected={each === tab}
            aria-controls="planning-tab"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => setTab(each)}
            onFocus={(event) => event.currentTarget.scrollIntoView({ block: 'nearest', inline: 'nearest' })}
          >
            {t(`planning.tabs.${each}`)}
          </button>
        ))}
      </div>
      <div className="scroll padded" id="planning-tab" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        <Body />
      </div>
    </AntProvider>
  );
}
