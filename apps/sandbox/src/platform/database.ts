import { Pool } from "pg";
import type { PoolClient, QueryResultRow } from "pg";
import { schemaSql } from "./schema.ts";

export type Query = <Row extends QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

export type Database = {
  readonly query: Query;
  readonly transaction: <Result>(work: (query: Query) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
};

/** Any number will do, as long as every sandbox on one database takes the same. */
const schemaLock = 7_205_311;

export async function openDatabase(url: string): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 10_000 });
  // A server that goes away ends idle connections: the next query says so; the process must not die of it.
  pool.on("error", () => undefined);
  const database: Database = {
    query: toQuery(pool),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
  await database.transaction(async (query) => {
    await query("select pg_advisory_xact_lock($1)", [schemaLock]);
    await query(schemaSql);
  });
  return database;
}

function toQuery(client: Pool | PoolClient): Query {
  return async <Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []) => {
    // Without values pg speaks the simple protocol, which admits the many statements of the schema.
    const result = values.length > 0 ? await client.query<Row>(sql, [...values]) : await client.query<Row>(sql);
    return result.rows;
  };
}

async function inTransaction<Result>(pool: Pool, work: (query: Query) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(toQuery(client));
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    await client.query("rollback").then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}
