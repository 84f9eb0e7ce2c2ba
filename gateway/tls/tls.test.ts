import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:https';
import { isIPv4 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway, type Gateway } from '../app.ts';
import { readConfig } from '../config.ts';
import { openTestGateway, type TestGateway } from '../gateway-fixture.test-support.ts';
import { addressBytes, isPermitted, nameConstraintsDer } from './der.ts';
import { ensureServerCertificate } from './local-ca.ts';

const DAY_MS = 86_400_000;

describe('name constraints', () => {
  it('reference: DER of RFC 5280 section 4.2.1.10, as OpenSSL writes permitted;DNS:lan,permitted;IP:10.0.0.0/8', () => {
    const der = nameConstraintsDer([
      { kind: 'dns', domain: 'lan' },
      { kind: 'network', address: '10.0.0.0', prefixBits: 8 },
    ]);
    expect(Buffer.from(der).toString('hex')).toBe(
      '3015a0133005' + '82036c616e' + '300a' + '87080a000000ff000000',
    );
  });

  it('property: a name is permitted inside its subtree alone', () => {
    const permitted = [
      { kind: 'dns', domain: 'lan' },
      { kind: 'network', address: '172.16.0.0', prefixBits: 12 },
      { kind: 'network', address: 'fc00::', prefixBits: 7 },
    ] as const;
    for (const name of ['lan', 'twin.lan', '172.31.255.1', 'fd12::1']) {
      expect([name, isPermitted(name, permitted)]).toEqual([name, true]);
    }
    for (const name of ['notlan', 'lan.example', '172.32.0.1', 'fe80::1', '10.0.0.1']) {
      expect([name, isPermitted(name, permitted)]).toEqual([name, false]);
    }
    expect(addressBytes('2001:db8::1').toString('hex')).toBe('20010db8000000000000000000000001');
    expect(addressBytes('::').toString('hex')).toBe('0'.repeat(32));
  });
});

describe('certificate of an installation', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chengkan-tls-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('property: made once, kept while it covers the names, renewed before it ends', async () => {
    const now = Date.now();
    const first = await ensureServerCertificate(folder, ['twin.lan'], now);
    expect(first.isNewAuthority).toBe(true);
    for (const name of ['ca.key', 'server.key']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
    const serialOf = async () => new X509Certificate(await readFile(first.certPath)).serialNumber;
    const serial = await serialOf();
    const again = await ensureServerCertificate(folder, ['twin.lan'], now + 300 * DAY_MS);
    expect([again.isNewAuthority, await serialOf()]).toEqual([false, serial]);
    await ensureServerCertificate(folder, ['twin.lan'], now + 370 * DAY_MS);
    const renewed = await serialOf();
    expect(renewed).not.toBe(serial);
    const other = await ensureServerCertificate(folder, ['10.1.2.3'], now + 370 * DAY_MS);
    expect(other.isNewAuthority).toBe(false);
    expect(new X509Certificate(await readFile(first.certPath)).checkIP('10.1.2.3')).toBe('10.1.2.3');
  });

  it('property: a name outside what the authority may sign for makes a new authority', async () => {
    const first = await ensureServerCertificate(folder, ['twin.lan']);
    const second = await ensureServerCertificate(folder, ['twin.example.org']);
    expect([first.isNewAuthority, second.isNewAuthority]).toEqual([false, true]);
    expect(new X509Certificate(await readFile(second.certPath)).checkHost('twin.example.org')).toBeTruthy();
  });

  it('property: browsers accept it: 398 days at most, server authentication, SAN, issued by the authority', async () => {
    const { certPath, caPath } = await ensureServerCertificate(folder, ['twin.lan']);
    const server = new X509Certificate(await readFile(certPath));
    const authority = new X509Certificate(await readFile(caPath));
    expect(Date.parse(server.validTo) - Date.parse(server.validFrom)).toBeLessThanOrEqual(398 * DAY_MS);
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(server.checkIssued(authority)).toBe(true);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect([authority.ca, server.ca]).toEqual([true, false]);
  });
});

