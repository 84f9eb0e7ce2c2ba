/** Covers and alarms as one list. Pure. */
import type { Alarm, DeviceState } from '../../../contracts/alarm.ts';
import {
  alarmsByDevice,
  compareAlarms,
  compareStates,
  shownState,
  type ShownState,
} from '../../services/device-state.ts';
import type { CoverEntry, StationEntry } from '../../services/registers.store.ts';

export type DutyFilter = 'all' | 'open' | 'unacknowledged' | 'offline' | 'normal';

export interface DutyRow {
  readonly id: string;
  readonly kind: 'cover' | 'station';
  readonly name: { readonly zh: string; readonly en: string };
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly orthometricHeightM: number | null;
  readonly state: ShownState;
  /** most pressing first */
  readonly alarms: readonly Alarm[];
}

interface Sources {
  readonly covers: readonly CoverEntry[];
  readonly stations: readonly StationEntry[];
  readonly alarms: Readonly<Record<string, Alarm>>;
  readonly devices: Readonly<Record<string, DeviceState>>;
  readonly nowUtcMs: number;
}

/** Nothing to draw anew: the same alarms in the same versions, in the same state. */
export const sameRow = (a: DutyRow, b: DutyRow): boolean =>
  a.id === b.id &&
  a.state === b.state &&
  a.name === b.name &&
  a.alarms.length === b.alarms.length &&
  a.alarms.every((alarm, index) => alarm === b.alarms[index]);

function compareRows(a: DutyRow, b: DutyRow): number {
  const [first, second] = [a.alarms[0], b.alarms[0]];
  if (first && second) return compareAlarms(first, second);
  if (first || second) return first ? -1 : 1;
  return compareStates(a.state, b.state) || a.id.localeCompare(b.id);
}

export function dutyRows({ covers, stations, alarms, devices, nowUtcMs }: Sources): DutyRow[] {
  const open = alarmsByDevice(alarms);
  const row = (kind: DutyRow['kind'], name: DutyRow['name'], entry: CoverEntry | StationEntry): DutyRow => ({
    id: entry.id,
    kind,
    name,
    longitudeDeg: entry.longitudeDeg,
    latitudeDeg: entry.latitudeDeg,
    orthometricHeightM: entry.orthometricHeightM,
    state: shownState(open.get(entry.id) ?? [], devices[entry.id], nowUtcMs),
    alarms: open.get(entry.id) ?? [],
  });
  const rows = [
    ...covers.map((cover) => row('cover', cover.road, cover)),
    ...stations.map((station) => row('station', station.name, station)),
  ];
  const known = new Set(rows.map(({ id }) => id));
  // An alarm of a device that no register names must still be seen.
  const strays = [...open].flatMap(([id, list]): DutyRow[] => {
    const [first] = list;
    if (known.has(id) || first === undefined) return [];
    const { longitudeDeg, latitudeDeg } = first.position;
    const name = { zh: first.area, en: first.area };
    return [
      {
        id,
        kind: first.deviceKind,
        name,
        longitudeDeg,
        latitudeDeg,
        orthometricHeightM: null,
        state: first.priority,
        alarms: list,
      },
    ];
  });
  return [...rows, ...strays].sort(compareRows);
}

const KEEPS: Readonly<Record<DutyFilter, (row: DutyRow) => boolean>> = {
  all: () => true,
  open: (row) => row.alarms.length > 0,
  unacknowledged: (row) => row.alarms.some((alarm) => alarm.acknowledgement === 'unacknowledged'),
  offline: (row) => row.state === 'offline',
  normal: (row) => row.state === 'normal',
};

export function filterRows(rows: readonly DutyRow[], filter: DutyFilter, text: string): DutyRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    (row) =>
      KEEPS[filter](row) &&
      (wanted === '' || `${row.id} ${row.name.zh} ${row.name.en}`.toLowerCase().includes(wanted)),
  );
}
