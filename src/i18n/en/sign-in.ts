import type { EnglishTexts } from '../zh.ts';

export const signIn: EnglishTexts['signIn'] = {
  title: 'Sign in to Chengkan',
  lead: 'The district in 3D, and the work on it',
  account: 'Account',
  password: 'Password',
  submit: 'Sign in',
  submitting: 'Signing in…',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  needAccount: 'Enter your account.',
  needPassword: 'Enter your password.',
  where:
    'On the first start, the demonstration account and password of each role are printed in the terminal.',
  controlled:
    'The 3D mesh is controlled survey data and access to it is recorded. Do not sign in on an unauthorised device.',
  expiredTitle: 'Your session expired: sign in again',
  expiredLead: 'You come back to the same page, and what you had typed is still there.',
  checking: 'Checking whether you are signed in…',
  failed: {
    what: 'You are not signed in.',
    wrong: 'The account or the password is wrong.',
    wrongDo: 'Check upper and lower case and try again. An administrator can reset the password.',
    throttled: 'Too many attempts: the account is locked for a while.',
    throttledDo: 'Wait a moment, then try again.',
  },
  unreachable: 'The server cannot be reached.',
};
