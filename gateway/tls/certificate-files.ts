/**
 * A certificate and its key in two files, followed while a server runs: what replaces them there serves the next
 * connection, without a restart; connections that stand stay as they are.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:https';

export interface TlsMaterial {
  readonly certPath: string;
  readonly keyPath: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

export const MIN_TLS_VERSION = 'TLSv1.2';
export const LOOK_EVERY_MS = 3_600_000;

/** Throws, naming the file, when one cannot be read. */
export function readCertificateFiles(certPath: string, keyPath: string): TlsMaterial {
  return { certPath, keyPath, cert: readFileSync(certPath), key: readFileSync(keyPath) };
}

/** Between the two renames of a renewal, or half-way through a copy by hand, the files do not belong together. */
function belongTogether(cert: Buffer, key: Buffer): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Until the server closes. */
export function followCertificate(server: Server, loaded: TlsMaterial, log: (line: string) => void): void {
  const { certPath, keyPath } = loaded;
  let current: Buffer = loaded.cert;
  async function look(): Promise<void> {
    try {
      const [cert, key] = await Promise.all([readFile(certPath), readFile(keyPath)]);
      if (cert.equals(current) || !belongTogether(cert, key)) return;
      server.setSecureContext({ cert, key, minVersion: MIN_TLS_VERSION });
      current = cert;
    } catch (error) {
      log(`certificate not renewed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  server.once('close', () => clearInterval(timer));
}
