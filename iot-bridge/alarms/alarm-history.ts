/** One page of the alarms that are known, newest first. Pure; ids sort by the time of receipt (occurrence-id.ts). */
import type { z } from 'zod';
import type { Alarm } from '../../contracts/alarm.ts';
import type { AlarmHistoryQuerySchema, AlarmHistorySchema } from '../../contracts/http/iot-routes.ts';

type Query = z.output<typeof AlarmHistoryQuerySchema>;

function matches(alarm: Alarm, open: boolean, query: Query): boolean {
  if (query.state !== 'all' && open !== (query.state === 'open')) return false;
  if (query.deviceId !== undefined && alarm.deviceId !== query.deviceId) return false;
  if (query.area !== undefined && alarm.area !== query.area) return false;
  if (query.fromUtcMs !== undefined && alarm.receivedAtUtcMs < query.fromUtcMs) return false;
  if (query.toUtcMs !== undefined && alarm.receivedAtUtcMs >= query.toUtcMs) return false;
  return query.cursor === undefined || alarm.id < query.cursor;
}

/** The cursor is the id of the last alarm of a page: what is raised meanwhile moves nothing. */
export function alarmHistory(
  known: Iterable<{ readonly alarm: Alarm; readonly open: boolean }>,
  query: Query,
): z.output<typeof AlarmHistorySchema> {
  const found = [...known].filter(({ alarm, open }) => matches(alarm, open, query)).map(({ alarm }) => alarm);
  found.sort((a, b) => (a.id < b.id ? 1 : -1));
  const alarms = found.slice(0, query.limit);
  const nextCursor = found.length > alarms.length ? (alarms.at(-1)?.id ?? null) : null;
  return { alarms, nextCursor };
}
