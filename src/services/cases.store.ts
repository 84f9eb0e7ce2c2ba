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
import { withRecord, type Records } from './live-records.ts';

export interface CasesState {
  readonly cases: Records<Case>;
  readonly loaded: boolean;
  readonly failure: HttpFailure | null;
}

export const casesStore = createStore<CasesState>(() => ({ cases: {}, loaded: false, failure: null }));

export function takeCase(record: Case): void {
  casesStore.setState((state) => ({ cases: withRecord(state.cases, record) }));
}

/** The list also holds closed cases, which are no longer retained: live news only adds to it. */
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
