import { describe, expect, test } from 'vitest';
import { searchEntries, type Findable } from './search-index.ts';

const entry = (change: Partial<Findable>): Findable => ({
  kind: 'cover',
  id: 'cover-007',
  zh: '井盖 007',
  en: 'Cover 007',
  beside: { zh: '中马路', en: 'Zhongma Road' },
  longitudeDeg: 121.55,
  latitudeDeg: 29.88,
  orthometricHeightM: 3,
  ...change,
});
const entries = [
  entry({}),
  entry({ id: 'cover-070', zh: '井盖 070', en: 'Cover 070', beside: { zh: '外马路', en: 'Waima Road' } }),
  entry({ kind: 'camera', id: 'camera-07', zh: '外滩码头', en: 'Bund Pier' }),
  entry({ kind: 'place', id: 'road-zhongma', zh: '中马路', en: 'Zhongma Road' }),
];
const ids = (text: string): string[] => searchEntries(entries, text, 10).map(({ id }) => id);

describe('search', () => {
  test('golden: a bare number finds the thing of that number, before things that contain it', () => {
    expect(ids('7').slice(0, 2).sort()).toEqual(['camera-07', 'cover-007']);
    expect(ids('70')[0]).toBe('cover-070');
  });

  test('golden: a name comes before what lies beside it; case and full-width letters do not matter', () => {
    expect(ids('中马路')[0]).toBe('road-zhongma');
    expect(ids('中马路')).toContain('cover-007');
    expect(ids('ＺＨＯＮＧＭＡ road')[0]).toBe('road-zhongma');
  });

  test('golden: words in any order, nothing for nothing', () => {
    expect(ids('waima cover')).toEqual(['cover-070']);
    expect(ids('   ')).toEqual([]);
    expect(ids('没有这个')).toEqual([]);
  });

  test('property: never more than the limit', () => {
    expect(searchEntries(entries, 'o', 2).length).toBeLessThanOrEqual(2);
  });
});
