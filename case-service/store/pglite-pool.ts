/** PGlite behind the pool that Kysely's PostgreSQL dialect expects: one connection, handed out in turn. */
import type { PGlite } from '@electric-sql/pglite';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';

const COMMANDS = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const;

class ExclusiveClient implements PostgresPoolClient {
  readonly #pglite: PGlite;
  readonly #done: () => void;

  constructor(pglite: PGlite, done: () => void) {
    this.#pglite = pglite;
    this.#done = done;
  }

  query<R>(sqlText: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    text: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): PostgresCursor<R> | Promise<PostgresQueryResult<R>> {
    return typeof text === 'string' ? this.#run<R>(text, parameters) : text;
  }

  release(): void {
    this.#done();
  }

  async #run<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    const result = await this.#pglite.query<R>(text, [...parameters]);
    const word = text.trimStart().slice(0, 6).toUpperCase();
    const command = COMMANDS.find((name) => word.startsWith(name)) ?? 'SELECT';
    return { command, rowCount: result.affectedRows ?? result.rows.length, rows: result.rows };
  }
}

export class PglitePool implements PostgresPool {
  readonly #pglite: PGlite;
  #free: Promise<void> = Promise.resolve();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  async connect(): Promise<PostgresPoolClient> {
    const before = this.#free;
    let done = (): void => undefined;
    this.#free = new Promise((resolve) => (done = resolve));
    await before;
    return new ExclusiveClient(this.#pglite, done);
  }

  async end(): Promise<void> {
    await this.#free;
    await this.#pglite.close();
  }
}
