/** Cases: the list by HTTP, what changes by MQTT; sheets and receipts when they are opened. */
import './zod-jitless.ts';
import { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import {
  CaseSchema,
  CaseSheetSchema,
  ReceiptSchema,
  type Case,
  type CaseSheet,
  type FileCase,
  type Receipt,
} from '../../contracts/case.ts';
import type { Result } from '../../contracts/result.ts';
import type { HttpFailure } from './http.ts';
import { requestJson } from './http.ts';
import { withoutRecord, withRecord, type Records } from './live-records.ts';

export interface CasesState {
  readonly cases: Records<Case>;
  readonly loaded: boolean;
  readonly failure: HttpFailure | null;
}

export const casesStore = createStore<CasesState>(() => ({ cases: {}, loaded: false, failure: null }));

export function takeCase(record: Case): void {
  casesStore.setState((state) => ({ cases: withRecord(state.cases, record) }));
}

/** The broker no longer retains it: the case service has no such open case. */
export function closeCase(id: string): void {
  casesStore.setState((state) => ({ cases: withoutRecord(state.cases, id) }));
}

/** Also cases that are no longer retained: a snapshot of the broker takes none of them away, its word on one does. */
export async function loadCases(): Promise<void> {
  const answer = await requestJson(z.array(CaseSchema), '/api/case/cases');
  if (!answer.ok) {
    casesStore.setState({ failure: answer.error });
    return;
  }
  casesStore.setState((state) => ({
    cases: answer.value.reduce<Records<Case>>(withRecord, state.cases),
    loaded: true,
    failure: null,
  }));
}

export async function fileCase(draft: FileCase): Promise<Result<CaseSheet, HttpFailure>> {
  const answer = await requestJson(CaseSheetSchema, '/api/case/cases', { method: 'POST', body: draft });
  if (answer.ok) takeCase(CaseSchema.parse(answer.value));
  return answer;
}

export function fetchCaseSheet(id: string, signal: AbortSignal): Promise<Result<CaseSheet, HttpFailure>> {
  return requestJson(CaseSheetSchema, `/api/case/cases/${encodeURIComponent(id)}`, { signal });
}

export function fetchReceipt(id: string, signal: AbortSignal): Promise<Result<Receipt, HttpFailure>> {
  return requestJson(ReceiptSchema, `/api/case/cases/${encodeURIComponent(id)}/receipt`, { signal });
}
