/** A real gateway on a free port over a small district in a temporary folder, for the tests of this folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createGateway, type Gateway } from './app.ts';
import { readConfig } from './config.ts';
import { readFirstSignIns, type SignIn } from './identity/first-sign-ins.ts';
import { ensureTokenKeys } from './identity/token-keys.ts';

const place = { zh: '样例', en: 'Sample' };
const provenance = { name: place, crs: 'EPSG:4490', source: 'test', licence: 'CC0' };
const bounds = { westDeg: 121.5, southDeg: 29.8, eastDeg: 121.6, northDeg: 29.9 };

const MANIFEST = {
  version: 1,
  id: 'test-district',
  name: place,
  synthetic: true,
  bounds,
  grid: { latitudeOfOriginDeg: 29.8, centralMeridianDeg: 121.5, falseEastingM: 0, falseNorthingM: 0 },
  geoid: { kind: 'constant', geoidUndulationM: 11.6, source: 'test' },
  home: {
    longitudeDeg: 121.55,
    latitudeDeg: 29.85,
    ellipsoidalHeightM: 14,
    headingDeg: 0,
    pitchDeg: -30,
    rangeM: 500,
  },
  meshes: [
    {
      id: 'core',
      tileset: 'mesh/tileset.json',
      footprint: [
        [121.5, 29.8],
        [121.6, 29.8],
        [121.6, 29.9],
      ],
      controlled: true,
      ...provenance,
    },
  ],
  imagery: [
    {
      id: 'epoch-1',
      archive: 'imagery/epoch-1.pmtiles',
      epoch: '2026-01-01',
      bounds,
      minZoom: 10,
      maxZoom: 18,
      sha256: '0'.repeat(64),
      ...provenance,
    },
  ],
  surfaces: [{ id: 'dsm', kind: 'dsm', raster: 'surfaces/dsm.tif', sha256: '0'.repeat(64), ...provenance }],
  vectors: [
    { id: 'roads', kind: 'roads', geojson: 'vectors/roads.geojson', ...provenance },
    { id: 'zones', kind: 'zones', geojson: 'vectors/zones.geojson', ...provenance },
  ],
  organisations: [
    { id: 'planning', name: place, kind: 'department' },
    { id: 'urban-management', name: place, kind: 'department', chainMember: true },
    { id: 'police', name: place, kind: 'department', chainMember: true },
    { id: 'duty-centre', name: place, kind: 'centre' },
  ],
};

const FILES: Readonly<Record<string, string>> = {
  'district/district.json': JSON.stringify(MANIFEST),
  'district/mesh/tileset.json': JSON.stringify({ asset: { version: '1.1' }, padding: 'x'.repeat(4000) }),
  'district/mesh/0/tile.glb': '0123456789'.repeat(100),
  'district/imagery/epoch-1.pmtiles': 'PMTiles',
  'district/surfaces/dsm.tif': 'dsm',
  'district/vectors/roads.geojson': '{}',
  'district/vectors/zones.geojson': '{}',
  'district/vectors/unnamed.geojson': '{}',
  'district/source/metadata.xml': '<secret/>',
  'district/truth/changes.json': '[]',
  'secret.txt': 'outside',
  'client/index.html': '<meta name="csp-nonce" content="__CSP_NONCE__">',
  'client/assets/app-1234.js': `// ${'client '.repeat(400)}`,
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: <T = Record<string, unknown>>() => T;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly cookie?: string;
}

export interface TestGateway {
  readonly root: string;
  readonly port: number;
  readonly signIn: readonly SignIn[];
  /** Sends the path exactly as given, without the tidying that fetch does. */
  readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
  /** Cookie of a new session of the demonstration account with that role. */
  readonly cookieFor: (role: string) => Promise<string>;
  readonly passwordOf: (role: string) => string;
  /** Closes and opens again over the same data; sign-in passwords of the first start are kept. */
  readonly restart: (nowUtcMs?: () => number) => Promise<void>;
  /** the routing table as fastify prints it */
  readonly printRoutes: () => string;
  readonly close: () => Promise<void>;
}

async function send(port: number, path: string, options: Ask): Promise<Answer> {
  const { method = 'GET', headers = {}, body, cookie } = options;
  const isCommand = method !== 'GET' && method !== 'HEAD';
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        headers: {
          ...(isCommand && { 'x-chengkan': '1' }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(cookie && { cookie }),
          ...headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('latin1');
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            json: () => JSON.parse(Buffer.concat(chunks).toString('utf8')),
          });
        });
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export async function openTestGateway(
  environment: Readonly<Record<string, string>> = {},
  nowUtcMs?: () => number,
): Promise<TestGateway> {
  const root = await mkdtemp(join(tmpdir(), 'chengkan-gateway-'));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const keys = await ensureTokenKeys(join(root, 'data/keys'));
  const config = readConfig({
    CHENGKAN_DATA_DIR: join(root, 'data'),
    CHENGKAN_DISTRICT_DIR: join(root, 'district'),
    CHENGKAN_CLIENT_DIR: join(root, 'client'),
    CHENGKAN_GATEWAY_PORT: '0',
    CHENGKAN_MQTT_WS_PORT: '8081',
    CHENGKAN_IOT_HTTP_PORT: '9',
    CHENGKAN_CASE_HTTP_PORT: '9',
    CHENGKAN_BROKER_HTTP_PORT: '9',
    CHENGKAN_TOKEN_PRIVATE_KEY: keys.privateKeyPath,
    CHENGKAN_SERVICE_TOKEN: 'a'.repeat(32),
    ...environment,
  });
  if (!config.ok) throw new Error(config.error.message);
  const { value } = config;

  async function start(clock?: () => number): Promise<{ gateway: Gateway; port: number }> {
    const gateway = await createGateway(value, clock);
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const address = gateway.app.server.address();
    return { gateway, port: typeof address === 'object' && address ? address.port : 0 };
  }
  let running = await start(nowUtcMs);
  const signIn = await readFirstSignIns(value.dataFolder);
  const ask: TestGateway['ask'] = (path, options = {}) => send(running.port, path, options);
  const passwordOf = (role: string): string => signIn.find((each) => each.role === role)?.password ?? '';

  return {
    root,
    signIn,
    ask,
    passwordOf,
    get port() {
      return running.port;
    },
    cookieFor: async (role) => {
      const account = signIn.find((each) => each.role === role)?.account;
      const answer = await ask('/api/session', {
        method: 'POST',
        body: { account, password: passwordOf(role) },
      });
      const [cookie = ''] = answer.headers['set-cookie'] ?? [];
      return cookie.split(';')[0] ?? '';
    },
    restart: async (clock) => {
      await running.gateway.app.close();
      running = await start(clock ?? nowUtcMs);
    },
    printRoutes: () => running.gateway.app.printRoutes({ commonPrefix: false }),
    close: async () => {
      await running.gateway.app.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
