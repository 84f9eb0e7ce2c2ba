import { describe, expect, test } from 'vitest';
import type { Alarm, DeviceState } from '../../contracts/alarm.ts';
import { alarmsByDevice, compareAlarms, shownState, SILENT_AFTER_MS } from './device-state.ts';

const alarm = (change: Partial<Alarm>): Alarm =>
  ({
    id: 'a',
    deviceId: 'cover-001',
    priority: 'low',
    acknowledgement: 'unacknowledged',
    raisedAtUtcMs: 0,
    ...change,
  }) as Alarm;
const device = (lastReportAtUtcMs: number | null): DeviceState =>
  ({ deviceId: 'cover-001', lastReportAtUtcMs }) as DeviceState;

describe('device state', () => {
  test('golden: the worst alarm wins over silence', () => {
    const alarms = [alarm({ priority: 'medium' }), alarm({ id: 'b', priority: 'critical' })];
    expect(shownState(alarms, device(null), 0)).toBe('critical');
  });

  test('golden: silence is offline, the unknown is not', () => {
    expect(shownState([], undefined, 0)).toBe('normal');
    expect(shownState([], device(null), 0)).toBe('offline');
    expect(shownState([], device(0), SILENT_AFTER_MS)).toBe('normal');
    expect(shownState([], device(0), SILENT_AFTER_MS + 1)).toBe('offline');
  });

  test('golden: waiting alarms first, then the worse, then the older', () => {
    const sorted = [
      alarm({ id: 'seen', priority: 'critical', acknowledgement: 'acknowledged' }),
      alarm({ id: 'late', priority: 'high', raisedAtUtcMs: 9 }),
      alarm({ id: 'early', priority: 'high', raisedAtUtcMs: 1 }),
      alarm({ id: 'worst', priority: 'critical' }),
    ].sort(compareAlarms);
    expect(sorted.map(({ id }) => id)).toEqual(['worst', 'early', 'late', 'seen']);
    expect(
      alarmsByDevice(Object.fromEntries(sorted.map((each) => [each.id, each]))).get('cover-001')?.length,
    ).toBe(4);
  });
});
