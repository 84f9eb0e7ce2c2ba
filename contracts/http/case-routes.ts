/** Routes of the case service, behind the gateway under /api/case. */
import { z } from 'zod';
import { CaseSchema, CaseSheetSchema, FileCaseSchema, ReceiptSchema } from '../case.ts';
import { PartHealthSchema } from '../health.ts';
import type { RouteDescription } from './route.ts';

export const CaseParametersSchema = z.object({
  id: z.string().regex(/^[0-9a-z]{26}$/, 'is not a case id'),
});
export const CaseListQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(500) });

export const CASE_ROUTES = {
  health: {
    method: 'GET',
    path: '/health',
    summary: 'How the case service is.',
    access: 'anyone',
    answers: { 200: { description: 'Its state.', schema: PartHealthSchema } },
  },
  listCases: {
    method: 'GET',
    path: '/cases',
    summary: 'Cases that the organisation of the caller may see, newest first.',
    access: 'cases-read',
    query: CaseListQuerySchema,
    answers: { 200: { description: 'Cases, open and closed.', schema: z.array(CaseSchema) } },
  },
  fileCase: {
    method: 'POST',
    path: '/cases',
    summary: 'Files a case; the same clientRequestId again is the same case.',
    access: 'cases-write',
    body: FileCaseSchema,
    answers: {
      200: { description: 'It had been filed before.', schema: CaseSheetSchema },
      201: { description: 'Filed, and durable in the ledger.', schema: CaseSheetSchema },
    },
  },
  readCase: {
    method: 'GET',
    path: '/cases/{id}',
    summary: 'One case with its history.',
    access: 'cases-read',
    parameters: CaseParametersSchema,
    answers: { 200: { description: 'The case.', schema: CaseSheetSchema } },
  },
  readReceipt: {
    method: 'GET',
    path: '/cases/{id}/receipt',
    summary: 'What proves that the case is in the ledger.',
    access: 'cases-read',
    parameters: CaseParametersSchema,
    answers: { 200: { description: 'Entry, inclusion proof and signed checkpoint.', schema: ReceiptSchema } },
  },
} as const satisfies Readonly<Record<string, RouteDescription>>;
