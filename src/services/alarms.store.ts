/** Open alarms as the broker says, device states as the bridge says, and which alarms have just come up. */
import './zod-jitless.ts';
import { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import { AlarmSchema, DeviceStateSchema, type Alarm, type DeviceState } from '../../contracts/alarm.ts';
import type { Result } from '../../contracts/result.ts';
import { compareStates } from './device-state.ts';
import type { HttpFailure } from './http.ts';
import { requestJson } from './http.ts';
import { afterSnapshot, withoutRecord, withRecord, type Records } from './live-records.ts';

export interface AlarmsState {
  readonly alarms: Records<Alarm>;
  readonly devices: Readonly<Record<string, DeviceState>>;
  readonly devicesFailure: HttpFailure | null;
  /** the first snapshot is in: an empty list means that all is quiet */
  readonly complete: boolean;
  /** alarms that came up, or came up again, since this page was opened; newest last */
  readonly news: readonly Alarm[];
}

const NEWS_KEPT = 20;

export const alarmsStore = createStore<AlarmsState>(() => ({
  alarms: {},
  devices: {},
  devicesFailure: null,
  complete: false,
  news: [],
}));

/** Worth a sound and a word: a new occurrence, a reactivation, or a rise. */
function isNews(alarm: Alarm, before: Alarm | undefined): boolean {
  if (alarm.acknowledgement !== 'unacknowledged' || alarm.condition !== 'active') return false;
  if (before === undefined) return true;
  if (compareStates(alarm.priority, before.priority) < 0) return true;
  return alarm.reactivations > before.reactivations || before.acknowledgement === 'acknowledged';
}

/** `retained`: part of the snapshot, so it may be old; news only when it was raised after the last snapshot. */
export function takeAlarm(alarm: Alarm, retained: boolean): void {
  alarmsStore.setState((state) => {
    const before = state.alarms[alarm.id];
    const alarms = withRecord(state.alarms, alarm);
    if (alarms === state.alarms) return state;
    const fresh = isNews(alarm, before) && (!retained || state.complete);
    return { alarms, news: fresh ? [...state.news, alarm].slice(-NEWS_KEPT) : state.news };
  });
}

export function closeAlarm(id: string): void {
  alarmsStore.setState((state) => ({ alarms: withoutRecord(state.alarms, id) }));
}

export function finishAlarmSnapshot(seen: ReadonlySet<string>): void {
  alarmsStore.setState((state) => ({ alarms: afterSnapshot(state.alarms, seen), complete: true }));
}

export async function loadDevices(): Promise<void> {
  const answer = await requestJson(z.array(DeviceStateSchema), '/api/iot/devices');
  if (!answer.ok) {
    alarmsStore.setState({ devicesFailure: answer.error });
    return;
  }
  const devices = Object.fromEntries(answer.value.map((device) => [device.deviceId, device]));
  alarmsStore.setState({ devices, devicesFailure: null });
}

/** Errors: `version-conflict` (409) when the alarm changed since `expectedVersion`, `not-found` when it closed. */
export async function acknowledgeAlarm(alarm: Alarm, note: string): Promise<Result<Alarm, HttpFailure>> {
  const path = `/api/iot/alarms/${encodeURIComponent(alarm.id)}`;
  const answer = await requestJson(AlarmSchema, `${path}/acknowledge`, {
    method: 'POST',
    body: { expectedVersion: alarm.version, note },
  });
  if (answer.ok) takeAlarm(answer.value, true);
  else if (answer.error.status === 409) {
    const newest = await requestJson(AlarmSchema, path);
    if (newest.ok) takeAlarm(newest.value, true);
  }
  return answer;
}
