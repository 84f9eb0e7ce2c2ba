import { beforeEach, describe, expect, test } from 'vitest';
import type { Case } from '../../contracts/case.ts';
import { alarmsStore } from './alarms.store.ts';
import { casesStore } from './cases.store.ts';
import { takeMessage } from './mqtt-client.ts';

const filed: Case = {
  v: 1,
  id: '01k0000000000000000000case',
  number: '2026-000001',
  kind: 'cover',
  status: 'filed',
  title: '井盖缺失',
  position: { crs: 'cgcs2000', longitudeDeg: 121.553, latitudeDeg: 29.879 },
  orthometricHeightM: null,
  area: 'waitan',
  department: 'urban-management',
  alarmId: null,
  occurredAtUtcMs: 1,
  filedAtUtcMs: 2,
  ledgerIndex: 0,
  version: 1,
};
const topicOf = (kind: 'case' | 'alarm', id: string): string =>
  `v1/jiangbei/view/waitan/urban-management/${kind}/${id}`;
const send = (topic: string, body: object | null, retained = false): string | null =>
  takeMessage(topic, new TextEncoder().encode(body === null ? '' : JSON.stringify(body)), retained);
const cases = (): string[] => Object.keys(casesStore.getState().cases);

beforeEach(() => {
  casesStore.setState(casesStore.getInitialState(), true);
  alarmsStore.setState(alarmsStore.getInitialState(), true);
});

describe('a message of the broker', () => {
  test('golden: an empty payload takes a case away as it takes an alarm, and no other', () => {
    send(topicOf('case', filed.id), filed, true);
    send(topicOf('case', 'other'), { ...filed, id: 'other' });
    expect(cases()).toEqual([filed.id, 'other']);
    send(topicOf('case', filed.id), null);
    expect(cases()).toEqual(['other']);
    send(topicOf('alarm', 'other'), null);
    expect(cases()).toEqual(['other']);
  });

  test('golden: a case that is retained again after it was cleared is there again', () => {
    send(topicOf('case', filed.id), filed);
    send(topicOf('case', filed.id), null);
    send(topicOf('case', filed.id), filed);
    expect(cases()).toEqual([filed.id]);
  });

  test('errors: what is no record, and what stands on a foreign topic, changes nothing', () => {
    send(topicOf('case', filed.id), filed);
    send(topicOf('case', filed.id), { id: filed.id });
    send('v1/jiangbei/other', null);
    expect(cases()).toEqual([filed.id]);
  });
});
