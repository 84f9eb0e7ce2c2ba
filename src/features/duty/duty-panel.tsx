/** The duty desk: every device with its state, alarms first. */
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { loadDevices } from '../../services/alarms.store.ts';
import { enableSound, muteSound, soundStore } from '../../services/alarm-sound.ts';
import { loadRegister } from '../../services/registers.store.ts';
import { ResponseClock, WallClock } from '../../ui/clock.tsx';
import { flyTo } from '../../ui/globe-link.ts';
import { FilterField, FilterRows } from '../../ui/parts/filter-list.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { EmptyNote } from '../../ui/parts/notes.tsx';
import { StatusMark } from '../../ui/parts/status-mark.tsx';
import { hover, select } from '../../ui/selection.store.ts';
import { useNow } from '../../ui/use-now.ts';
import {
  useAlarms,
  useBilingual,
  useDistrict,
  useLive,
  useRegisters,
  useSelection,
} from '../../ui/use-store.ts';
import { dutyRows, filterRows, sameRow, type DutyFilter, type DutyRow } from './duty-rows.ts';

const FILTERS: readonly DutyFilter[] = ['all', 'open', 'unacknowledged', 'offline', 'normal'];

function SoundButton() {
  const { t } = useTranslation();
  const status = useStore(soundStore, (state) => state.status);
  const on = status === 'on';
  const label = t(on ? 'duty.sound.mute' : status === 'muted' ? 'duty.sound.unmute' : 'duty.sound.enable');
  return (
    <button
      type="button"
      className={status === 'waiting' ? 'button button-accent' : 'button'}
      title={t(status === 'waiting' ? 'duty.sound.hint' : on ? 'duty.sound.on' : 'duty.sound.off')}
      onClick={() => (on ? muteSound() : void enableSound())}
    >
      <Icon name={on ? 'sound' : 'muted'} sizePx={16} />
      {label}
    </button>
  );
}

function LiveWord() {
  const { t } = useTranslation();
  const status = useLive((state) => state.status);
  const word = status === 'online' ? 'online' : status === 'offline' ? 'offline' : 'connecting';
  return (
    <span className="live-word" data-live={word}>
      {t(`duty.live.${word}`)}
    </span>
  );
}

interface RowProps {
  readonly row: DutyRow;
  readonly selected: boolean;
}

function PlainRow({ row, selected }: RowProps) {
  const { t } = useTranslation();
  const text = useBilingual();
  const [alarm] = row.alarms;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (selected) button.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const waiting = alarm?.acknowledgement === 'unacknowledged';
  return (
    <li>
      <button
        ref={button}
        type="button"
        data-row
        className="row"
        data-state={row.state}
        data-waiting={waiting}
        aria-current={selected}
        onClick={() => {
          select({ kind: row.kind, id: row.id });
          flyTo(row);
        }}
        onPointerEnter={() => hover(row.id)}
        onPointerLeave={() => hover(null)}
      >
        <StatusMark state={row.state} />
        <span className="row-main">
          <b>{row.id}</b>
          <span className="row-name">{text(row.name)}</span>
        </span>
        {alarm ? (
          <span className="row-sub">
            <span>
              {t(`duty.alarmType.${alarm.type}`)}
              {row.alarms.length > 1 ? ` +${row.alarms.length - 1}` : ''}
            </span>
            {waiting ? (
              <ResponseClock byUtcMs={alarm.acknowledgeByUtcMs} />
            ) : (
              <span className="soft">{t('duty.acknowledgement.acknowledged')}</span>
            )}
          </span>
        ) : null}
      </button>
    </li>
  );
}

/** In a storm a few rows change and a hundred stay. */
const Row = memo(
  PlainRow,
  (before: RowProps, after: RowProps) => before.selected === after.selected && sameRow(before.row, after.row),
);

/** Registers and device states, again each half minute: reports do not come over MQTT. */
function useDutyData(): void {
  const district = useDistrict();
  useEffect(() => {
    for (const kind of ['covers', 'stations', 'cameras'] as const) void loadRegister(district, kind);
    void loadDevices();
    const timer = setInterval(() => void loadDevices(), 30_000);
    return () => clearInterval(timer);
  }, [district]);
}

function useRows(): DutyRow[] | null {
  const covers = useRegisters((state) => state.entries.covers);
  const stations = useRegisters((state) => state.entries.stations);
  const alarms = useAlarms((state) => state.alarms);
  const devices = useAlarms((state) => state.devices);
  const minute = Math.floor(useNow() / 60_000);
  return useMemo(
    () =>
      covers && stations ? dutyRows({ covers, stations, alarms, devices, nowUtcMs: minute * 60_000 }) : null,
    [covers, stations, alarms, devices, minute],
  );
}

interface EmptyProps {
  readonly total: number;
  readonly filter: DutyFilter;
  readonly onAll: () => void;
}

function Empty({ total, filter, onAll }: EmptyProps) {
  const { t } = useTranslation();
  const quiet = filter === 'open' || filter === 'unacknowledged';
  const which = total === 0 ? 'none' : quiet ? 'quiet' : 'filter';
  return (
    <EmptyNote icon="duty">
      <p>{t(`duty.empty.${which}`)}</p>
      {total > 0 ? (
        <button type="button" className="button" onClick={onAll}>
          {t('duty.empty.showAll')}
        </button>
      ) : null}
    </EmptyNote>
  );
}

export function DutyPanel() {
  const { t } = useTranslation();
  const district = useDistrict();
  useDutyData();
  const rows = useRows();
  const failure = useRegisters((state) => state.failures.covers ?? state.failures.stations);
  const selectedId = useSelection(({ selected }) => selected?.id);
  const [filter, setFilter] = useState<DutyFilter>('all');
  const [text, setText] = useState('');
  const shown = useMemo(() => filterRows(rows ?? [], filter, text), [rows, filter, text]);
  const showAll = (): void => {
    setFilter('all');
    setText('');
  };
  return (
    <>
      <div className="panel-tools">
        <div className="tool-line">
          <WallClock />
          <LiveWord />
          <span className="space" />
          <SoundButton />
        </div>
        <div className="chips" role="group" aria-label={t('duty.filter.label')}>
          {FILTERS.map((each) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={each === filter}
              onClick={() => setFilter(each)}
            >
              {t(`duty.filter.${each}`)} <b>{filterRows(rows ?? [], each, '').length}</b>
            </button>
          ))}
        </div>
        <FilterField label={t('duty.search')} text={text} onText={setText} />
      </div>
      <div className="scroll">
        <FilterRows
          label={t('duty.list')}
          rows={rows === null ? null : shown}
          failure={failure}
          what={t('errors.what.registers')}
          onRetry={() => {
            void loadRegister(district, 'covers');
            void loadRegister(district, 'stations');
          }}
          empty={<Empty total={rows?.length ?? 0} filter={filter} onAll={showAll} />}
        >
          {(row) => <Row key={row.id} row={row} selected={row.id === selectedId} />}
        </FilterRows>
      </div>
    </>
  );
}
