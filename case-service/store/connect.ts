/** The projection's database: PGlite inside the data directory, or PostgreSQL by URL; one dialect over both. */
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PostgresPool } from 'kysely';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Transaction } from 'kysely';
import pg from 'pg';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { PglitePool } from './pglite-pool.ts';
import type { CaseDatabase } from './schema.ts';
import { migrate, SCHEMA, SERVICE_ROLE } from './schema.ts';

const BIGINT_OID = 20;
/** Ledger indices are far below 2^53; PGlite already answers them as numbers. */
pg.types.setTypeParser(BIGINT_OID, Number);

export interface CaseConnection {
  readonly db: Kysely<CaseDatabase>;
  readonly engine: 'pglite' | 'postgresql';
}

async function poolOf(dataDir: string, databaseUrl: string | null): Promise<PostgresPool> {
  if (databaseUrl === null) return new PglitePool(await PGlite.create(join(dataDir, 'database')));
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, connectionTimeoutMillis: 5000 });
  // An idle connection that the server closes is replaced at the next query; without a listener it ends the process.
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Opens the database and brings its schema up to date. The caller holds the data directory's lock, which is also the
 * lock of the PGlite folder in it.
 * Errors: `database-unavailable`.
 */
export async function connectDatabase(
  dataDir: string,
  databaseUrl: string | null,
): Promise<Result<CaseConnection, CodedError>> {
  const root = new Kysely<CaseDatabase>({
    dialect: new PostgresDialect({ pool: () => poolOf(dataDir, databaseUrl) }),
  });
  try {
    const db = root.withSchema(SCHEMA);
    await migrate(db);
    return ok({ db, engine: databaseUrl === null ? 'pglite' : 'postgresql' });
  } catch (cause) {
    // What did not open need not close either; the reason is already known.
    await root.destroy().catch(() => undefined);
    return err({
      code: 'database-unavailable',
      message: `the case database does not open: ${String(cause)}`,
    });
  }
}

/**
 * Runs `work` in one transaction as the service's role, seeing and changing what `organisation` may.
 * Role and setting end with the transaction, so a pooled connection carries nothing over.
 */
export async function asOrganisation<T>(
  db: Kysely<CaseDatabase>,
  organisation: string,
  work: (trx: Transaction<CaseDatabase>) => Promise<T>,
): Promise<T> {
  return await db.transaction().execute(async (trx) => {
    await sql.raw(`set local role ${SERVICE_ROLE}`).execute(trx);
    await sql`select set_config('chengkan.organisation', ${organisation}, true)`.execute(trx);
    return await work(trx);
  });
}
