import { randomUUID } from "node:crypto";
import pg from "pg";
import type { EntitySchema } from "typeorm";
import { afterAll, beforeAll, inject } from "vitest";
import { type Database, openDatabase } from "../src/platform/database.ts";
import { templateName, type TestServer } from "./test-server.ts";

export interface TestDatabase extends TestServer {
  /** Opened as the role that reads and writes. */
  readonly database: Database;
  drop(): Promise<void>;
}

async function asAdmin(server: TestServer, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

function inDatabase(url: string, name: string): string {
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.href;
}

export interface TestDatabaseOptions {
  readonly entities?: readonly EntitySchema[];
  readonly poolSize?: number;
  /** Without tables, for tests of the migrations themselves. */
  readonly empty?: boolean;
}

/** A database of one's own on the run's PostgreSQL: all migrations done, no rows. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject("server");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(server, `create database ${name} owner relink_owner${options.empty ? "" : ` template ${templateName}`}`);
  if (options.empty) await asAdmin({ ...server, adminUrl: inDatabase(server.adminUrl, name) }, "alter schema public owner to relink_owner");
  const appUrl = inDatabase(server.appUrl, name);
  const database = await openDatabase({
    url: appUrl,
    poolSize: options.poolSize ?? 5,
    applicationName: "relink test",
    onConnectionError: () => undefined,
    entities: options.entities ?? [],
  });
  return {
    database,
    appUrl,
    adminUrl: inDatabase(server.adminUrl, name),
    ownerUrl: inDatabase(server.ownerUrl, name),
    async drop() {
      await database.close();
      await asAdmin(server, `drop database ${name} with (force)`);
    },
  };
}

/** Gives the tests of a file one database; call the answer inside them. */
export function useTestDatabase(options: TestDatabaseOptions = {}): () => TestDatabase {
  let made: TestDatabase | null = null;
  beforeAll(async () => {
    made = await createTestDatabase(options);
  });
  afterAll(() => made?.drop());
  return () => {
    if (!made) throw new Error("The test database is there once the tests run.");
    return made;
  };
}
