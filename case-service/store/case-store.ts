/** Reading and writing projected cases. Every access runs as an organisation, under row-level security. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Case, CaseSheet } from '../../contracts/case.ts';
import { CaseKindSchema, CaseStatusSchema } from '../../contracts/case.ts';
import { asOrganisation } from './connect.ts';
import type { CaseDatabase } from './schema.ts';
import { SCHEMA } from './schema.ts';

/** Under whose name the service itself reads: for restoring what is published, never for a person. */
const SERVICE_ITSELF = 'case-service';

export interface ProjectionPosition {
  readonly logKey: string;
  readonly nextIndex: number;
  readonly root: string;
}

/** What a filing leaves beside the case: how a repeated request and the next running number are recognised. */
interface FilingFacts {
  readonly requestKey: string;
  readonly requestHash: string;
  readonly year: number;
  readonly sequence: number;
}

export interface ProjectedFiling {
  readonly sheet: CaseSheet;
  readonly facts: FilingFacts;
}

type CaseRow = Selectable<CaseDatabase['cases']>;

function caseOfRow(row: CaseRow): Case {
  return {
    v: 1,
    id: row.id,
    number: row.number,
    kind: CaseKindSchema.parse(row.kind),
    status: CaseStatusSchema.parse(row.status),
    title: row.title,
    position: { crs: 'cgcs2000', longitudeDeg: row.longitude_deg, latitudeDeg: row.latitude_deg },
    orthometricHeightM: row.orthometric_height_m,
    area: row.area,
    department: row.department,
    alarmId: row.alarm_id,
    occurredAtUtcMs: row.occurred_at_utc_ms,
    filedAtUtcMs: row.filed_at_utc_ms,
    ledgerIndex: row.ledger_index,
    version: row.version,
  };
}

function rowOfFiling({ sheet, facts }: ProjectedFiling): CaseRow {
  return {
    id: sheet.id,
    number: sheet.number,
    year: facts.year,
    sequence: facts.sequence,
    request_key: facts.requestKey,
    request_hash: facts.requestHash,
    kind: sheet.kind,
    status: sheet.status,
    title: sheet.title,
    description: sheet.description,
    longitude_deg: sheet.position.longitudeDeg,
    latitude_deg: sheet.position.latitudeDeg,
    orthometric_height_m: sheet.orthometricHeightM,
    area: sheet.area,
    department: sheet.department,
    alarm_id: sheet.alarmId,
    occurred_at_utc_ms: sheet.occurredAtUtcMs,
    filed_at_utc_ms: sheet.filedAtUtcMs,
    filed_by_account: sheet.filedBy.account,
    filed_by_name: sheet.filedBy.name,
    filed_by_organisation: sheet.filedBy.organisation,
    ledger_index: sheet.ledgerIndex,
    version: sheet.version,
  };
}

export class CaseStore {
  readonly #db: Kysely<CaseDatabase>;

  constructor(db: Kysely<CaseDatabase>) {
    this.#db = db;
  }

  /** Newest first. */
  async list(organisation: string, limit: number): Promise<Case[]> {
    return await asOrganisation(this.#db, organisation, async (trx) => {
      const rows = await trx
        .selectFrom('cases')
        .selectAll()
        .orderBy('filed_at_utc_ms', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(caseOfRow);
    });
  }

  async sheet(organisation: string, id: string): Promise<CaseSheet | null> {
    return await asOrganisation(this.#db, organisation, (trx) => this.#sheet(trx, id));
  }

  /** Everything that is shown on the map: cases that are not closed. */
  async open(): Promise<Case[]> {
    return await asOrganisation(this.#db, SERVICE_ITSELF, async (trx) => {
      const rows = await trx.selectFrom('cases').selectAll().where('status', '!=', 'closed').execute();
      return rows.map(caseOfRow);
    });
  }

  /** The case that an earlier submission of the same request filed. */
  async byRequest(requestKey: string): Promise<{ id: string; requestHash: string } | null> {
    return await asOrganisation(this.#db, SERVICE_ITSELF, async (trx) => {
      const row = await trx
        .selectFrom('cases')
        .select(['id', 'request_hash'])
        .where('request_key', '=', requestKey)
        .executeTakeFirst();
      return row === undefined ? null : { id: row.id, requestHash: row.request_hash };
    });
  }

  async highestSequence(year: number): Promise<number> {
    return await asOrganisation(this.#db, SERVICE_ITSELF, async (trx) => {
      const row = await trx
        .selectFrom('cases')
        .select((select) => select.fn.max('sequence').as('highest'))
        .where('year', '=', year)
        .executeTakeFirst();
      return Number(row?.highest ?? 0);
    });
  }

  async position(): Promise<ProjectionPosition | null> {
    const row = await this.#db.selectFrom('projection').selectAll().executeTakeFirst();
    return row === undefined ? null : { logKey: row.log_key, nextIndex: row.next_index, root: row.root };
  }

  /** Empties the projection, for a log that it is to be built from anew. */
  async reset(start: ProjectionPosition): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await sql.raw(`truncate ${SCHEMA}.cases, ${SCHEMA}.case_history, ${SCHEMA}.projection`).execute(trx);
      await trx
        .insertInto('projection')
        .values({ singleton: true, log_key: start.logKey, next_index: start.nextIndex, root: start.root })
        .execute();
    });
  }

  /** Adds filings and moves the position in one transaction, each filing as the organisation that filed it. */
  async project(filings: readonly ProjectedFiling[], next: ProjectionPosition): Promise<void> {
    await asOrganisation(this.#db, SERVICE_ITSELF, async (trx) => {
      for (const filing of filings) {
        const { sheet } = filing;
        await sql`select set_config('chengkan.organisation', ${sheet.filedBy.organisation}, true)`.execute(
          trx,
        );
        await trx.insertInto('cases').values(rowOfFiling(filing)).execute();
        await trx
          .insertInto('case_history')
          .values(
            sheet.history.map((past) => ({
              case_id: sheet.id,
              ledger_index: past.ledgerIndex,
              at_utc_ms: past.atUtcMs,
              type: past.type,
              by_name: past.by,
            })),
          )
          .execute();
      }
      await trx
        .updateTable('projection')
        .set({ next_index: next.nextIndex, root: next.root })
        .where('log_key', '=', next.logKey)
        .execute();
    });
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }

  async #sheet(trx: Transaction<CaseDatabase>, id: string): Promise<CaseSheet | null> {
    const row = await trx.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) return null;
    const history = await trx
      .selectFrom('case_history')
      .selectAll()
      .where('case_id', '=', id)
      .orderBy('ledger_index')
      .execute();
    return {
      ...caseOfRow(row),
      description: row.description,
      filedBy: {
        account: row.filed_by_account,
        name: row.filed_by_name,
        organisation: row.filed_by_organisation,
      },
      history: history.map((past) => ({
        atUtcMs: past.at_utc_ms,
        type: past.type,
        by: past.by_name,
        ledgerIndex: past.ledger_index,
      })),
    };
  }
}
