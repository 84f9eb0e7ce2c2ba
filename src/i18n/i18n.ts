/** Languages of the interface: Chinese first. The choice is remembered and told to the document. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { z } from 'zod';
import { readPreference, writePreference } from '../services/preferences.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type Language = 'zh' | 'en';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zh };
    returnNull: false;
  }
}

const LanguageSchema = z.enum(['zh', 'en']);
const HTML_LANGUAGE: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

export function languageNow(): Language {
  return i18next.language === 'en' ? 'en' : 'zh';
}

function tellDocument(): void {
  document.documentElement.lang = HTML_LANGUAGE[languageNow()];
}

/** Chinese, unless this browser chose English before. */
export function startI18n(): void {
  const lng = readPreference('language', LanguageSchema) ?? 'zh';
  i18next.on('languageChanged', tellDocument);
  void i18next.use(initReactI18next).init({
    lng,
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    // React escapes what it draws.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  tellDocument();
}

export function setLanguage(language: Language): void {
  writePreference('language', language);
  void i18next.changeLanguage(language);
}
