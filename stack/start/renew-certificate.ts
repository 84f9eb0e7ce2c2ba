/** Renews the certificate of this installation while it runs; the servers follow its files. */
import { ensureServerCertificate } from '../../gateway/tls/local-ca.ts';

export const RENEW_EVERY_MS = 12 * 3_600_000;

/** @param hosts as at the start, so that a certificate with enough time left is kept */
export function renewWhileRunning(
  folder: string,
  hosts: readonly string[],
  say: (line: string) => void,
  nowUtcMs: () => number = Date.now,
): void {
  async function renew(): Promise<void> {
    try {
      const { isNewAuthority } = await ensureServerCertificate(folder, hosts, nowUtcMs());
      if (isNewAuthority) say('certificate: the authority of this installation is new; see /trust');
    } catch (cause) {
      say(`certificate: not renewed: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
  setInterval(() => void renew(), RENEW_EVERY_MS).unref();
}
