import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedPostgres } from "../src/platform/embedded-postgres.ts";
import { migrate } from "../src/platform/migrate.ts";
import { templateName, type TestServer } from "./test-server.ts";

/** One embedded PostgreSQL for the whole run, with a migrated database that each test file gets a copy of. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "relink-test-"));
  const postgres = await openEmbeddedPostgres({ dataDir, say: () => undefined });
  const server: TestServer = { adminUrl: postgres.adminUrl, ownerUrl: postgres.ownerUrl, appUrl: postgres.appUrl };
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  // This server is never killed: the disk, which stands still for seconds on a busy machine, need not be waited for.
  for (const setting of ["fsync", "synchronous_commit"]) await admin.query(`alter system set ${setting} = off`);
  await admin.query("select pg_reload_conf()");
  await admin.query(`create database ${templateName} owner relink_owner`);
  await admin.end();
  const url = new URL(postgres.ownerUrl);
  url.pathname = `/${templateName}`;
  await migrate({ ownerUrl: url.href, appRole: "relink_app" });
  project.provide("server", server);
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
