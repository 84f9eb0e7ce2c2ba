/** English texts; the compiler says when a key of the Chinese is missing. */
import { accounts } from './en/accounts.ts';
import { cases } from './en/cases.ts';
import { common } from './en/common.ts';
import { duty } from './en/duty.ts';
import { errors } from './en/errors.ts';
import { inspection } from './en/inspection.ts';
import { planning } from './en/planning.ts';
import { shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import type { EnglishTexts } from './zh.ts';

export const en: EnglishTexts = {
  common,
  shell,
  signIn,
  errors,
  planning,
  inspection,
  duty,
  cases,
  accounts,
};
