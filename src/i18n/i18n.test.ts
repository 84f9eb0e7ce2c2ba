import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

function leaves(texts: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') found.set(here, value);
    else for (const [inner, text] of leaves(value, here)) found.set(inner, text);
  }
  return found;
}

const zhTexts = leaves(zh);
const enTexts = leaves(en);
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

describe('texts', () => {
  test('property: English has every key of the Chinese, and only plurals besides', () => {
    expect([...zhTexts.keys()].filter((key) => !enTexts.has(key))).toEqual([]);
    const extra = [...enTexts.keys()].filter((key) => !zhTexts.has(key));
    expect(extra.filter((key) => !zhTexts.has(key.replace(/_one$/, '_other')))).toEqual([]);
  });

  test('property: both languages fill the same places', () => {
    for (const [key, text] of zhTexts) {
      expect(placeholders(enTexts.get(key) ?? ''), key).toEqual(placeholders(text));
    }
  });

  test('property: nothing is empty, no Chinese in the English, no English sentence in the Chinese', () => {
    for (const [key, text] of enTexts) {
      expect(text.trim(), key).not.toBe('');
      if (key !== 'shell.switchLanguage') expect(text, key).not.toMatch(/[\u4e00-\u9fff]/);
    }
    for (const [key, text] of zhTexts) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+/);
    }
  });
});
