import { describe, expect, test } from 'vitest';
import type { Alarm } from '../../../contracts/alarm.ts';
import type { CoverEntry } from '../../services/registers.store.ts';
import { dutyRows, filterRows } from './duty-rows.ts';

const cover = (id: string): CoverEntry =>
  ({
    id,
    road: { zh: '中马路', en: 'Zhongma Road' },
    longitudeDeg: 1,
    latitudeDeg: 2,
    orthometricHeightM: 3,
  }) as CoverEntry;
const alarm = (change: Partial<Alarm>): Alarm =>
  ({
    id: change.deviceId,
    priority: 'high',
    acknowledgement: 'unacknowledged',
    raisedAtUtcMs: 0,
    position: { longitudeDeg: 5, latitudeDeg: 6 },
    area: 'waitan',
    deviceKind: 'cover',
    ...change,
  }) as Alarm;

const rows = dutyRows({
  covers: ['cover-001', 'cover-002', 'cover-003'].map(cover),
  stations: [],
  alarms: {
    a: alarm({ deviceId: 'cover-003', priority: 'critical', acknowledgement: 'acknowledged' }),
    b: alarm({ deviceId: 'cover-002' }),
    c: alarm({ deviceId: 'cover-999', priority: 'low' }),
  },
  devices: {},
  nowUtcMs: 0,
});

describe('duty list', () => {
  test('golden: waiting alarms, then acknowledged ones, then the quiet', () => {
    expect(rows.map(({ id }) => id)).toEqual(['cover-002', 'cover-999', 'cover-003', 'cover-001']);
  });

  test('golden: an alarm of an unregistered device is listed where the alarm says', () => {
    expect(rows.find(({ id }) => id === 'cover-999')).toMatchObject({ longitudeDeg: 5, state: 'low' });
  });

  test('golden: filters by state and by road or number', () => {
    expect(filterRows(rows, 'unacknowledged', '').map(({ id }) => id)).toEqual(['cover-002', 'cover-999']);
    expect(filterRows(rows, 'normal', '').map(({ id }) => id)).toEqual(['cover-001']);
    expect(filterRows(rows, 'all', 'ZHONGMA').length).toBe(3);
    expect(filterRows(rows, 'open', '003').length).toBe(1);
  });
});
