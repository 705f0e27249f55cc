import pg from "pg";
import { DataSource, type EntitySchema, type MigrationInterface } from "typeorm";

/** Any row; a caller names the columns it asks for. */
export interface Database {
  readonly source: DataSource;
  /**
   * One statement straight on the connection pool, past the ORM. With a `name` it is prepared once for each connection;
   * the same name must always come with the same text. Throws what PostgreSQL says.
   */
  query<Row extends object>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>;
  /** Lets what runs end, then closes the connections. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly entities?: readonly EntitySchema[];
  readonly migrations?: readonly (new () => MigrationInterface)[];
  /** Milliseconds; 0 is without limit (migrations). Default 15,000. */
  readonly statementTimeoutMs?: number;
  /** An idle connection's error: the pool replaces the connection by itself, so it is only worth a line in the log. */
  readonly onConnectionError: (error: Error) => void;
}

export const migrationTable = "schema_migration";

function toPool(source: DataSource): pg.Pool {
  const driver: object = source.driver;
  const pool = "master" in driver ? driver.master : null;
  if (pool instanceof pg.Pool) return pool;
  throw new Error("TypeORM no longer keeps its pool at driver.master.");
}

/** The pool beneath, for libraries that bring their own SQL. */
export function poolOf(database: Database): pg.Pool {
  return toPool(database.source);
}

/** Connects; throws when the server does not answer within 10 s. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const source = new DataSource({
    type: "postgres",
    driver: pg,
    url: options.url,
    applicationName: options.applicationName,
    poolSize: options.poolSize,
    connectTimeoutMS: 10_000,
    poolErrorHandler: options.onConnectionError,
    entities: [...(options.entities ?? [])],
    migrations: [...(options.migrations ?? [])],
    migrationsTableName: migrationTable,
    migrationsTransactionMode: "each",
    extra: { statement_timeout: options.statementTimeoutMs ?? 15_000, idle_in_transaction_session_timeout: 30_000 },
  });
  await source.initialize();
  const pool = toPool(source);
  pool.on("error", options.onConnectionError);
  return {
    source,
    async query<Row extends object>(text: string, values: readonly unknown[] = [], name?: string): Promise<Row[]> {
      const result = await pool.query<Row>({ text, values: [...values], ...(name ? { name } : {}) });
      return result.rows;
    },
    close: () => source.destroy(),
  };
}
