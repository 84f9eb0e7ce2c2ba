import { describe, expect, test } from 'vitest';
import { cssVariables, TOKENS, type Tokens } from './tokens.ts';

/** WCAG 2.2, relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((start) => parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

const TEXT: ReadonlyArray<keyof Tokens> = [
  'text',
  'textSoft',
  'accentText',
  'critical',
  'high',
  'medium',
  'low',
  'normal',
  'offline',
];
const GROUNDS: ReadonlyArray<keyof Tokens> = ['surface', 'raised', 'hover', 'selected'];

describe.each(['light', 'dark'] as const)('%s tokens', (theme) => {
  const tokens = TOKENS[theme];

  test.each(TEXT)('reference: WCAG 1.4.3, %s is readable on every ground', (name) => {
    for (const ground of GROUNDS) {
      expect(contrast(tokens[name], tokens[ground]), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('reference: WCAG 1.4.11, lines of controls and the accent stand out', () => {
    for (const ground of GROUNDS) {
      expect(contrast(tokens.controlLine, tokens[ground]), ground).toBeGreaterThanOrEqual(3);
      expect(contrast(tokens.accent, tokens[ground]), ground).toBeGreaterThanOrEqual(3);
    }
  });

  test('reference: WCAG 1.4.3, text on the accent', () => {
    expect(contrast(tokens.onAccent, tokens.accent)).toBeGreaterThanOrEqual(4.5);
  });
});

test('golden: names of the CSS variables', () => {
  expect(cssVariables(TOKENS.light).map(([name]) => name)).toContain('--text-soft');
});
