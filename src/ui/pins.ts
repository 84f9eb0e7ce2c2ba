/** Pins of the map from the registers, the alarms and the cases. Pure; unchanged records keep their identity. */
import type { Case } from '../../contracts/case.ts';
import type { Alarm, DeviceState } from '../../contracts/alarm.ts';
import type { Pin } from '../globe/globe-port.ts';
import { alarmsByDevice, shownState } from '../services/device-state.ts';
import type { RegisterEntries } from '../services/registers.store.ts';

export interface PinSources {
  readonly registers: Partial<RegisterEntries>;
  readonly alarms: Readonly<Record<string, Alarm>>;
  readonly devices: Readonly<Record<string, DeviceState>>;
  readonly cases: Readonly<Record<string, Case>>;
  readonly nowUtcMs: number;
  /** kinds that the workspace shows */
  readonly kinds: ReadonlySet<Pin['kind']>;
  /** shown whatever its kind: what is found by name must be seen */
  readonly selectedId: string | null;
}

function devicePins({ registers, alarms, devices, nowUtcMs }: PinSources): Pin[] {
  const open = alarmsByDevice(alarms);
  const stateOf = (id: string): Pin['state'] => shownState(open.get(id) ?? [], devices[id], nowUtcMs);
  return [
    ...(registers.covers ?? []).map((cover) => ({
      id: cover.id,
      kind: 'cover' as const,
      state: stateOf(cover.id),
      longitudeDeg: cover.longitudeDeg,
      latitudeDeg: cover.latitudeDeg,
      orthometricHeightM: cover.orthometricHeightM,
      chamber: { depthM: cover.chamberDepthM, diameterM: cover.diameterM },
    })),
    ...(registers.stations ?? []).map((station) => ({
      id: station.id,
      kind: 'station' as const,
      state: stateOf(station.id),
      longitudeDeg: station.longitudeDeg,
      latitudeDeg: station.latitudeDeg,
      orthometricHeightM: station.orthometricHeightM,
    })),
  ];
}

function cameraPins({ registers }: PinSources): Pin[] {
  return (registers.cameras ?? []).map((camera) => ({
    id: camera.id,
    kind: 'camera' as const,
    state: 'normal' as const,
    longitudeDeg: camera.longitudeDeg,
    latitudeDeg: camera.latitudeDeg,
    orthometricHeightM: camera.orthometricHeightM,
    sight: {
      headingDeg: camera.headingDeg,
      horizontalFieldOfViewDeg: camera.horizontalFieldOfViewDeg,
      rangeM: camera.rangeM,
    },
  }));
}

function casePins({ cases }: PinSources): Pin[] {
  return Object.values(cases)
    .filter(({ status }) => status !== 'closed')
    .map((each) => ({
      id: each.id,
      kind: 'case' as const,
      state: each.status === 'filed' ? ('medium' as const) : ('low' as const),
      longitudeDeg: each.position.longitudeDeg,
      latitudeDeg: each.position.latitudeDeg,
      orthometricHeightM: each.orthometricHeightM,
    }));
}

const samePin = (a: Pin, b: Pin): boolean =>
  a.state === b.state &&
  a.longitudeDeg === b.longitudeDeg &&
  a.latitudeDeg === b.latitudeDeg &&
  a.kind === b.kind;

/** The same array when no pin changed, so that the map has nothing to do. */
export function pinsOf(sources: PinSources, before: readonly Pin[]): readonly Pin[] {
  const known = new Map(before.map((pin) => [pin.id, pin]));
  const all = [...devicePins(sources), ...cameraPins(sources), ...casePins(sources)];
  const pins = all
    .filter(({ id, kind }) => sources.kinds.has(kind) || id === sources.selectedId)
    .map((pin) => {
      const same = known.get(pin.id);
      return same !== undefined && samePin(same, pin) ? same : pin;
    });
  return pins.length === before.length && pins.every((pin, index) => pin === before[index]) ? before : pins;
}
