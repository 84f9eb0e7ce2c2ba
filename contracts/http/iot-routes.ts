/** Routes of the IoT bridge, behind the gateway under /api/iot. */
import { z } from 'zod';
import { AcknowledgeSchema, AlarmSchema, DeviceStateSchema } from '../alarm.ts';
import { HealthSchema } from '../health.ts';
import type { RouteDescription } from './route.ts';

export const IdParametersSchema = z.object({ id: z.string().min(1).max(64) });
export const FramesQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) });
export const FramesSchema = z.array(
  z.object({
    receivedAtUtcMs: z.number(),
    connection: z.string(),
    hex: z.string().describe('bytes as received, with their framing'),
  }),
);

/** Times are those of receipt, from inclusive and to exclusive. */
export const AlarmHistoryQuerySchema = z.object({
  deviceId: z.string().min(1).max(64).optional(),
  area: z.string().min(1).max(64).optional(),
  state: z.enum(['open', 'closed', 'all']).default('all'),
  fromUtcMs: z.coerce.number().optional(),
  toUtcMs: z.coerce.number().optional(),
  cursor: z
    .string()
    .regex(/^[0-9a-z]{26}$/, 'is not a cursor')
    .optional()
    .describe('nextCursor of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const AlarmHistorySchema = z.object({
  alarms: z.array(AlarmSchema),
  nextCursor: z.string().nullable().describe('null on the last page'),
});

export const IOT_ROUTES = {
  health: {
    method: 'GET',
    path: '/health',
    summary: 'How the bridge, its journal and its listeners are.',
    access: 'anyone',
    answers: { 200: { description: 'Its state.', schema: HealthSchema } },
  },
  listAlarms: {
    method: 'GET',
    path: '/alarms',
    summary: 'Open alarms.',
    access: 'alarms-read',
    answers: { 200: { description: 'Every open alarm.', schema: z.array(AlarmSchema) } },
  },
  listHistory: {
    method: 'GET',
    path: '/alarms/history',
    summary: 'Alarms, open and closed, newest first, a page at a time.',
    access: 'alarms-read',
    query: AlarmHistoryQuerySchema,
    answers: { 200: { description: 'One page.', schema: AlarmHistorySchema } },
  },
  readAlarm: {
    method: 'GET',
    path: '/alarms/{id}',
    summary: 'One alarm, open or closed.',
    access: 'alarms-read',
    parameters: IdParametersSchema,
    answers: { 200: { description: 'The alarm.', schema: AlarmSchema } },
  },
  acknowledgeAlarm: {
    method: 'POST',
    path: '/alarms/{id}/acknowledge',
    summary: 'Answers an alarm; refused when it has another version than the caller saw.',
    access: 'alarms-act',
    parameters: IdParametersSchema,
    body: AcknowledgeSchema,
    answers: { 200: { description: 'The alarm as answered.', schema: AlarmSchema } },
  },
  listDevices: {
    method: 'GET',
    path: '/devices',
    summary: 'What is known of each device.',
    access: 'alarms-read',
    answers: { 200: { description: 'Device states.', schema: z.array(DeviceStateSchema) } },
  },
  listFrames: {
    method: 'GET',
    path: '/devices/{id}/frames',
    summary: 'The last frames of a device as received, newest first.',
    access: 'alarms-read',
    parameters: IdParametersSchema,
    query: FramesQuerySchema,
    answers: { 200: { description: 'Frames.', schema: FramesSchema } },
  },
} as const satisfies Readonly<Record<string, RouteDescription>>;
