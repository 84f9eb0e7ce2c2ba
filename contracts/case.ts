/** Cases as the case service files, projects and publishes them. No personal data in what is published. */
import { z } from 'zod';
import { PositionSchema } from './alarm.ts';

export const CaseKindSchema = z.enum(['illegal-construction', 'cover', 'street-trading', 'water', 'other']);
export const CaseStatusSchema = z.enum(['filed', 'investigating', 'decided', 'closed']);

/** Body of POST /cases. `clientRequestId` makes a repeated submission the same case. */
export const FileCaseSchema = z.object({
  clientRequestId: z.string().min(8).max(64),
  kind: CaseKindSchema,
  title: z.string().trim().min(1).max(120),
  description: z.string().max(4000).default(''),
  position: PositionSchema,
  orthometricHeightM: z.number().nullable().default(null),
  area: z.string(),
  department: z.string().describe('organisation that takes the case'),
  alarmId: z.string().nullable().default(null),
  occurredAtUtcMs: z.number(),
});
export type FileCase = z.infer<typeof FileCaseSchema>;

export const CaseSchema = z.object({
  v: z.literal(1),
  id: z.string(),
  number: z.string().describe('year and running number'),
  kind: CaseKindSchema,
  status: CaseStatusSchema,
  title: z.string(),
  position: PositionSchema,
  orthometricHeightM: z.number().nullable(),
  area: z.string(),
  department: z.string(),
  alarmId: z.string().nullable(),
  occurredAtUtcMs: z.number(),
  filedAtUtcMs: z.number(),
  ledgerIndex: z.int(),
  version: z.int(),
});
export type Case = z.infer<typeof CaseSchema>;

/** GET /cases/:id */
export const CaseSheetSchema = CaseSchema.extend({
  description: z.string(),
  filedBy: z.object({ account: z.string(), name: z.string(), organisation: z.string() }),
  history: z.array(z.object({ atUtcMs: z.number(), type: z.string(), by: z.string(), ledgerIndex: z.int() })),
});
export type CaseSheet = z.infer<typeof CaseSheetSchema>;

/** GET /cases/:id/receipt: what proves that the entry is in the log. */
export const ReceiptSchema = z.object({
  index: z.int(),
  entry: z.string().describe('canonical JSON (RFC 8785) exactly as logged'),
  leafHash: z.string().describe('base64 SHA-256(0x00 || entry)'),
  inclusionProof: z.array(z.string()).describe('base64, leaf to root (RFC 6962)'),
  checkpoint: z.string().describe('signed note (C2SP tlog-checkpoint)'),
  publicKey: z.string().describe('verifier key of the log: name+keyid+base64'),
});
export type Receipt = z.infer<typeof ReceiptSchema>;
