/** Top bar: where we are, search, epoch, alarms, language, theme, person. */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../../i18n/i18n.ts';
import type { HttpFailure } from '../../services/http.ts';
import { signOut } from '../../services/session.store.ts';
import { epochsOf, showEpoch } from '../map.store.ts';
import { Icon } from '../parts/icon.tsx';
import { ErrorNote } from '../parts/notes.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { goToWorkspace, setThemeChoice, type ThemeChoice } from '../shell.store.ts';
import {
  useAlarms,
  useBilingual,
  useDistrict,
  useMap,
  useRight,
  useSession,
  useShell,
} from '../use-store.ts';
import { compareStates } from '../../services/device-state.ts';

const NEXT_THEME: Readonly<Record<ThemeChoice, ThemeChoice>> = { auto: 'light', light: 'dark', dark: 'auto' };

function EpochSelect() {
  const { t } = useTranslation();
  const district = useDistrict();
  const text = useBilingual();
  const layers = useMap((state) => state.layers);
  const epochs = epochsOf(district);
  if (epochs.length === 0) return null;
  const shown = epochs.find(({ id }) => layers[id]?.visible)?.id ?? '';
  return (
    <label className="top-bar-epoch">
      <span>{t('shell.epoch')}</span>
      <select value={shown} onChange={(event) => showEpoch(district, event.target.value || null)}>
        {epochs.map((epoch) => (
          <option key={epoch.id} value={epoch.id}>
            {epoch.epoch ?? text(epoch.name)}
          </option>
        ))}
        <option value="">{t('shell.epochNone')}</option>
      </select>
    </label>
  );
}

function AlarmCounter() {
  const { t } = useTranslation();
  const alarms = useAlarms((state) => state.alarms);
  const open = Object.values(alarms);
  const waiting = open.filter((alarm) => alarm.acknowledgement === 'unacknowledged');
  const worst = waiting.map(({ priority }) => priority).sort(compareStates)[0];
  const label =
    open.length === 0
      ? t('shell.noAlarms')
      : `${t('shell.alarmsOpen', { count: open.length })} · ${t('shell.alarmsUnacknowledged', { count: waiting.length })}`;
  return (
    <button
      type="button"
      className="top-bar-alarms"
      data-waiting={waiting.length > 0}
      aria-label={label}
      title={label}
      onClick={() => goToWorkspace('duty')}
    >
      <StatusMark state={worst ?? 'normal'} word={false} />
      <span className="top-bar-word">{t('shell.alarms')}</span>
      <b>{open.length}</b>
    </button>
  );
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const english = i18n.language === 'en';
  return (
    <button
      type="button"
      className="button-bare"
      lang={english ? 'zh-CN' : 'en'}
      onClick={() => setLanguage(english ? 'zh' : 'en')}
    >
      {t('shell.switchLanguage')}
    </button>
  );
}

function ThemeSwitch() {
  const { t } = useTranslation();
  const themeChoice = useShell((state) => state.themeChoice);
  const theme = t('shell.themeNow', { name: t(`shell.theme.${themeChoice}`) });
  return (
    <button
      type="button"
      className="button-bare"
      aria-label={theme}
      title={theme}
      onClick={() => setThemeChoice(NEXT_THEME[themeChoice])}
    >
      <Icon name="theme" />
      <span>{t(`shell.theme.${themeChoice}`)}</span>
    </button>
  );
}

function Person() {
  const { t } = useTranslation();
  const district = useDistrict();
  const text = useBilingual();
  const session = useSession((state) => state.session);
  const [open, setOpen] = useState(false);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  if (session === null) return null;
  const organisation = district.organisations.find(({ id }) => id === session.organisation);
  const leave = async (): Promise<void> => {
    const answer = await signOut();
    if (!answer.ok && answer.error.status !== 401) setFailure(answer.error);
  };
  return (
    <div
      className="menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        setOpen(false);
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        className="button-bare"
        aria-expanded={open}
        aria-label={`${t('shell.person')}: ${session.name}`}
        onClick={() => setOpen(!open)}
      >
        <Icon name="person" />
        <span className="top-bar-word">{session.name}</span>
      </button>
      {open ? (
        <div className="menu-body">
          <p>
            <b>{session.name}</b>
            <br />
            {t(`common.role.${session.role}`)}
            <br />
            {organisation ? text(organisation.name) : session.organisation}
          </p>
          <span className="phone-only">
            <LanguageSwitch />
            <ThemeSwitch />
          </span>
          {failure ? <ErrorNote what={t('errors.what.signOut')} failure={failure} /> : null}
          <button type="button" className="button" onClick={() => void leave()}>
            {t('shell.signOut')}
          </button>
        </div>
      ) : null}
    </div>
  );
}

export function TopBar({ search }: { search: ReactNode }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const text = useBilingual();
  const seesAlarms = useRight('alarms-read');
  return (
    <header className="top-bar">
      <div className="top-bar-name">
        <span className="top-bar-product">{t('shell.product')}</span>
        <h1>{text(district.name)}</h1>
        {district.synthetic ? (
          <span className="badge" title={district.notice ? text(district.notice) : undefined}>
            {t('shell.synthetic')}
          </span>
        ) : null}
      </div>
      {search}
      <div className="top-bar-tools">
        <EpochSelect />
        {seesAlarms ? <AlarmCounter /> : null}
        <span className="wide-only">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
        <Person />
      </div>
    </header>
  );
}
