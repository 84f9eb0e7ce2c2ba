/** Up and down move the focus along the buttons of a list, Home and End to its ends. */
import type { KeyboardEvent } from 'react';

export function moveInList(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = items.findIndex((item) => item === document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  const next = items[Math.min(items.length - 1, Math.max(0, to))];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
