/** Signs the five-minute tokens with which the gateway vouches for a caller (EdDSA, RFC 8037). */
import { readFile } from 'node:fs/promises';
import { importPKCS8, SignJWT } from 'jose';
import { TOKEN_AUDIENCE, TOKEN_ISSUER, type TokenClaims } from '../../contracts/identity.ts';

export type TokenSigner = (claims: TokenClaims) => Promise<string>;

const TOKEN_LIFETIME_MS = 5 * 60_000;

export async function createTokenSigner(
  privateKeyPath: string,
  nowUtcMs: () => number,
): Promise<TokenSigner> {
  const key = await importPKCS8(await readFile(privateKeyPath, 'utf8'), 'EdDSA');
  return ({ sub, ...claims }) => {
    const issuedAtSeconds = Math.floor(nowUtcMs() / 1000);
    // A token never outlives the session that it speaks for.
    const expiresAtUtcMs = Math.min(nowUtcMs() + TOKEN_LIFETIME_MS, claims.sessionExpiresAtUtcMs);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setSubject(sub)
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt(issuedAtSeconds)
      .setExpirationTime(Math.floor(expiresAtUtcMs / 1000))
      .sign(key);
  };
}
