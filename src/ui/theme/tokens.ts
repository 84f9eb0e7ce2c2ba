/**
 * The one set of tokens: CSS variables of the shell and the theme of Ant Design are both made from it.
 * Text colours reach 4.5:1 on `surface` and `raised`, marks and lines of controls 3:1 (tokens.test.ts).
 */
export type ThemeName = 'dark' | 'light';

export interface Tokens {
  readonly page: string;
  readonly surface: string;
  readonly raised: string;
  readonly hover: string;
  readonly selected: string;
  readonly line: string;
  readonly controlLine: string;
  readonly text: string;
  readonly textSoft: string;
  readonly accent: string;
  readonly accentText: string;
  readonly onAccent: string;
  readonly critical: string;
  readonly high: string;
  readonly medium: string;
  readonly low: string;
  readonly normal: string;
  readonly offline: string;
  readonly shadow: string;
}

const light: Tokens = {
  page: '#e9ecef',
  surface: '#ffffff',
  raised: '#f5f7f8',
  hover: '#edf1f3',
  selected: '#dff0f2',
  line: '#dde2e6',
  controlLine: '#7b858e',
  text: '#1a2127',
  textSoft: '#55606a',
  accent: '#0b6e7d',
  accentText: '#0b6472',
  onAccent: '#ffffff',
  critical: '#c2132f',
  high: '#b04a00',
  medium: '#7d6200',
  low: '#1d5fbf',
  normal: '#47695f',
  offline: '#5f6a74',
  shadow: '0 6px 24px rgba(20, 30, 40, 0.14)',
};

const dark: Tokens = {
  page: '#0d1115',
  surface: '#151a20',
  raised: '#1c232a',
  hover: '#232b33',
  selected: '#16363c',
  line: '#2a323b',
  controlLine: '#74808c',
  text: '#e6ebef',
  textSoft: '#a3aeb9',
  accent: '#45b9c9',
  accentText: '#62c9d8',
  onAccent: '#06191c',
  critical: '#ff7076',
  high: '#ff9d4d',
  medium: '#edc94a',
  low: '#7aacff',
  normal: '#93b8ab',
  offline: '#9aa5b0',
  shadow: '0 6px 24px rgba(0, 0, 0, 0.5)',
};

export const TOKENS: Readonly<Record<ThemeName, Tokens>> = { light, dark };

/** `textSoft` becomes `--text-soft`. */
export function cssVariables(tokens: Tokens): ReadonlyArray<readonly [string, string]> {
  return Object.entries(tokens).map(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
}
