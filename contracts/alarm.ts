/** Alarms as the bridge publishes them: retained on the view topic while open, and by HTTP. */
import { z } from 'zod';

export const AlarmTypeSchema = z.enum([
  'cover-open',
  'cover-displaced',
  'cover-stolen',
  'water-level',
  'battery-low',
]);
export type AlarmType = z.infer<typeof AlarmTypeSchema>;

export const PrioritySchema = z.enum(['critical', 'high', 'medium', 'low']);
export type Priority = z.infer<typeof PrioritySchema>;

export const PositionSchema = z.object({
  crs: z.enum(['cgcs2000', 'wgs84', 'gcj02', 'bd09']),
  longitudeDeg: z.number(),
  latitudeDeg: z.number(),
});

export const AlarmSchema = z.object({
  v: z.literal(1),
  id: z.string().describe('id of the occurrence'),
  deviceId: z.string(),
  deviceKind: z.enum(['cover', 'station']),
  type: AlarmTypeSchema,
  priority: PrioritySchema,
  condition: z.enum(['active', 'inactive']),
  acknowledgement: z.enum(['unacknowledged', 'acknowledged']),
  raisedAtUtcMs: z.number().describe('event time at the device'),
  receivedAtUtcMs: z.number().describe('last byte of the frame that raised it'),
  acknowledgeByUtcMs: z
    .number()
    .describe('by when somebody has to answer: server time of arrival plus the time that the rule allows'),
  changedAtUtcMs: z.number(),
  reactivations: z.int(),
  acknowledgedBy: z.string().nullable().describe('account id'),
  acknowledgedAtUtcMs: z.number().nullable(),
  note: z.string().nullable(),
  position: PositionSchema.describe('registered place of the chamber'),
  reportedPosition: PositionSchema.nullable().describe('where the device says it is, when that differs'),
  measured: z
    .record(z.string(), z.number())
    .describe('values with their unit in the name: tiltDeg, waterM, movedM, batteryPercent'),
  area: z.string(),
  department: z.string(),
  version: z.int().describe('grows with every change; commands carry expectedVersion'),
});
export type Alarm = z.infer<typeof AlarmSchema>;

/** Body of POST /alarms/:id/acknowledge. */
export const AcknowledgeSchema = z.object({
  expectedVersion: z.int(),
  note: z.string().max(500).default(''),
});

/** GET /devices: what is known of each device, besides its alarms. */
export const DeviceStateSchema = z.object({
  deviceId: z.string(),
  lastReportAtUtcMs: z.number().nullable(),
  batteryPercent: z.number().nullable(),
  signalDbm: z.number().nullable(),
  waterM: z.number().nullable(),
  tiltDeg: z.number().nullable(),
  position: PositionSchema.nullable(),
  satellites: z.int().nullable(),
});
export type DeviceState = z.infer<typeof DeviceStateSchema>;
