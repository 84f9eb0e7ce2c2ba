/** Who is asking: cookie to session to account, read anew for every request so that disabling acts at once. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Right, TokenClaims } from '../../contracts/identity.ts';
import { refuse } from '../http/refuse.ts';
import { claimsOf, type Account, type AccountStore } from './account-store.ts';
import type { BrowserSession, SessionStore } from './session-store.ts';

interface Caller {
  readonly account: Account;
  readonly session: BrowserSession;
  readonly claims: TokenClaims;
}

export interface Authenticator {
  readonly cookieName: string;
  readonly callerOf: (request: FastifyRequest) => Caller | null;
  /** The caller, when signed in and holding the right; otherwise answers 401 or 403 and returns null. */
  readonly demand: (request: FastifyRequest, reply: FastifyReply, right?: Right) => Caller | null;
}

export function createAuthenticator(
  stores: { accounts: AccountStore; sessions: SessionStore },
  cookieName: string,
): Authenticator {
  function callerOf(request: FastifyRequest): Caller | null {
    const secret = request.cookies[cookieName];
    const session = secret ? stores.sessions.find(secret) : null;
    const account = session ? stores.accounts.find(session.account) : null;
    if (!session || !account || account.disabled) return null;
    return { account, session, claims: claimsOf(account, session) };
  }

  return {
    cookieName,
    callerOf,
    demand: (request, reply, right) => {
      const caller = callerOf(request);
      if (!caller) {
        refuse(reply, { status: 401, code: 'not-signed-in', message: 'session: sign in first' });
        return null;
      }
      if (right && !caller.claims.rights.includes(right)) {
        refuse(reply, {
          status: 403,
          code: 'right-missing',
          message: `right: ${caller.account.role} does not hold ${right}`,
        });
        return null;
      }
      return caller;
    },
  };
}
