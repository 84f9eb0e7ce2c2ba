import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  followCertificate,
  LOOK_EVERY_MS,
  readCertificateFiles,
} from '../../gateway/tls/certificate-files.ts';
import { ensureServerCertificate } from '../../gateway/tls/local-ca.ts';
import { RENEW_EVERY_MS, renewWhileRunning } from '../start/renew-certificate.ts';
import { createBroker } from './broker.ts';
import type { BrokerConfig } from './config.ts';
import { openListeners, type BrokerListeners } from './listeners.ts';

const DAY_MS = 86_400_000;
const NAME = 'twin.lan';

/** A client that trusts the authority alone, as a browser that has installed it. */
async function handshake(port: number, ca: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername: NAME }, () => resolve(socket));
    socket.on('error', reject);
  });
}

async function serialAt(port: number, ca: string): Promise<string> {
  const socket = await handshake(port, ca);
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

describe('the certificate of a running installation', () => {
  const folders: string[] = [];
  const servers: (Server | BrokerListeners)[] = [];
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(async () => {
    vi.useRealTimers();
    for (const server of servers.splice(0)) await server.close();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  async function openBroker(tls: BrokerConfig['tls']): Promise<number> {
    const { publicKey } = generateKeyPairSync('ed25519');
    const config: BrokerConfig = {
      tenant: 'test',
      host: '127.0.0.1',
      gatewayPort: 1,
      webSocketPort: 0,
      tcpPort: 0,
      controlPort: 0,
      tokenPublicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      serviceToken: 'a'.repeat(32),
      tls,
      allowedOrigins: [],
    };
    const listeners = await openListeners(await createBroker(config, () => undefined), config);
    servers.push(listeners);
    return listeners.ports.webSocket;
  }

  async function openHttps(tls: NonNullable<BrokerConfig['tls']>): Promise<number> {
    const server = createServer({ cert: tls.cert, key: tls.key }, (_request, response) => response.end());
    followCertificate(server, tls, () => undefined);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  it('property: is renewed before it ends and served without a restart, by WSS and HTTPS alike', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chengkan-renew-'));
    folders.push(folder);
    // The installation's clock begins forty days ago, when the certificate had two months left: what is renewed
    // today is then valid for the clients, who go by the real clock.
    let now = Date.now() - 40 * DAY_MS;
    const { certPath, keyPath, caPath } = await ensureServerCertificate(folder, [NAME], now - 335 * DAY_MS);
    const ca = await readFile(caPath, 'utf8');
    const tls = readCertificateFiles(certPath, keyPath);
    const first = new X509Certificate(tls.cert).serialNumber;
    const ports = [await openBroker(tls), await openHttps(tls)];
    renewWhileRunning(
      folder,
      [NAME],
      () => undefined,
      () => now,
    );
    const standing = await handshake(ports[0] ?? 0, ca);

    const serials = (): Promise<string[]> => Promise.all(ports.map((port) => serialAt(port, ca)));
    const onDisk = async (): Promise<string> => new X509Certificate(await readFile(certPath)).serialNumber;
    await vi.advanceTimersByTimeAsync(RENEW_EVERY_MS);
    expect(await serials()).toEqual([first, first]);

    now = Date.now();
    await vi.advanceTimersByTimeAsync(RENEW_EVERY_MS);
    await expect.poll(onDisk).not.toBe(first);
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS);
    const renewed = await onDisk();
    await expect.poll(serials).toEqual([renewed, renewed]);
    expect(standing.destroyed).toBe(false);
    standing.destroy();
  });

  it('errors: files that do not belong together are not served', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chengkan-renew-'));
    const other = await mkdtemp(join(tmpdir(), 'chengkan-renew-'));
    folders.push(folder, other);
    const { certPath, keyPath, caPath } = await ensureServerCertificate(folder, [NAME]);
    const foreign = await ensureServerCertificate(other, [NAME]);
    const tls = readCertificateFiles(certPath, keyPath);
    const port = await openHttps(tls);
    const ca = await readFile(caPath, 'utf8');
    await writeFile(certPath, await readFile(foreign.certPath));
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await serialAt(port, ca)).toBe(new X509Certificate(tls.cert).serialNumber);
  });
});
