/** The district of this installation and its registers: manifest first, each register when somebody asks for it. */
import { createStore } from 'zustand/vanilla';
import { DistrictSchema, type District } from '../../contracts/district.ts';
import type { HttpFailure } from './http.ts';
import { requestJson } from './http.ts';

export const DISTRICT_URL = '/district/';

export interface DistrictState {
  readonly district: District | null;
  readonly failure: HttpFailure | null;
}

export const districtStore = createStore<DistrictState>(() => ({ district: null, failure: null }));

export async function loadDistrict(): Promise<void> {
  districtStore.setState({ failure: null });
  const answer = await requestJson(DistrictSchema, `${DISTRICT_URL}district.json`);
  districtStore.setState(answer.ok ? { district: answer.value, failure: null } : { failure: answer.error });
}
