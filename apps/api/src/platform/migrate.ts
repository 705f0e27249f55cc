import pg from "pg";
import { migrations as allMigrations } from "../../migrations/index.ts";
import { type DatabaseOptions, migrationTable, openDatabase } from "./database.ts";

/** Any number that nothing else locks in this database. */
const lockKey = 7_356_540_112;

export interface MigrateOptions {
  readonly ownerUrl: string;
  /** The role that reads and writes; it is given just that. */
  readonly appRole: string;
  readonly migrations?: NonNullable<DatabaseOptions["migrations"]>;
  /** How long another process may migrate before we give up, milliseconds. Default 60,000. */
  readonly waitLimitMs?: number;
}

async function grantTo(client: pg.Client, appRole: string): Promise<void> {
  const current = await client.query<{ owner: string }>("select current_user as owner");
  if (current.rows[0]?.owner === appRole) return;
  const role = pg.escapeIdentifier(appRole);
  await client.query(`
    grant usage on schema public to ${role};
    grant select, insert, update, delete on all tables in schema public to ${role};
    grant usage, select on all sequences in schema public to ${role};
    grant execute on all routines in schema public to ${role};
    revoke insert, update, delete on ${migrationTable} from ${role};
    alter default privileges in schema public grant select, insert, update, delete on tables to ${role};
    alter default privileges in schema public grant usage, select on sequences to ${role};
  `);
}

async function runAll(options: MigrateOptions): Promise<readonly string[]> {
  const database = await openDatabase({
    url: options.ownerUrl,
    poolSize: 1,
    applicationName: "relink migrate",
    migrations: options.migrations ?? allMigrations,
    statementTimeoutMs: 0,
    onConnectionError: () => undefined,
  });
  try {
    return (await database.source.runMigrations()).map((migration) => migration.name);
  } finally {
    await database.close();
  }
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "55P03";
}

/**
 * Runs what has not run yet, as the owner, and answers the names of what ran. Processes that start at once take turns;
 * throws when another one has not finished within the wait limit.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: options.ownerUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(`set lock_timeout = ${Math.trunc(options.waitLimitMs ?? 60_000)}`);
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await client.query("set lock_timeout = 0");
    const ran = await runAll(options);
    await grantTo(client, options.appRole);
    return ran;
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new Error("Another process has been migrating the database for too long; look at what it waits for.", { cause: error });
  } finally {
    await client.end();
  }
}
