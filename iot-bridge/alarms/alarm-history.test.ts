import { describe, expect, test } from 'vitest';
import type { Alarm } from '../../contracts/alarm.ts';
import { AlarmHistoryQuerySchema } from '../../contracts/http/iot-routes.ts';
import { alarmHistory } from './alarm-history.ts';
import { occurrenceId } from './occurrence-id.ts';

function known(index: number): { alarm: Alarm; open: boolean } {
  const receivedAtUtcMs = 1_000_000 + index * 1000;
  const alarm: Alarm = {
    v: 1,
    id: occurrenceId(receivedAtUtcMs, index, 0),
    deviceId: `cover-00${index % 3}`,
    deviceKind: 'cover',
    type: 'cover-open',
    priority: 'high',
    condition: 'inactive',
    acknowledgement: 'acknowledged',
    raisedAtUtcMs: receivedAtUtcMs,
    receivedAtUtcMs,
    acknowledgeByUtcMs: receivedAtUtcMs,
    changedAtUtcMs: receivedAtUtcMs,
    reactivations: 0,
    acknowledgedBy: 'duty',
    acknowledgedAtUtcMs: receivedAtUtcMs,
    note: null,
    position: { crs: 'cgcs2000', longitudeDeg: 121.55, latitudeDeg: 29.88 },
    reportedPosition: null,
    measured: {},
    area: index % 2 === 0 ? 'waitan' : 'zhongma',
    department: 'drainage',
    version: 3,
  };
  return { alarm, open: index >= 20 };
}

const all = Array.from({ length: 25 }, (_, index) => known(index));
const page = (query: Record<string, string>) => alarmHistory(all, AlarmHistoryQuerySchema.parse(query));
const newestFirst = all.map(({ alarm }) => alarm.id).reverse();

describe('alarm history', () => {
  test('property: pages by cursor give every alarm once, newest first, also when others come up meanwhile', () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query = AlarmHistoryQuerySchema.parse({ limit: '7', ...(cursor === null ? {} : { cursor }) });
      const answer = alarmHistory([...all, ...(cursor === null ? [] : [known(99)])], query);
      seen.push(...answer.alarms.map(({ id }) => id));
      cursor = answer.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(newestFirst);
  });

  test('golden: by device, area, state and half-open time, together', () => {
    expect(page({ state: 'open' }).alarms).toHaveLength(5);
    expect(page({ state: 'closed', limit: '200' }).alarms).toHaveLength(20);
    const some = page({
      deviceId: 'cover-000',
      area: 'waitan',
      state: 'closed',
      fromUtcMs: '1006000',
      toUtcMs: '1018000',
    });
    // Multiples of six from the sixth second on, before the eighteenth.
    expect(some.alarms.map(({ receivedAtUtcMs }) => receivedAtUtcMs)).toEqual([1_012_000, 1_006_000]);
    expect(some.nextCursor).toBeNull();
  });

  test('errors: limits and cursors that are none', () => {
    for (const query of [
      { limit: '0' },
      { limit: '201' },
      { cursor: 'x' },
      { state: 'old' },
      { fromUtcMs: 'then' },
    ]) {
      expect(AlarmHistoryQuerySchema.safeParse(query).success).toBe(false);
    }
  });
});
