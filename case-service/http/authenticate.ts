/** Reads and checks the token that the gateway puts on every request (contracts/identity.ts). */
import { readFile } from 'node:fs/promises';
import type { CryptoKey } from 'jose';
import { importSPKI, jwtVerify } from 'jose';
import type { Right, TokenClaims } from '../../contracts/identity.ts';
import { TOKEN_AUDIENCE, TOKEN_ISSUER, TokenClaimsSchema } from '../../contracts/identity.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';

export type Authenticate = (
  authorization: string | undefined,
  right: Right,
) => Promise<Result<TokenClaims, CodedError>>;

async function claimsOf(token: string, key: CryptoKey): Promise<TokenClaims | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
      algorithms: ['EdDSA'],
      requiredClaims: ['exp'],
    });
    return TokenClaimsSchema.safeParse(payload).data ?? null;
  } catch {
    // Whatever is wrong with a token, the answer is the same: it tells an attacker nothing.
    return null;
  }
}

/** The answer's errors: `not-signed-in`, `not-allowed`. Throws when the key file is not an Ed25519 SPKI. */
export async function authenticator(publicKeyPath: string): Promise<Authenticate> {
  const key = await importSPKI(await readFile(publicKeyPath, 'utf8'), 'EdDSA');
  return async (authorization, right) => {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    const claims = token === undefined ? null : await claimsOf(token, key);
    if (claims === null) return err({ code: 'not-signed-in', message: 'a valid token is required' });
    if (!claims.rights.includes(right))
      return err({ code: 'not-allowed', message: `the right ${right} is required` });
    return ok(claims);
  };
}
