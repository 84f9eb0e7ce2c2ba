import { beforeEach, describe, expect, test } from 'vitest';
import type { Alarm } from '../../contracts/alarm.ts';
import { alarmsStore, closeAlarm, finishAlarmSnapshot, takeAlarm } from './alarms.store.ts';

const alarm = (change: Partial<Alarm> = {}): Alarm => ({
  v: 1,
  id: 'one',
  deviceId: 'cover-001',
  deviceKind: 'cover',
  type: 'cover-open',
  priority: 'critical',
  condition: 'active',
  acknowledgement: 'unacknowledged',
  raisedAtUtcMs: 1,
  receivedAtUtcMs: 2,
  acknowledgeByUtcMs: 120_002,
  changedAtUtcMs: 2,
  reactivations: 0,
  acknowledgedBy: null,
  acknowledgedAtUtcMs: null,
  note: null,
  position: { crs: 'cgcs2000', longitudeDeg: 121.55, latitudeDeg: 29.88 },
  reportedPosition: null,
  measured: { tiltDeg: 71 },
  area: 'waitan',
  department: 'drainage',
  version: 1,
  ...change,
});

beforeEach(() => alarmsStore.setState(alarmsStore.getInitialState(), true));
const news = (): string[] => alarmsStore.getState().news.map((each) => `${each.id}/${each.version}`);

describe('alarms store', () => {
  test('golden: the first snapshot is not news, what comes after it is', () => {
    takeAlarm(alarm(), true);
    finishAlarmSnapshot(new Set(['one']));
    expect(news()).toEqual([]);
    takeAlarm(alarm({ id: 'two' }), false);
    expect(news()).toEqual(['two/1']);
  });

  test('golden: what was raised while the line was down is news, and what ended is closed', () => {
    takeAlarm(alarm(), true);
    finishAlarmSnapshot(new Set(['one']));
    takeAlarm(alarm({ id: 'two' }), true);
    finishAlarmSnapshot(new Set(['two']));
    expect(Object.keys(alarmsStore.getState().alarms)).toEqual(['two']);
    expect(news()).toEqual(['two/1']);
  });

  test('golden: acknowledging is not news, coming back is', () => {
    finishAlarmSnapshot(new Set());
    takeAlarm(alarm(), false);
    takeAlarm(alarm({ version: 2, acknowledgement: 'acknowledged' }), false);
    takeAlarm(alarm({ version: 3, reactivations: 1 }), false);
    expect(news()).toEqual(['one/1', 'one/3']);
  });

  test('golden: a rise is news also while nobody has answered, a fall is not', () => {
    finishAlarmSnapshot(new Set());
    takeAlarm(alarm({ priority: 'high' }), false);
    takeAlarm(alarm({ version: 2, priority: 'critical' }), false);
    takeAlarm(alarm({ version: 3, priority: 'critical' }), false);
    takeAlarm(alarm({ version: 4, priority: 'high' }), false);
    expect(news()).toEqual(['one/1', 'one/2']);
  });

  test('regression: an older version that arrives late changes nothing', () => {
    takeAlarm(alarm({ version: 5, acknowledgement: 'acknowledged' }), false);
    takeAlarm(alarm({ version: 4 }), false);
    expect(alarmsStore.getState().alarms['one']?.acknowledgement).toBe('acknowledged');
    closeAlarm('one');
    expect(alarmsStore.getState().alarms).toEqual({});
  });
});
