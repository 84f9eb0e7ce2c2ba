/** The accounts of a first start: one for each kind of user, in the organisations of the district. */
import type { District } from '../../contracts/district.ts';
import type { Role } from '../../contracts/identity.ts';
import type { Account } from './account-store.ts';
import type { SignIn } from './first-sign-ins.ts';
import { generatePassword, hashPassword } from './passwords.ts';

interface Planned {
  readonly role: Role;
  readonly account: string;
  readonly name: string;
  readonly organisation: string;
}

type Organisation = District['organisations'][number];

function plan(organisations: readonly Organisation[]): Planned[] {
  const pick = (id: string, kind: Organisation['kind']) =>
    (organisations.find((each) => each.id === id) ?? organisations.find((each) => each.kind === kind))?.id ??
    id;
  const chainDepartments = organisations.filter((each) => each.kind === 'department' && each.chainMember);
  return [
    { role: 'planner', account: 'planner', name: '规划演示', organisation: pick('planning', 'department') },
    {
      role: 'inspector',
      account: 'inspector',
      name: '巡查演示',
      organisation: pick('urban-management', 'department'),
    },
    { role: 'duty', account: 'duty', name: '值守演示', organisation: pick('duty-centre', 'centre') },
    ...chainDepartments.map(({ id, name }): Planned => ({
      role: 'case-officer',
      account: `case-${id}`.slice(0, 39),
      name: `${name.zh}办案演示`,
      organisation: id,
    })),
    {
      role: 'administrator',
      account: 'administrator',
      name: '管理员',
      organisation: pick('duty-centre', 'centre'),
    },
  ];
}

/** New accounts with random passwords; the passwords exist nowhere but in the returned list. */
export async function demonstrationAccounts(
  district: District,
  nowUtcMs: number,
): Promise<{ accounts: Account[]; signIn: SignIn[] }> {
  const planned = plan(district.organisations).map((each) => ({ ...each, password: generatePassword() }));
  const accounts = await Promise.all(
    planned.map(async ({ password, ...each }) => ({
      ...each,
      disabled: false,
      password: await hashPassword(password),
      createdAtUtcMs: nowUtcMs,
      passwordChangedAtUtcMs: nowUtcMs,
    })),
  );
  return { accounts, signIn: planned.map(({ role, account, password }) => ({ role, account, password })) };
}
