import pg from "pg";
import type { TestServer } from "./test-server.ts";

/** Ends the connections of every bus on this database, as a restart of PostgreSQL does; they come back by themselves. */
export async function cutBuses({ adminUrl }: Pick<TestServer, "adminUrl">): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const sql = "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'relink bus%'";
    await admin.query(`${sql} and datname = current_database()`);
  } finally {
    await admin.end();
  }
}
