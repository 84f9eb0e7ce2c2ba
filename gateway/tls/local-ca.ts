/**
 * A certificate authority of this installation alone, and the server certificate that it signs.
 * The authority is limited (RFC 5280 name constraints) to private addresses, to the usual local domains and
 * to the names it was made for: whoever installs it in a browser trusts it for nothing else.
 */
// x509 resolves its parsers through decorators, which need this first.
import 'reflect-metadata';
import { generateKeyPairSync, randomBytes, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { z } from 'zod';
import { readTextIfPresent, writeFileDurably } from '../durable-file.ts';
import { namesOf } from './host-names.ts';
import { isPermitted, nameConstraintsDer, type PermittedName } from './der.ts';

interface ServerCertificate {
  readonly certPath: string;
  readonly keyPath: string;
  readonly caPath: string;
  /** True when the authority is new: every browser must install its certificate again. */
  readonly isNewAuthority: boolean;
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** The longest that browsers accept. */
const SERVER_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;
const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const NAME_CONSTRAINTS_OID = '2.5.29.30';

const LOCAL: readonly PermittedName[] = [
  ...['localhost', 'local', 'lan', 'internal', 'home.arpa', 'test'].map((domain): PermittedName => ({
    kind: 'dns',
    domain,
  })),
  { kind: 'network', address: '10.0.0.0', prefixBits: 8 },
  { kind: 'network', address: '172.16.0.0', prefixBits: 12 },
  { kind: 'network', address: '192.168.0.0', prefixBits: 16 },
  { kind: 'network', address: '127.0.0.0', prefixBits: 8 },
  { kind: 'network', address: '::1', prefixBits: 128 },
  { kind: 'network', address: 'fc00::', prefixBits: 7 },
];

const PermittedNameSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dns'), domain: z.string() }),
  z.object({ kind: z.literal('network'), address: z.string(), prefixBits: z.int() }),
]);

interface KeyPair {
  readonly pair: webcrypto.CryptoKeyPair;
  readonly pem: string;
}

async function importPrivateKey(pkcs8: Buffer): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', pkcs8, SIGNING, true, ['sign']);
}

async function newKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    pair: {
      privateKey: await importPrivateKey(privateKey.export({ type: 'pkcs8', format: 'der' })),
      publicKey: await webcrypto.subtle.importKey('spki', spki, SIGNING, true, ['verify']),
    },
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function serialNumber(): string {
  // 20 octets at most, positive (RFC 5280 section 4.1.2.2).
  return `4${randomBytes(15).toString('hex').slice(1)}`;
}

function permittedFor(names: readonly string[]): PermittedName[] {
  const own = names
    .filter((name) => !isPermitted(name, LOCAL))
    .map((name): PermittedName => {
      const family = isIP(name);
      if (family === 0) return { kind: 'dns', domain: name };
      return { kind: 'network', address: name, prefixBits: family === 4 ? 32 : 128 };
    });
  return [...LOCAL, ...own];
}

interface Authority {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly permitted: readonly PermittedName[];
}

async function createAuthority(names: readonly string[], nowUtcMs: number): Promise<Authority> {
  const { pair, pem } = await newKeyPair();
  const permitted = permittedFor(names);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    // The random part tells two installations apart in a list of authorities.
    name: `CN=Chengkan local CA ${randomBytes(3).toString('hex')}`,
    notBefore: new Date(nowUtcMs - DAY_MS),
    notAfter: new Date(nowUtcMs + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: SIGNING,
    keys: pair,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(pair.publicKey),
      new x509.Extension(NAME_CONSTRAINTS_OID, true, nameConstraintsDer(permitted)),
    ],
  });
  return { certificatePem: `${certificate.toString('pem')}\n`, keyPem: pem, permitted };
}

async function createServerCertificate(
  authority: Authority,
  names: readonly string[],
  nowUtcMs: number,
): Promise<{ certificatePem: string; keyPem: string }> {
  const { pair, pem } = await newKeyPair();
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const issuerKey = Buffer.from(authority.keyPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=Chengkan server',
    issuer: issuer.subject,
    notBefore: new Date(nowUtcMs - DAY_MS),
    notAfter: new Date(nowUtcMs + (SERVER_DAYS - 1) * DAY_MS),
    signingAlgorithm: SIGNING,
    publicKey: pair.publicKey,
    signingKey: await importPrivateKey(issuerKey),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) ? 'ip' : 'dns', value: name })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(pair.publicKey),
    ],
  });
  return { certificatePem: `${certificate.toString('pem')}\n`, keyPem: pem };
}

function lastsUntil(certificatePem: string, utcMs: number): boolean {
  return Date.parse(new NodeCertificate(certificatePem).validTo) > utcMs;
}

function covers(certificatePem: string, names: readonly string[]): boolean {
  const certificate = new NodeCertificate(certificatePem);
  return names.every((name) =>
    isIP(name) ? certificate.checkIP(name) !== undefined : certificate.checkHost(name) !== undefined,
  );
}

async function readAuthority(folder: string): Promise<Authority | null> {
  const [certificatePem, keyPem, permitted] = await Promise.all(
    ['ca.crt', 'ca.key', 'ca-names.json'].map((name) => readTextIfPresent(join(folder, name))),
  );
  if (!certificatePem || !keyPem || !permitted) return null;
  return { certificatePem, keyPem, permitted: z.array(PermittedNameSchema).parse(JSON.parse(permitted)) };
}

/**
 * Makes what is missing, too old or does not cover the names; keeps the rest.
 * @param hosts names or addresses to listen on; what stands for each in an address bar is added
 */
export async function ensureServerCertificate(
  folder: string,
  hosts: readonly string[],
  nowUtcMs: number = Date.now(),
): Promise<ServerCertificate> {
  const names = [...new Set(hosts.flatMap(namesOf))];
  const [caPath, certPath, keyPath] = [
    join(folder, 'ca.crt'),
    join(folder, 'server.crt'),
    join(folder, 'server.key'),
  ];
  const serverLastsToUtcMs = nowUtcMs + RENEW_BEFORE_DAYS * DAY_MS;
  const known = await readAuthority(folder);
  const usable =
    known &&
    lastsUntil(known.certificatePem, nowUtcMs + SERVER_DAYS * DAY_MS) &&
    names.every((name) => isPermitted(name, known.permitted));
  const authority = usable ? known : await createAuthority(names, nowUtcMs);
  if (!usable) {
    await writeFileDurably(join(folder, 'ca.key'), authority.keyPem);
    await writeFileDurably(join(folder, 'ca-names.json'), `${JSON.stringify(authority.permitted)}\n`);
    await writeFileDurably(caPath, authority.certificatePem, 0o644);
  }
  const present = usable ? await readTextIfPresent(certPath) : null;
  const isKept =
    present !== null &&
    (await readTextIfPresent(keyPath)) !== null &&
    lastsUntil(present, serverLastsToUtcMs) &&
    covers(present, names);
  if (!isKept) {
    const server = await createServerCertificate(authority, names, nowUtcMs);
    await writeFileDurably(keyPath, server.keyPem);
    // The chain: a client that trusts the authority needs nothing else.
    await writeFileDurably(certPath, `${server.certificatePem}${authority.certificatePem}`, 0o644);
  }
  return { certPath, keyPath, caPath, isNewAuthority: !usable };
}
