/** Line icons on a 24 px grid; always beside a word or with a name on the button. */
const PATHS = {
  planning: 'M3 20h18M5 20V9l5-3v14M10 20V4l9 4v12M13 10h3M13 14h3',
  inspection: 'M12 3v18M4 5h6v14H4zM14 5h6v14h-6z',
  duty: 'M6 17h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v4.5zM10 20h4M12 3v2',
  cases: 'M8 5H6v16h12V5h-2M9 3h6v4H9zM9 12h6M9 16h4',
  accounts:
    'M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM2.500 20c.8-4 3.200-5.500 6.500-5.500s5.700 1.500 6.500 5.500M16 5.500a3 3 0 0 1 0 6M18 15c2 .6 3 2.200 3.500 5',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.5 16.5 21 21',
  close: 'M6 6l12 12M18 6 6 18',
  panel: 'M4 5h16v14H4zM10 5v14M7 9h0M7 12h0',
  theme: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c1-5 4-7 8-7s7 2 8 7',
  help: 'M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17.5v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  back: 'M15 5l-7 7 7 7',
  more: 'M9 5l7 7-7 7',
  target: 'M12 3v4M12 17v4M3 12h4M17 12h4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  sound: 'M4 10v4h4l5 4V6l-5 4zM16 9c1.5 1.5 1.5 4.500 0 6M18.500 6.500c3 3 3 8 0 11',
  muted: 'M4 10v4h4l5 4V6l-5 4zM16 10l5 5M21 10l-5 5',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.500v.5',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  remove: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  add: 'M12 5v14M5 12h14',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  distance: 'M4 18 18 4M4 18l0-4M4 18l4 0M18 4l0 4M18 4l-4 0',
  height: 'M12 4v16M8 8l4-4 4 4M8 16l4 4 4-4',
  area: 'M4 8l7-4 9 5-3 11-11-2z',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, sizePx = 18 }: { name: IconName; sizePx?: number }) {
  return (
    <svg className="icon" width={sizePx} height={sizePx} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
