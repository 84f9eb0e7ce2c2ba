import type { EnglishTexts } from '../zh.ts';

export const accounts: EnglishTexts['accounts'] = {
  list: 'Accounts',
  count_one: '{{count}} account',
  count_other: '{{count}} accounts',
  filter: 'Filter by name, account, role or organisation',
  noMatch: 'No account matches the filter.',
  create: 'New account',
  creating: 'Making the account…',
  back: 'All accounts',
  disabled: 'Disabled',
  saved: 'Saved.',
  field: { account: 'Sign-in name', name: 'Name of the person', role: 'Role' },
  accountHint:
    '2–39 lower-case letters, digits and hyphens, beginning with a letter. It cannot be changed later.',
  roleHint: {
    planner: 'Sees imagery, the 3D mesh, planning conditions and cases.',
    inspector: 'Sees imagery, the 3D mesh and planning conditions; sees and files cases.',
    duty: 'Sees and answers alarms; sees and files cases.',
    'case-officer': 'Sees alarms; sees and files cases.',
    administrator: 'Everything, and manages accounts.',
  },
  ownRole: 'Nobody changes the role of the account in use: ask another administrator.',
  ownAccess: 'The account in use cannot be disabled; sign out in the menu at the top right.',
  endsSessions: 'With another organisation or role the person has to sign in again.',
  access: 'Sign-in and sessions',
  act: {
    reset: 'Reset password',
    signOut: 'Sign out everywhere',
    disable: 'Disable account',
    enable: 'Enable again',
  },
  confirm: {
    reset: 'The old password stops working and all sessions of the account end. The new one is shown once.',
    signOut:
      'The account is signed out on every device; what was not submitted waits behind the sign-in page.',
    disable:
      'The account is signed out and cannot sign in. It is not deleted: cases name it, and it can be enabled again.',
    enable: 'The person can sign in again with the same password.',
  },
  done: {
    reset: 'The password was reset.',
    signOut: 'All sessions of the account have ended.',
    disable: 'Disabled.',
    enable: 'Enabled again.',
  },
  issued: {
    title: 'New password of {{account}}',
    once: 'Shown this once. Hand it over in person or by a safe way.',
    done: 'Handed over, close',
  },
  lack: {
    account: 'Enter a sign-in name that follows the rule.',
    taken: 'Somebody has this sign-in name: choose another.',
    name: 'Enter the name of the person.',
  },
  failed: {
    load: 'The accounts were not read.',
    create: 'The account was not made; what you typed is kept.',
    change: 'Nothing was saved; what you typed is kept.',
    act: 'It did not work.',
  },
};
