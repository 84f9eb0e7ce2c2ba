/** /api/accounts, for whoever holds `accounts-manage`. Accounts are disabled, never deleted: cases name them. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  AccountParametersSchema,
  ChangeAccountSchema,
  CreateAccountSchema,
  type AccountSummary,
  type IssuedPassword,
} from '../../contracts/accounts.ts';
import type { GatewayContext } from '../context.ts';
import { readBody, refuse } from '../http/refuse.ts';
import { summaryOf } from './account-store.ts';
import { generatePassword, hashPassword } from './passwords.ts';

async function endSessionsOf({ sessions, closeAtBroker }: GatewayContext, account: string): Promise<void> {
  const ended = await sessions.end((session) => session.account === account);
  await closeAtBroker(ended.map(({ id }) => id));
}

export function addAccountRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { accounts, authenticator, district } = context;

  /** True when the organisation was unknown and that has been answered. */
  async function refusedOrganisation(reply: FastifyReply, organisation: string): Promise<boolean> {
    const { organisations } = (await district.read()).manifest;
    if (organisations.some(({ id }) => id === organisation)) return false;
    const message = `organisation: the district has no organisation ${organisation}`;
    refuse(reply, { status: 400, code: 'organisation-unknown', message, field: 'organisation' });
    return true;
  }

  app.get('/api/accounts', async (request, reply) => {
    if (!authenticator.demand(request, reply, 'accounts-manage')) return reply;
    const body: { accounts: AccountSummary[] } = { accounts: accounts.list().map(summaryOf) };
    return reply.header('cache-control', 'no-store').send(body);
  });

  app.post('/api/accounts', async (request, reply) => {
    if (!authenticator.demand(request, reply, 'accounts-manage')) return reply;
    const body = readBody(request, CreateAccountSchema);
    if (!body.ok) return refuse(reply, body.error);
    if (await refusedOrganisation(reply, body.value.organisation)) return reply;
    const password = generatePassword();
    const nowUtcMs = context.nowUtcMs();
    const added = await accounts.add([
      {
        ...body.value,
        disabled: false,
        password: await hashPassword(password),
        createdAtUtcMs: nowUtcMs,
        passwordChangedAtUtcMs: nowUtcMs,
      },
    ]);
    if (!added.ok) return refuse(reply, { status: 409, ...added.error, field: 'account' });
    const issued: IssuedPassword = { account: body.value.account, password };
    return reply.code(201).header('cache-control', 'no-store').send(issued);
  });

  app.patch('/api/accounts/:account', async (request, reply) => {
    const caller = authenticator.demand(request, reply, 'accounts-manage');
    if (!caller) return reply;
    const body = readBody(request, ChangeAccountSchema);
    if (!body.ok) return refuse(reply, body.error);
    const { account } = AccountParametersSchema.parse(request.params);
    const { name, organisation, role, disabled } = body.value;
    if (account === caller.account.account && (disabled || (role && role !== caller.account.role))) {
      const message = 'account: an administrator cannot disable or demote the account in use';
      return refuse(reply, { status: 409, code: 'account-in-use', message });
    }
    if (organisation !== undefined && (await refusedOrganisation(reply, organisation))) return reply;
    const changed = await accounts.change(account, {
      ...(name !== undefined && { name }),
      ...(organisation !== undefined && { organisation }),
      ...(role !== undefined && { role }),
      ...(disabled !== undefined && { disabled }),
    });
    if (!changed.ok) return refuse(reply, { status: 404, ...changed.error });
    // Other rights begin with a new sign-in: what is open was opened under the old ones.
    if (disabled || role || organisation) await endSessionsOf(context, account);
    return reply.send(summaryOf(changed.value));
  });
}

/** What an administrator does to the access of an account, not to the account. */
export function addAccessRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { accounts, authenticator } = context;

  app.post('/api/accounts/:account/password', async (request, reply) => {
    if (!authenticator.demand(request, reply, 'accounts-manage')) return reply;
    const { account } = AccountParametersSchema.parse(request.params);
    const password = generatePassword();
    const changed = await accounts.change(account, {
      password: await hashPassword(password),
      passwordChangedAtUtcMs: context.nowUtcMs(),
    });
    if (!changed.ok) return refuse(reply, { status: 404, ...changed.error });
    await endSessionsOf(context, account);
    const issued: IssuedPassword = { account, password };
    return reply.header('cache-control', 'no-store').send(issued);
  });

  app.delete('/api/accounts/:account/sessions', async (request, reply) => {
    if (!authenticator.demand(request, reply, 'accounts-manage')) return reply;
    const { account } = AccountParametersSchema.parse(request.params);
    if (accounts.find(account) === null) {
      const message = `account: there is no account ${account}`;
      return refuse(reply, { status: 404, code: 'account-unknown', message });
    }
    await endSessionsOf(context, account);
    return reply.code(204).send();
  });
}
