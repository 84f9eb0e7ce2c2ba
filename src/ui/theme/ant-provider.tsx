/** Ant Design under our tokens, language and nonce; loaded with the first panel that needs it, not with the page. */
import { ConfigProvider, theme as antTheme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { themeOf } from '../shell.store.ts';
import { useShell } from '../use-store.ts';
import { TOKENS } from './tokens.ts';

const CONTROL_HEIGHT_PX = 32;
const TOUCH_HEIGHT_PX = 44;
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const touch = globalThis.matchMedia('(pointer: coarse), (max-width: 720px)').matches;
const calm = globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function AntProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const name = useShell(themeOf);
  const tokens = TOKENS[name];
  return (
    <ConfigProvider
      locale={i18n.language === 'en' ? enUS : zhCN}
      {...(nonce === undefined ? {} : { csp: { nonce } })}
      theme={{
        algorithm: name === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
        token: {
          colorPrimary: tokens.accent,
          colorLink: tokens.accentText,
          colorError: tokens.critical,
          colorWarning: tokens.high,
          colorText: tokens.text,
          colorTextSecondary: tokens.textSoft,
          colorTextDescription: tokens.textSoft,
          colorTextPlaceholder: tokens.textSoft,
          colorBgContainer: tokens.surface,
          colorBgElevated: tokens.raised,
          colorBorder: tokens.controlLine,
          colorBorderSecondary: tokens.line,
          colorTextLightSolid: tokens.onAccent,
          fontFamily: 'inherit',
          fontSize: 13,
          controlHeight: touch ? TOUCH_HEIGHT_PX : CONTROL_HEIGHT_PX,
          borderRadius: 5,
          motion: !calm,
          motionDurationMid: '0.12s',
          motionDurationSlow: '0.16s',
        },
      }}
    >
      {children}
    </ConfigProvider>
  );
}
