/** The signing key of the log: made once per install, readable by its owner only; the verifier key lies beside it. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import type { NoteSigner, NoteVerifier } from './checkpoint.ts';
import { formatVerifierKey, parseVerifierKey, signerOf } from './checkpoint.ts';
import { isMissingFile, syncDirectory } from './files.ts';

const PRIVATE_KEY = 'log-key.pem';
const VERIFIER_KEY = 'log-key.vkey';

async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const handle = await open(`${path}.new`, 'w', mode);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  await rename(`${path}.new`, path);
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissingFile(cause)) return null;
    throw cause;
  }
}

/** Makes and stores a key for a log that has none yet. */
export async function createLogKey(folder: string, origin: string): Promise<NoteSigner> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const signer = signerOf(origin, privateKey);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  // The private key comes last: where it is, the public one is.
  await writeDurably(join(folder, VERIFIER_KEY), `${formatVerifierKey(signer.verifier)}\n`, 0o644);
  await writeDurably(join(folder, PRIVATE_KEY), pem, 0o600);
  await syncDirectory(folder);
  return signer;
}

/** The stored key, or null when there is none. Errors: `bad-ledger-key`. */
export async function loadLogKey(
  folder: string,
  origin: string,
): Promise<Result<NoteSigner | null, CodedError>> {
  const path = join(folder, PRIVATE_KEY);
  const pem = await readText(path);
  if (pem === null) return ok(null);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is ${String(key.asymmetricKeyType)}`);
    return ok(signerOf(origin, key));
  } catch (cause) {
    return err({ code: 'bad-ledger-key', message: `${path}: not an Ed25519 private key: ${String(cause)}` });
  }
}

/** The public half, for a reader that must not need the private one. Errors: `no-ledger`, `bad-verifier-key`. */
export async function loadVerifierKey(folder: string): Promise<Result<NoteVerifier, CodedError>> {
  const path = join(folder, VERIFIER_KEY);
  const text = await readText(path);
  if (text === null) return err({ code: 'no-ledger', message: `${path}: there is no ledger here` });
  return parseVerifierKey(text);
}
