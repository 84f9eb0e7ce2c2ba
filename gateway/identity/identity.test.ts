import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionSchema, TOKEN_AUDIENCE, TOKEN_ISSUER, TokenClaimsSchema } from '../../contracts/identity.ts';
import { openTestGateway, type TestGateway } from '../gateway-fixture.test-support.ts';
import { generatePassword, hashPassword, verifyPassword } from './passwords.ts';
import { SESSION_LIFETIME_MS } from './session-store.ts';

describe('passwords', () => {
  it('property: a password verifies against its own hash alone, whatever its composition', async () => {
    const hash = await hashPassword('caf\u00e9 值守');
    expect(await verifyPassword('cafe\u0301 值守', hash)).toBe(true);
    expect(await verifyPassword('cafe 值守', hash)).toBe(false);
    expect(await verifyPassword('anything', null)).toBe(false);
  });

  it('property: generated passwords are readable and differ', () => {
    const passwords = Array.from({ length: 200 }, generatePassword);
    for (const password of passwords) expect(password).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    expect(new Set(passwords).size).toBe(200);
  });
});

describe('sign-in', () => {
  let now = Date.now();
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openTestGateway({}, () => now);
  });
  afterAll(() => gateway.close());

  const cookieOf = async (account: string, password: string): Promise<string> => {
    const answer = await gateway.ask('/api/session', { method: 'POST', body: { account, password } });
    return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  };
  const statusWith = async (cookie: string): Promise<number> =>
    (await gateway.ask('/api/session', { cookie })).status;

  it('property: a first start makes one account per kind of user and keeps no password in clear', async () => {
    expect(gateway.signIn.map(({ role, account }) => `${role} ${account}`)).toEqual([
      'planner planner',
      'inspector inspector',
      'duty duty',
      'case-officer case-urban-management',
      'case-officer case-police',
      'administrator administrator',
    ]);
    const stored = await readFile(join(gateway.root, 'data/accounts.json'), 'utf8');
    for (const { password } of gateway.signIn) expect(stored).not.toContain(password);
  });

  it('property: signing in gives a cookie that scripts and other sites cannot use, and the session', async () => {
    const answer = await gateway.ask('/api/session', {
      method: 'POST',
      body: { account: 'Duty ', password: gateway.passwordOf('duty') },
    });
    expect(answer.status).toBe(200);
    expect(SessionSchema.parse(answer.json())).toMatchObject({ account: 'duty', role: 'duty' });
    const cookie = answer.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const sessions = await readFile(join(gateway.root, 'data/sessions.json'), 'utf8');
    expect(sessions).not.toContain(cookie.split(/[=;]/)[1]);
  });

  it('errors: nobody signed in is 204 for the question and 401 for everything that needs it', async () => {
    expect((await gateway.ask('/api/session')).status).toBe(204);
    expect((await gateway.ask('/api/mqtt')).json()).toMatchObject({ code: 'not-signed-in' });
    expect((await gateway.ask('/api/iot/alarms')).status).toBe(401);
    expect((await gateway.ask('/district/district.json')).status).toBe(401);
    expect(await statusWith('chengkan-0=invented')).toBe(204);
  });

  it('errors: sign-in-refused says the same for a wrong password and an unknown account', async () => {
    const wrong = await gateway.ask('/api/session', {
      method: 'POST',
      body: { account: 'planner', password: 'x' },
    });
    const unknown = await gateway.ask('/api/session', {
      method: 'POST',
      body: { account: 'nobody', password: 'x' },
    });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.text).toBe(unknown.text);
  });

  it('errors: body-invalid names the field', async () => {
    const answer = await gateway.ask('/api/session', { method: 'POST', body: { account: 'duty' } });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'body-invalid', field: 'password' });
    const json = { 'content-type': 'application/json' };
    expect((await gateway.ask('/api/session', { method: 'DELETE', headers: json })).status).toBe(204);
  });

  it('errors: header-missing and origin-foreign refuse what another site could send', async () => {
    const body = { account: 'duty', password: gateway.passwordOf('duty') };
    const bare = await gateway.ask('/api/session', { method: 'POST', body, headers: { 'x-chengkan': '' } });
    expect([bare.status, bare.json()['code']]).toEqual([403, 'header-missing']);
    const foreign = await gateway.ask('/api/session', {
      method: 'POST',
      body,
      headers: { origin: 'http://evil.example' },
    });
    expect([foreign.status, foreign.json()['code']]).toEqual([403, 'origin-foreign']);
    const own = { origin: `http://127.0.0.1:${gateway.port}` };
    expect((await gateway.ask('/api/session', { method: 'POST', body, headers: own })).status).toBe(200);
  });

  it('property: sessions outlive a restart, end with signing out and after eight hours', async () => {
    const cookie = await gateway.cookieFor('duty');
    const other = await gateway.cookieFor('duty');
    await gateway.restart();
    expect(await statusWith(cookie)).toBe(200);
    expect((await gateway.ask('/api/session', { method: 'DELETE', cookie })).status).toBe(204);
    expect([await statusWith(cookie), await statusWith(other)]).toEqual([204, 200]);
    now += SESSION_LIFETIME_MS;
    expect(await statusWith(other)).toBe(204);
  });

  it('property: the token is verifiable, names the rights and lives five minutes', async () => {
    now = Date.now();
    const cookie = await gateway.cookieFor('duty');
    const access = await gateway.ask('/api/mqtt', { cookie, headers: { host: 'twin.local:8080' } });
    const { token, url, filters } = access.json<{ token: string; url: string; filters: string[] }>();
    expect(url).toBe('ws://twin.local:8081/mqtt');
    expect(filters).toEqual(['v1/test-district/view/+/+/alarm/+', 'v1/test-district/view/+/+/case/+']);
    const key = createPublicKey(await readFile(join(gateway.root, 'data/keys/token-public.pem')));
    const options = { issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE };
    const { payload } = await jwtVerify(token, key, options);
    expect(TokenClaimsSchema.parse(payload)).toMatchObject({ sub: 'duty', organisation: 'duty-centre' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    const later = { ...options, currentDate: new Date(now + 301_000) };
    await expect(jwtVerify(token, key, later)).rejects.toThrow(/exp/);
    const planner = await gateway.ask('/api/mqtt', { cookie: await gateway.cookieFor('planner') });
    expect(planner.json()['filters']).toEqual(['v1/test-district/view/+/+/case/+']);
  });

  it('errors: host-invalid for a Host header that cannot go into an address', async () => {
    const cookie = await gateway.cookieFor('duty');
    const answer = await gateway.ask('/api/mqtt', { cookie, headers: { host: "x;script-src '*'" } });
    expect([400, 403]).toContain(answer.status);
  });

  it('property: an administrator makes, changes, disables accounts; others may not', async () => {
    const admin = await gateway.cookieFor('administrator');
    const duty = await gateway.cookieFor('duty');
    const account = { account: 'wang', name: '王', organisation: 'police', role: 'case-officer' };
    const refused = await gateway.ask('/api/accounts', { method: 'POST', cookie: duty, body: account });
    expect([refused.status, refused.json()['code']]).toEqual([403, 'right-missing']);
    const made = await gateway.ask('/api/accounts', { method: 'POST', cookie: admin, body: account });
    expect(made.status).toBe(201);
    const { password } = made.json<{ password: string }>();
    const wang = await cookieOf('wang', password);
    expect(await statusWith(wang)).toBe(200);

    const again = await gateway.ask('/api/accounts', { method: 'POST', cookie: admin, body: account });
    expect([again.status, again.json()['code']]).toEqual([409, 'account-exists']);
    const nowhere = { ...account, account: 'li', organisation: 'nowhere' };
    const unknown = await gateway.ask('/api/accounts', { method: 'POST', cookie: admin, body: nowhere });
    expect([unknown.status, unknown.json()['code']]).toEqual([400, 'organisation-unknown']);

    const patch = (name: string, body: unknown) =>
      gateway.ask(`/api/accounts/${name}`, { method: 'PATCH', cookie: admin, body });
    expect((await patch('wang', { disabled: true })).status).toBe(200);
    expect(await statusWith(wang)).toBe(204);
    expect(await cookieOf('wang', password)).toBe('');
    expect((await patch('administrator', { disabled: true })).json()['code']).toBe('account-in-use');
    expect((await patch('nobody', { disabled: true })).json()['code']).toBe('account-unknown');
    await patch('wang', { disabled: false });
    const reset = await gateway.ask('/api/accounts/wang/password', {
      method: 'POST',
      cookie: admin,
      body: {},
    });
    expect(await cookieOf('wang', password)).toBe('');
    expect(await statusWith(await cookieOf('wang', reset.json<{ password: string }>().password))).toBe(200);
    const list = await gateway.ask('/api/accounts', { cookie: admin });
    expect(list.text).not.toContain('hash');
    expect(list.json<{ accounts: unknown[] }>().accounts).toHaveLength(7);
  });

  it('property: a new password of one’s own ends the other sessions, and password-wrong stops it', async () => {
    const cookie = await gateway.cookieFor('inspector');
    const other = await gateway.cookieFor('inspector');
    const change = (currentPassword: string) =>
      gateway.ask('/api/session/password', {
        method: 'POST',
        cookie,
        body: { currentPassword, newPassword: 'a longer one' },
      });
    expect((await change('wrong')).json()['code']).toBe('password-wrong');
    expect((await change(gateway.passwordOf('inspector'))).status).toBe(204);
    expect([await statusWith(cookie), await statusWith(other)]).toEqual([200, 204]);
    expect(await statusWith(await cookieOf('inspector', 'a longer one'))).toBe(200);
  });

  it('errors: sign-in-too-often after five wrong passwords, also with the right one, until the wait is over', async () => {
    const attempt = (password: string) =>
      gateway.ask('/api/session', { method: 'POST', body: { account: 'planner', password } });
    now += 3_600_000;
    const wrong = await Promise.all(Array.from({ length: 8 }, () => attempt('guess')));
    expect(wrong.filter(({ status }) => status === 401)).toHaveLength(5);
    const held = await attempt(gateway.passwordOf('planner'));
    expect([held.status, held.headers['retry-after']]).toEqual([429, '1']);
    now += 1001;
    expect((await attempt(gateway.passwordOf('planner'))).status).toBe(200);
  });
});
