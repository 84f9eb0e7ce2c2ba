/** GET /healthz of the gateway, and of each part for itself. */
import { z } from 'zod';

export const PartHealthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  detail: z.string().optional(),
});

export const HealthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  parts: z.record(z.string(), PartHealthSchema),
  listeners: z.record(z.string(), z.object({ host: z.string(), port: z.int(), protocol: z.string() })),
});
export type Health = z.infer<typeof HealthSchema>;
