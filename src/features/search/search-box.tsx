/** The search of the top bar: a combobox that pushes nothing and covers the map only while it is used. */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { District } from '../../../contracts/district.ts';
import type { Case } from '../../../contracts/case.ts';
import { loadRegister, type RegisterEntries } from '../../services/registers.store.ts';
import { flyTo } from '../../ui/globe-link.ts';
import { showVectors } from '../../ui/map.store.ts';
import { Icon } from '../../ui/parts/icon.tsx';
import { select } from '../../ui/selection.store.ts';
import { shellStore } from '../../ui/shell.store.ts';
import { useCases, useDistrict, useRegisters, useRight, useShell } from '../../ui/use-store.ts';
import { searchEntries, type Findable } from './search-index.ts';
import { loadSpeller, type Speller } from './spelling.ts';

const SHOWN = 12;
const numberOf = (id: string): string => /(\d+)$/.exec(id)?.[1] ?? id;
const place = (entry: { longitudeDeg: number; latitudeDeg: number; orthometricHeightM?: number }) => ({
  longitudeDeg: entry.longitudeDeg,
  latitudeDeg: entry.latitudeDeg,
  orthometricHeightM: entry.orthometricHeightM ?? null,
});

function findables(registers: Partial<RegisterEntries>, cases: readonly Case[]): Findable[] {
  const named = { zh: i18next.getFixedT('zh'), en: i18next.getFixedT('en') };
  const nowhere = { zh: '', en: '' };
  const {
    covers = [],
    stations = [],
    cameras = [],
    buildings = [],
    zones = [],
    areas = [],
    roads = [],
  } = registers;
  const roadsByName = new Map(roads.map((road) => [road.name.zh, road]));
  return [
    ...covers.map((each) => ({
      kind: 'cover' as const,
      id: each.id,
      zh: `${named.zh('shell.search.kind.cover')} ${numberOf(each.id)}`,
      en: `${named.en('shell.search.kind.cover')} ${numberOf(each.id)}`,
      beside: each.road,
      ...place(each),
    })),
    ...stations.map((each) => ({
      kind: 'station' as const,
      id: each.id,
      ...each.name,
      beside: each.river,
      ...place(each),
    })),
    ...cameras.map((each) => ({
      kind: 'camera' as const,
      id: each.id,
      ...each.name,
      beside: nowhere,
      ...place(each),
    })),
    ...buildings.map((each) => ({
      kind: 'building' as const,
      id: each.id,
      ...(each.name ?? {
        zh: `${named.zh('shell.search.kind.building')} ${numberOf(each.id)}`,
        en: `${named.en('shell.search.kind.building')} ${numberOf(each.id)}`,
      }),
      beside: nowhere,
      ...place(each),
    })),
    ...zones.map((each) => ({
      kind: 'zone' as const,
      id: each.id,
      ...(each.name ?? { zh: each.id, en: each.id }),
      beside: nowhere,
      ...place(each),
    })),
    ...[...roadsByName.values(), ...areas].map((each) => ({
      kind: 'place' as const,
      id: each.id ?? each.name.en,
      ...each.name,
      beside: nowhere,
      ...place(each),
    })),
    ...cases.map((each) => ({
      kind: 'case' as const,
      id: each.id,
      zh: `${each.number} ${each.title}`,
      en: `${each.number} ${each.title}`,
      beside: nowhere,
      longitudeDeg: each.position.longitudeDeg,
      latitudeDeg: each.position.latitudeDeg,
      orthometricHeightM: each.orthometricHeightM,
    })),
  ];
}

/** The dictionary of pinyin, from the first opening on; without it characters are still found. */
function useSpeller(open: boolean): Speller | null {
  const [speller, setSpeller] = useState<Speller | null>(null);
  useEffect(() => {
    if (!open || speller !== null) return;
    loadSpeller().then(setSpeller, () => undefined);
  }, [open, speller]);
  return speller;
}

function useResults(text: string, open: boolean): Findable[] {
  const district = useDistrict();
  const registers = useRegisters((state) => state.entries);
  const cases = useCases((state) => state.cases);
  const speller = useSpeller(open);
  const maySeePlans = useRight('plans-read');
  useEffect(() => {
    if (!open) return;
    for (const kind of ['buildings', 'cameras', 'areas', 'roads', 'covers', 'stations'] as const) {
      void loadRegister(district, kind);
    }
    if (maySeePlans) void loadRegister(district, 'zones');
  }, [open, district, maySeePlans]);
  const entries = useMemo(
    () => (open ? findables(registers, Object.values(cases)) : []),
    [open, registers, cases],
  );
  return useMemo(() => searchEntries(entries, text, SHOWN, speller), [entries, text, speller]);
}

function choose(found: Findable, district: District): void {
  flyTo(found);
  if (found.kind === 'zone') showVectors(district, 'zones');
  if (found.kind !== 'place') select({ kind: found.kind, id: found.id });
  shellStore.setState({ searchOpen: false });
}

interface ResultsProps {
  readonly listId: string;
  readonly results: readonly Findable[];
  readonly active: number;
  readonly text: string;
  readonly onChoose: (found: Findable) => void;
}

function Results({ listId, results, active, text, onChoose }: ResultsProps) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === 'en';
  if (text.trim() === '')
    return <p className="search-hint">{t('shell.search.hint', { example: t('shell.search.example') })}</p>;
  if (results.length === 0)
    return (
      <p className="search-hint" role="status">
        {t('shell.search.none', { text })}
      </p>
    );
  return (
    <ul role="listbox" id={listId} aria-label={t('shell.search.results', { count: results.length })}>
      {results.map((found, index) => (
        <li
          key={`${found.kind}/${found.id}`}
          id={`${listId}-${index}`}
          role="option"
          aria-selected={index === active}
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(found);
          }}
        >
          <span className="search-name">{english ? found.en : found.zh}</span>
          <span className="search-beside">{english ? found.beside.en : found.beside.zh}</span>
          <span className="search-kind">{t(`shell.search.kind.${found.kind}`)}</span>
        </li>
      ))}
    </ul>
  );
}

export function SearchBox() {
  const { t } = useTranslation();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const open = useShell((state) => state.searchOpen);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const district = useDistrict();
  const results = useResults(text, open);
  useEffect(() => {
    if (open) {
      input.current?.focus();
      input.current?.select();
    } else input.current?.blur();
  }, [open]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((active + step + results.length) % Math.max(1, results.length));
    } else if (event.key === 'Enter') {
      const found = results[active];
      if (found) choose(found, district);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      shellStore.setState({ searchOpen: false });
    }
  };
  return (
    <div className="search" role="search" data-open={open}>
      <Icon name="search" sizePx={16} />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={results.length > 0 && open ? `${listId}-${active}` : undefined}
        aria-label={t('shell.search.label')}
        placeholder={t('shell.search.placeholder')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onFocus={() => shellStore.setState({ searchOpen: true })}
        onBlur={() => shellStore.setState({ searchOpen: false })}
        onKeyDown={onKeyDown}
      />
      <kbd>Ctrl K</kbd>
      {open ? (
        <div className="search-results">
          <Results
            listId={listId}
            results={results}
            active={active}
            text={text}
            onChoose={(found) => choose(found, district)}
          />
        </div>
      ) : null}
    </div>
  );
}
