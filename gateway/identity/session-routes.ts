/** /api/session: sign in, who am I, sign out, and a new password of one's own. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ChangePasswordSchema, SignInSchema } from '../../contracts/accounts.ts';
import type { Session } from '../../contracts/identity.ts';
import type { GatewayContext } from '../context.ts';
import { readBody, refuse } from '../http/refuse.ts';
import { claimsOf, type Account } from './account-store.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { BrowserSession } from './session-store.ts';

function sessionBody(account: Account, session: BrowserSession): Session {
  const { name, organisation, role, rights } = claimsOf(account, session);
  return {
    account: account.account,
    name,
    organisation,
    role,
    rights,
    expiresAtUtcMs: session.expiresAtUtcMs,
  };
}

function refuseForNow(reply: FastifyReply, waitMs: number): FastifyReply {
  const waitSeconds = Math.ceil(waitMs / 1000);
  return refuse(reply.header('retry-after', String(waitSeconds)), {
    status: 429,
    code: 'sign-in-too-often',
    message: `account: too many attempts, wait ${waitSeconds} s`,
  });
}

export function addSessionRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { accounts, sessions, throttle, authenticator, closeAtBroker, config } = context;
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: config.tls !== null } as const;

  app.get('/api/session', async (request, reply) => {
    const caller = authenticator.callerOf(request);
    reply.header('cache-control', 'no-store');
    // 204, not 401: asking is no fault, and browsers report a 401 as an error in the console.
    if (!caller) return reply.code(204).send();
    return reply.send(sessionBody(caller.account, caller.session));
  });

  app.post('/api/session', async (request, reply) => {
    const body = readBody(request, SignInSchema);
    if (!body.ok) return refuse(reply, body.error);
    const name = body.value.account.trim().toLowerCase();
    const waitMs = throttle.attempt(name, request.ip);
    if (waitMs > 0) return refuseForNow(reply, waitMs);
    const found = accounts.find(name);
    const account = found && !found.disabled ? found : null;
    const matches = await verifyPassword(body.value.password, account?.password ?? null);
    if (!account || !matches) {
      return refuse(reply, {
        status: 401,
        code: 'sign-in-refused',
        message: 'password: account and password do not match',
      });
    }
    throttle.succeeded(name, request.ip);
    const { secret, session } = await sessions.open(account.account);
    return reply
      .setCookie(authenticator.cookieName, secret, { ...cookie, expires: new Date(session.expiresAtUtcMs) })
      .header('cache-control', 'no-store')
      .send(sessionBody(account, session));
  });

  app.delete('/api/session', async (request, reply) => {
    const caller = authenticator.callerOf(request);
    if (caller) {
      const ended = await sessions.end(({ id }) => id === caller.session.id);
      await closeAtBroker(ended.map(({ id }) => id));
    }
    return reply.clearCookie(authenticator.cookieName, cookie).code(204).send();
  });

  app.post('/api/session/password', async (request, reply) => {
    const caller = authenticator.demand(request, reply);
    if (!caller) return reply;
    const body = readBody(request, ChangePasswordSchema);
    if (!body.ok) return refuse(reply, body.error);
    const { account } = caller.account;
    const waitMs = throttle.attempt(account, request.ip);
    if (waitMs > 0) return refuseForNow(reply, waitMs);
    if (!(await verifyPassword(body.value.currentPassword, caller.account.password))) {
      return refuse(reply, {
        status: 403,
        code: 'password-wrong',
        message: 'currentPassword: is not the present password',
        field: 'currentPassword',
      });
    }
    throttle.succeeded(account, request.ip);
    const password = await hashPassword(body.value.newPassword);
    const changed = await accounts.change(account, { password, passwordChangedAtUtcMs: context.nowUtcMs() });
    if (!changed.ok) return refuse(reply, { status: 404, ...changed.error });
    const ended = await sessions.end((each) => each.account === account && each.id !== caller.session.id);
    await closeAtBroker(ended.map(({ id }) => id));
    return reply.code(204).send();
  });
}
