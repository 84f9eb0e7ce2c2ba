/** Puts the tokens of the theme on the document, before the first paint of what uses them. */
import { useLayoutEffect } from 'react';
import { cssVariables, TOKENS } from './theme/tokens.ts';
import { themeOf } from './shell.store.ts';
import { useShell } from './use-store.ts';

export function useTheme(): void {
  const theme = useShell(themeOf);
  useLayoutEffect(() => {
    const { style, dataset } = document.documentElement;
    dataset['theme'] = theme;
    style.colorScheme = theme;
    for (const [name, value] of cssVariables(TOKENS[theme])) style.setProperty(name, value);
    const bar = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
    if (bar) bar.content = TOKENS[theme].surface;
  }, [theme]);
}
