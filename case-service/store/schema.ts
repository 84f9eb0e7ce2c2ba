/**
 * Tables of the projection: everything here can be dropped and rebuilt from the ledger's folder.
 * Times UTC ms, positions CGCS2000 degrees, heights orthometric metres.
 */
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

export const SCHEMA = 'chengkan_cases';
/** Not a superuser and not the tables' owner, so that row-level security holds for it on both engines. */
export const SERVICE_ROLE = 'chengkan_case_service';

interface CaseTable {
  id: string;
  number: string;
  year: number;
  sequence: number;
  request_key: string;
  request_hash: string;
  kind: string;
  status: string;
  title: string;
  description: string;
  longitude_deg: number;
  latitude_deg: number;
  orthometric_height_m: number | null;
  area: string;
  department: string;
  alarm_id: string | null;
  occurred_at_utc_ms: number;
  filed_at_utc_ms: number;
  filed_by_account: string;
  filed_by_name: string;
  filed_by_organisation: string;
  ledger_index: number;
  version: number;
}

interface CaseHistoryTable {
  case_id: string;
  ledger_index: number;
  at_utc_ms: number;
  type: string;
  by_name: string;
}

interface ProjectionTable {
  singleton: boolean;
  /** verifier key of the log that this is a projection of */
  log_key: string;
  next_index: number;
  /** base64 root over the entries below next_index */
  root: string;
}

export interface CaseDatabase {
  cases: CaseTable;
  case_history: CaseHistoryTable;
  projection: ProjectionTable;
}

/** Each runs once, in order, in one transaction with its number. Never edit one that was released: add another. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table ${SCHEMA}.cases (
      id text primary key, number text not null unique, year integer not null, sequence integer not null,
      request_key text not null unique, request_hash text not null,
      kind text not null, status text not null, title text not null, description text not null,
      longitude_deg double precision not null, latitude_deg double precision not null,
      orthometric_height_m double precision, area text not null, department text not null, alarm_id text,
      occurred_at_utc_ms double precision not null, filed_at_utc_ms double precision not null,
      filed_by_account text not null, filed_by_name text not null, filed_by_organisation text not null,
      ledger_index bigint not null, version integer not null, unique (year, sequence))`,
    `create index cases_by_filing on ${SCHEMA}.cases (filed_at_utc_ms desc, id)`,
    `create table ${SCHEMA}.case_history (
      case_id text not null references ${SCHEMA}.cases (id), ledger_index bigint not null,
      at_utc_ms double precision not null, type text not null, by_name text not null,
      primary key (case_id, ledger_index))`,
    `create table ${SCHEMA}.projection (
      singleton boolean primary key check (singleton),
      log_key text not null, next_index bigint not null, root text not null)`,
    `grant usage on schema ${SCHEMA} to ${SERVICE_ROLE}`,
    `grant select, insert, update on ${SCHEMA}.cases, ${SCHEMA}.case_history to ${SERVICE_ROLE}`,
    `grant select, update on ${SCHEMA}.projection to ${SERVICE_ROLE}`,
    ...['cases', 'case_history'].flatMap((table) => [
      `alter table ${SCHEMA}.${table} enable row level security`,
      `alter table ${SCHEMA}.${table} force row level security`,
      // Every department reads every case; without an organisation nothing is seen.
      `create policy read_all on ${SCHEMA}.${table} for select
        using (coalesce(current_setting('chengkan.organisation', true), '') <> '')`,
    ]),
    // A case is written by the organisation that filed it or has it.
    `create policy file_own on ${SCHEMA}.cases for insert
      with check (filed_by_organisation = current_setting('chengkan.organisation', true))`,
    `create policy change_own on ${SCHEMA}.cases for update
      using (current_setting('chengkan.organisation', true) in (department, filed_by_organisation))
      with check (current_setting('chengkan.organisation', true) in (department, filed_by_organisation))`,
    `create policy record_own on ${SCHEMA}.case_history for insert
      with check (exists (select from ${SCHEMA}.cases where id = case_id
        and current_setting('chengkan.organisation', true) in (department, filed_by_organisation)))`,
  ],
];

/** Brings the schema up to date; safe to run at every start and by two processes at once. */
export async function migrate(db: Kysely<CaseDatabase>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${SCHEMA}))`.execute(trx);
    await ensureRole(trx);
    await sql.raw(`create schema if not exists ${SCHEMA}`).execute(trx);
    await sql
      .raw(`create table if not exists ${SCHEMA}.schema_version (version integer primary key)`)
      .execute(trx);
    const found = await sql<{
      version: number;
    }>`select coalesce(max(version), 0) as version from ${sql.table(`${SCHEMA}.schema_version`)}`.execute(
      trx,
    );
    for (let version = found.rows[0]?.version ?? 0; version < MIGRATIONS.length; version++) {
      for (const statement of MIGRATIONS[version] ?? []) await sql.raw(statement).execute(trx);
      await sql`insert into ${sql.table(`${SCHEMA}.schema_version`)} values (${version + 1})`.execute(trx);
    }
  });
}

async function ensureRole(trx: Transaction<CaseDatabase>): Promise<void> {
  const role = await sql`select 1 from pg_roles where rolname = ${SERVICE_ROLE}`.execute(trx);
  if (role.rows.length === 0)
    await sql.raw(`create role ${SERVICE_ROLE} nologin nosuperuser nobypassrls`).execute(trx);
  const member = await sql<{
    member: boolean;
  }>`select pg_has_role(${SERVICE_ROLE}, 'member') as member`.execute(trx);
  if (member.rows[0]?.member !== true) await sql.raw(`grant ${SERVICE_ROLE} to current_user`).execute(trx);
}
