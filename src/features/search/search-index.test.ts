import { beforeAll, describe, expect, test } from 'vitest';
import { searchEntries, type Findable } from './search-index.ts';
import { loadSpeller, type Speller } from './spelling.ts';

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
const nowhere = { zh: '', en: '' };
const entries = [
  entry({}),
  entry({ id: 'cover-070', zh: '井盖 070', en: 'Cover 070', beside: { zh: '外马路', en: 'Waima Road' } }),
  entry({ kind: 'camera', id: 'camera-07', zh: '外滩码头', en: 'Bund Pier' }),
  entry({ kind: 'place', id: 'road-zhongma', zh: '中马路', en: 'Zhongma Road' }),
];
const ids = (text: string): string[] => searchEntries(entries, text, 10, null).map(({ id }) => id);

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

  test('golden: of equal answers the road comes before the cameras on it', () => {
    const road = entry({ kind: 'place', id: 'road-xinjie', zh: '新街', en: 'Xinjie', beside: nowhere });
    const camera = entry({ kind: 'camera', id: 'camera-01', zh: '新街口', en: 'Xinjiekou', beside: nowhere });
    const plot = entry({ kind: 'zone', id: 'zone-01', zh: '新街地块', en: 'Xinjie plot', beside: nowhere });
    const found = searchEntries([camera, plot, road], '新', 10, null);
    expect(found.map(({ kind }) => kind)).toEqual(['place', 'zone', 'camera']);
  });

  test('property: never more than the limit', () => {
    expect(searchEntries(entries, 'o', 2, null).length).toBeLessThanOrEqual(2);
  });
});

describe('search by pinyin', () => {
  let speller: Speller;
  beforeAll(async () => {
    speller = await loadSpeller();
  });
  const named = (zh: string): Findable => entry({ kind: 'place', id: zh, zh, en: zh, beside: nowhere });
  const places = ['老外滩', '外滩', '江北老外滩 1 号地块', '重庆路', '绿地'].map(named);
  const found = (text: string): string[] => searchEntries(places, text, 10, speller).map(({ id }) => id);

  test('reference: whole syllables, with spaces, cut short, and initials find a name, the beginning first', () => {
    expect(found('laowaitan')).toEqual(['老外滩', '江北老外滩 1 号地块']);
    expect(found("lao'wai tan")).toEqual(found('laowaitan'));
    expect(found('laowait')).toEqual(found('laowaitan'));
    expect(found('lwt')).toEqual(found('laowaitan'));
    expect(found('waitan')).toEqual(['外滩', '江北老外滩 1 号地块', '老外滩']);
  });

  test('reference: a character of two readings is read in its word, ü is v', () => {
    expect(found('chongqing')).toEqual(['重庆路']);
    expect(found('lvdi')).toEqual(['绿地']);
  });

  test('property: a syllable is not found from its middle, and one letter finds nothing', () => {
    expect(found('aowaitan')).toEqual([]);
    expect(found('w')).toEqual([]);
  });
});