describe('HTTPS on a name that is not loopback', () => {
  const name = 'twin.lan';
  let files: TestGateway;
  let gateway: Gateway;
  let ca = '';
  let port = 0;
  beforeAll(async () => {
    // Its folders serve; the server under test is the one with TLS.
    files = await openTestGateway();
    const data = join(files.root, 'data');
    const { certPath, keyPath, caPath } = await ensureServerCertificate(join(data, 'tls'), [name]);
    ca = await readFile(caPath, 'utf8');
    const config = readConfig({
      CHENGKAN_DATA_DIR: data,
      CHENGKAN_DISTRICT_DIR: join(files.root, 'district'),
      CHENGKAN_CLIENT_DIR: join(files.root, 'client'),
      CHENGKAN_HOST: name,
      CHENGKAN_GATEWAY_PORT: '8443',
      CHENGKAN_MQTT_WS_PORT: '8444',
      CHENGKAN_IOT_HTTP_PORT: '9',
      CHENGKAN_CASE_HTTP_PORT: '9',
      CHENGKAN_BROKER_HTTP_PORT: '9',
      CHENGKAN_TOKEN_PRIVATE_KEY: join(data, 'keys/token-private.pem'),
      CHENGKAN_SERVICE_TOKEN: 'a'.repeat(32),
      CHENGKAN_TLS_CERT: certPath,
      CHENGKAN_TLS_KEY: keyPath,
    });
    if (!config.ok) throw new Error(config.error.message);
    gateway = await createGateway(config.value);
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const address = gateway.app.server.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });
  afterAll(async () => {
    await gateway.app.close();
    await files.close();
  });

  const get = (path: string, trusted: string | undefined, hostName = name, body?: object) =>
    new Promise<{ headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const outgoing = request(
        {
          host: hostName,
          port,
          path,
          method: body ? 'POST' : 'GET',
          headers: { 'x-chengkan': '1', 'content-type': 'application/json' },
          ...(trusted && { ca: trusted }),
          // The name resolves to this machine without touching its hosts file.
          lookup: (_host, options, done) =>
            options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
        },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          incoming.on('end', () => resolve({ headers: incoming.headers, text }));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body ? JSON.stringify(body) : undefined);
    });

  it('property: trusted with the authority, refused without it and under another name', async () => {
    const { headers } = await get('/', ca);
    expect(headers['strict-transport-security']).toMatch(/max-age/);
    expect(headers['content-security-policy']).toContain('wss://twin.lan:8444');
    await expect(get('/', undefined)).rejects.toThrow(/certificate/);
    await expect(get('/', ca, 'other.example')).rejects.toThrow(/altname/i);
  });

  it('property: the cookie is Secure and bound to the host', async () => {
    const password = files.passwordOf('duty');
    const { headers } = await get('/api/session', ca, name, { account: 'duty', password });
    expect(String(headers['set-cookie'])).toMatch(/^__Host-chengkan-8443=.*; Secure/);
  });

  it('property: the authority and how to trust it can be had from the server', async () => {
    expect((await get('/ca.crt', ca)).text).toBe(ca);
    const page = (await get('/trust', ca)).text;
    expect(page).toContain(new X509Certificate(ca).fingerprint256);
    expect(page).toContain('<a href="/ca.crt">');
  });
});

describe('configuration', () => {
  const environment = {
    CHENGKAN_DATA_DIR: '/d',
    CHENGKAN_DISTRICT_DIR: '/d',
    CHENGKAN_MQTT_WS_PORT: '1',
    CHENGKAN_IOT_HTTP_PORT: '1',
    CHENGKAN_CASE_HTTP_PORT: '1',
    CHENGKAN_BROKER_HTTP_PORT: '1',
    CHENGKAN_TOKEN_PRIVATE_KEY: '/k',
    CHENGKAN_SERVICE_TOKEN: 'a'.repeat(32),
  };
  const codeOf = (more: Record<string, string>): string | null => {
    const config = readConfig({ ...environment, ...more });
    return config.ok ? null : config.error.code;
  };

  it('errors: tls-required on any address that is not loopback, tls-incomplete, tls-unreadable, environment-invalid', () => {
    expect(codeOf({})).toBeNull();
    for (const host of ['127.8.8.8', '::1', 'localhost']) expect(codeOf({ CHENGKAN_HOST: host })).toBeNull();
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'twin.lan', '127.evil.example']) {
      expect([host, isIPv4(host), codeOf({ CHENGKAN_HOST: host })]).toEqual([
        host,
        isIPv4(host),
        'tls-required',
      ]);
    }
    expect(codeOf({ CHENGKAN_TLS_CERT: '/none' })).toBe('tls-incomplete');
    expect(codeOf({ CHENGKAN_TLS_CERT: '/none', CHENGKAN_TLS_KEY: '/none' })).toBe('tls-unreadable');
    expect(codeOf({ CHENGKAN_SERVICE_TOKEN: 'short' })).toBe('environment-invalid');
    expect(codeOf({ CHENGKAN_LISTENERS: '{"x":1}' })).toBe('environment-invalid');
  });
});
