/** The Ed25519 key pair of an installation: the gateway signs with it, every part verifies. */
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { readTextIfPresent, writeFileDurably } from '../durable-file.ts';

export interface TokenKeyPaths {
  readonly privateKeyPath: string;
  readonly publicKeyPath: string;
}

/** Creates `token-private.pem` (PKCS #8, mode 0600) and `token-public.pem` (SPKI) in the folder when missing. */
export async function ensureTokenKeys(folder: string): Promise<TokenKeyPaths> {
  const privateKeyPath = join(folder, 'token-private.pem');
  const publicKeyPath = join(folder, 'token-public.pem');
  const present = (await readTextIfPresent(privateKeyPath)) && (await readTextIfPresent(publicKeyPath));
  if (!present) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await writeFileDurably(privateKeyPath, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    await writeFileDurably(
      publicKeyPath,
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      0o644,
    );
  }
  return { privateKeyPath, publicKeyPath };
}
