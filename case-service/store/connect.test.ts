import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseConnection } from './connect.ts';
import { asOrganisation, connectDatabase } from './connect.ts';
import { CaseStore } from './case-store.ts';
import type { ProjectedFiling } from './case-store.ts';
import { SCHEMA } from './schema.ts';

const run = promisify(execFile);
const POSTGRES = '/usr/lib/postgresql/15/bin';
const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root: its own account runs it there. */
async function asPostgres(command: string, args: readonly string[]): Promise<string> {
  const whole = [join(POSTGRES, command), ...args];
  const [file = '', ...rest] = isRoot
    ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...whole]
    : whole;
  return (await run(file, rest, { cwd: '/' })).stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function accountOf(name: string): Promise<number> {
  return Number((await run('id', ['-u', name])).stdout);
}

interface Engine {
  readonly dataDir: string;
  readonly url: string | null;
  stop(): Promise<void>;
}

async function pglite(): Promise<Engine> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chengkan-pglite-'));
  return { dataDir, url: null, stop: () => rm(dataDir, { recursive: true }) };
}

async function postgresql(): Promise<Engine> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chengkan-pg-'));
  if (isRoot) await chown(dataDir, await accountOf('postgres'), await accountOf('postgres'));
  const cluster = join(dataDir, 'cluster');
  await asPostgres('initdb', ['-D', cluster, '-U', 'owner', '--auth=trust', '-N']);
  const port = await freePort();
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
  await asPostgres('pg_ctl', ['-D', cluster, '-l', join(dataDir, 'log'), '-w', '-o', options, 'start']);
  return {
    dataDir,
    url: `postgres://owner@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await asPostgres('pg_ctl', ['-D', cluster, '-m', 'immediate', 'stop']);
      await rm(dataDir, { recursive: true });
    },
  };
}

const filing = (index: number, organisation: string, department: string): ProjectedFiling => ({
  sheet: {
    v: 1,
    id: `case-${index}`,
    number: `2026-${index}`,
    kind: 'other',
    status: 'filed',
    title: 't',
    description: 'd',
    position: { crs: 'cgcs2000', longitudeDeg: 121.5, latitudeDeg: 29.9 },
    orthometricHeightM: null,
    area: 'waitan',
    department,
    alarmId: null,
    occurredAtUtcMs: 1_764_000_000_001,
    filedAtUtcMs: 1_764_000_000_002 + index,
    filedBy: { account: 'a', name: 'n', organisation },
    history: [{ atUtcMs: 1_764_000_000_002, type: 'case-filed', by: 'n', ledgerIndex: index }],
    ledgerIndex: index,
    version: 1,
  },
  facts: { requestKey: `a ${index}`, requestHash: 'h', year: 2026, sequence: index },
});

const engines = [
  { name: 'pglite', make: pglite, present: true },
  { name: 'postgresql 15', make: postgresql, present: existsSync(join(POSTGRES, 'initdb')) },
];

describe.each(engines)('case database on $name', ({ make, present }) => {
  let engine: Engine;
  let connection: CaseConnection;
  let store: CaseStore;

  beforeAll(async () => {
    if (!present) return;
    engine = await make();
    const opened = await connectDatabase(engine.dataDir, engine.url);
    if (!opened.ok) throw new Error(opened.error.message);
    connection = opened.value;
    store = new CaseStore(connection.db);
    await store.reset({ logKey: 'k', nextIndex: 0, root: 'r' });
    await store.project([filing(1, 'housing', 'police'), filing(2, 'police', 'police')], {
      logKey: 'k',
      nextIndex: 3,
      root: 's',
    });
  });
  afterAll(async () => {
    if (!present) return;
    await store.close();
    await engine.stop();
  });

  test.runIf(present)('golden: what was projected is read back number for number', async () => {
    expect(await store.sheet('market', 'case-1')).toEqual(filing(1, 'housing', 'police').sheet);
    expect((await store.list('market', 10)).map(({ id }) => id)).toEqual(['case-2', 'case-1']);
    expect(await store.position()).toEqual({ logKey: 'k', nextIndex: 3, root: 's' });
    expect(await store.byRequest('a 2')).toEqual({ id: 'case-2', requestHash: 'h' });
    expect(await store.highestSequence(2026)).toBe(2);
  });

  test.runIf(present)(
    'property: the service is no superuser and row-level security holds for it',
    async () => {
      const who = await asOrganisation(connection.db, 'housing', (trx) =>
        sql<{ role: string; super: boolean; bypass: boolean }>`
        select current_user as role, rolsuper as super, rolbypassrls as bypass
        from pg_roles where rolname = current_user`.execute(trx),
      );
      expect(who.rows).toEqual([{ role: 'chengkan_case_service', super: false, bypass: false }]);
      expect(
        await asOrganisation(connection.db, '', (trx) => trx.selectFrom('cases').select('id').execute()),
      ).toEqual([]);
      const change = (organisation: string) =>
        asOrganisation(connection.db, organisation, (trx) =>
          trx
            .updateTable('cases')
            .set({ title: 'changed' })
            .where('id', '=', 'case-1')
            .returning('id')
            .execute(),
        );
      expect(await change('market')).toEqual([]);
      expect(await change('housing')).toHaveLength(1);
      expect(await change('police')).toHaveLength(1);
      await expect(
        asOrganisation(connection.db, 'market', (trx) =>
          trx
            .insertInto('case_history')
            .values({ case_id: 'case-1', ledger_index: 9, at_utc_ms: 1, type: 't', by_name: 'n' })
            .execute(),
        ),
      ).rejects.toThrow(/row-level security/);
      await expect(
        asOrganisation(connection.db, 'housing', (trx) => trx.deleteFrom('cases').execute()),
      ).rejects.toThrow(/permission denied/);
    },
  );

  test.runIf(present)(
    'property: migrations may run again, and a failed projection leaves nothing behind',
    async () => {
      if (engine.url !== null) {
        const again = await connectDatabase(engine.dataDir, engine.url);
        expect(again.ok).toBe(true);
        if (again.ok) await again.value.db.destroy();
      }
      const next = { logKey: 'k', nextIndex: 9, root: 'x' };
      await expect(
        store.project([filing(3, 'housing', 'police'), filing(1, 'housing', 'police')], next),
      ).rejects.toThrow();
      expect(await store.sheet('housing', 'case-3')).toBeNull();
      expect((await store.position())?.nextIndex).toBe(3);
      const versions = await sql<{
        n: number;
      }>`select count(*)::int as n from ${sql.table(`${SCHEMA}.schema_version`)}`.execute(connection.db);
      expect(versions.rows[0]?.n).toBe(1);
    },
  );
});

test('errors: database-unavailable when nobody listens', async () => {
  const url = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
  expect(await connectDatabase(tmpdir(), url)).toMatchObject({ error: { code: 'database-unavailable' } });
});
