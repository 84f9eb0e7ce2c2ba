/** Chinese texts: the ones that all others must match, key by key. */
import { accounts } from './zh/accounts.ts';
import { cases } from './zh/cases.ts';
import { common } from './zh/common.ts';
import { duty } from './zh/duty.ts';
import { errors } from './zh/errors.ts';
import { inspection } from './zh/inspection.ts';
import { planning } from './zh/planning.ts';
import { shell } from './zh/shell.ts';
import { signIn } from './zh/sign-in.ts';

export const zh = { common, shell, signIn, errors, planning, inspection, duty, cases, accounts } as const;

type TextsLike<T> = { readonly [K in keyof T]: T[K] extends string ? string : TextsLike<T[K]> };
/** Plural keys: Chinese has `other` alone, English adds `one`. */
type PluralOf<T> = {
  readonly [K in keyof T as K extends `${infer Stem}_other` ? `${Stem}_one` : never]: string;
};
type WithPlurals<T> = T extends string
  ? string
  : { readonly [K in keyof T]: WithPlurals<T[K]> } & PluralOf<T>;

/** Same keys as the Chinese, and `…_one` beside every `…_other`. */
export type EnglishTexts = WithPlurals<TextsLike<typeof zh>>;
