/** The state of a device as pin, row and sheet show it, and the order in which people need to see them. Pure. */
import type { Alarm, DeviceState, Priority } from '../../contracts/alarm.ts';

export type ShownState = Priority | 'normal' | 'offline';

/** A cover reports at least every few hours; the sample ones every minute. Silence for longer is a fault. */
export const SILENT_AFTER_MS = 24 * 3600 * 1000;

const RANK: Readonly<Record<ShownState, number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
  offline: 4,
  normal: 5,
};

/** Unacknowledged before acknowledged, then by priority, then the oldest: who waits longest comes first. */
export function compareAlarms(a: Alarm, b: Alarm): number {
  const waits = (alarm: Alarm): number => (alarm.acknowledgement === 'unacknowledged' ? 0 : 1);
  return (
    waits(a) - waits(b) ||
    RANK[a.priority] - RANK[b.priority] ||
    a.raisedAtUtcMs - b.raisedAtUtcMs ||
    a.id.localeCompare(b.id)
  );
}

export function alarmsByDevice(
  alarms: Readonly<Record<string, Alarm>>,
): ReadonlyMap<string, readonly Alarm[]> {
  const byDevice = new Map<string, Alarm[]>();
  for (const alarm of Object.values(alarms).sort(compareAlarms)) {
    const list = byDevice.get(alarm.deviceId);
    if (list) list.push(alarm);
    else byDevice.set(alarm.deviceId, [alarm]);
  }
  return byDevice;
}

/** `device` undefined: nothing is known of it yet, which is not the same as silence. */
export function shownState(
  alarms: readonly Alarm[],
  device: DeviceState | undefined,
  nowUtcMs: number,
): ShownState {
  const worst = alarms.reduce<Priority | null>(
    (found, { priority }) => (found === null || RANK[priority] < RANK[found] ? priority : found),
    null,
  );
  if (worst !== null) return worst;
  if (device === undefined) return 'normal';
  const last = device.lastReportAtUtcMs;
  return last === null || nowUtcMs - last > SILENT_AFTER_MS ? 'offline' : 'normal';
}

export const compareStates = (a: ShownState, b: ShownState): number => RANK[a] - RANK[b];
