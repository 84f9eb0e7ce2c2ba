/** What the tests of the service need around it: a district folder, keys and tokens, a broker, requests. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { SignJWT } from 'jose';
import type { FileCase } from '../contracts/case.ts';
import type { Role } from '../contracts/identity.ts';
import { RIGHTS_OF_ROLE, TOKEN_AUDIENCE, TOKEN_ISSUER } from '../contracts/identity.ts';
import type { CaseServiceConfig } from './config.ts';

const bilingual = (text: string): { zh: string; en: string } => ({ zh: text, en: text });
const provenance = { crs: 'EPSG:4490', source: 'test', licence: 'CC0-1.0' };

export const district = {
  version: 1,
  id: 'test-district',
  name: bilingual('试验区'),
  synthetic: true,
  bounds: { westDeg: 121.54, southDeg: 29.87, eastDeg: 121.57, northDeg: 29.89 },
  grid: {
    latitudeOfOriginDeg: 29.879,
    centralMeridianDeg: 121.553,
    falseEastingM: 50000,
    falseNorthingM: 50000,
  },
  geoid: { kind: 'constant', geoidUndulationM: 11.6, source: 'test' },
  home: {
    longitudeDeg: 121.553,
    latitudeDeg: 29.879,
    ellipsoidalHeightM: 15,
    headingDeg: 0,
    pitchDeg: -45,
    rangeM: 500,
  },
  meshes: [],
  imagery: [],
  surfaces: [],
  vectors: [{ id: 'areas', kind: 'areas', geojson: 'areas.geojson', name: bilingual('街道'), ...provenance }],
  organisations: ['urban-management', 'housing'].map((id) => ({
    id,
    name: bilingual(id),
    kind: 'department',
  })),
};
const areas = {
  type: 'FeatureCollection',
  features: ['waitan', 'baisha'].map((id) => ({ type: 'Feature', geometry: null, properties: { id } })),
};

export const fileCase = (changes: Partial<FileCase> = {}): FileCase => ({
  clientRequestId: `request-${Math.random().toString(36).slice(2)}`,
  kind: 'street-trading',
  title: '占道设摊',
  description: '张三在路口设摊',
  position: { crs: 'cgcs2000', longitudeDeg: 121.553, latitudeDeg: 29.879 },
  orthometricHeightM: 3.2,
  area: 'waitan',
  department: 'urban-management',
  alarmId: null,
  occurredAtUtcMs: Date.now() - 60_000,
  ...changes,
});

export class Workbench {
  readonly folder: string;
  readonly config: CaseServiceConfig;
  readonly broker: Aedes;
  readonly #server: Server;
  readonly #keys = generateKeyPairSync('ed25519');

  private constructor(folder: string, broker: Aedes, server: Server) {
    this.folder = folder;
    this.broker = broker;
    this.#server = server;
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    this.config = {
      dataDir: join(folder, 'data'),
      districtDir: join(folder, 'district'),
      httpPort: 0,
      tokenPublicKeyPath: join(folder, 'token.pem'),
      serviceToken: '0123456789abcdef0123456789abcdef',
      mqttUrl: `mqtt://127.0.0.1:${port}`,
      databaseUrl: null,
    };
  }

  static async create(): Promise<Workbench> {
    const folder = await mkdtemp(join(tmpdir(), 'chengkan-cases-'));
    const broker = await Aedes.createBroker();
    const server = createServer(broker.handle);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const workbench = new Workbench(folder, broker, server);
    await mkdir(workbench.config.districtDir);
    await writeFile(join(workbench.config.districtDir, 'district.json'), JSON.stringify(district));
    await writeFile(join(workbench.config.districtDir, 'areas.geojson'), JSON.stringify(areas));
    const pem = workbench.#keys.publicKey.export({ type: 'spki', format: 'pem' });
    await writeFile(workbench.config.tokenPublicKeyPath, pem);
    return workbench;
  }

  async token(role: Role, account = `${role}-01`, organisation = 'urban-management'): Promise<string> {
    const claims = {
      name: `name of ${account}`,
      organisation,
      role,
      rights: RIGHTS_OF_ROLE[role],
      session: 's',
      sessionExpiresAtUtcMs: Date.now() + 3_600_000,
    };
    return await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(account)
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setExpirationTime('5m')
      .sign(this.#keys.privateKey);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.broker.close(() => resolve()));
    this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface Answer {
  readonly status: number;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into answers of any shape
}

export async function send(
  port: number,
  path: string,
  token: string | null,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  });
  return { status: response.status, body: await response.json() };
}

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
