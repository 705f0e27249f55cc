import { describe, expect, test } from "vitest";
import { migrations } from "../../migrations/index.ts";
import { createTestDatabase, useTestDatabase } from "../../test/test-database.ts";
import { migrate } from "./migrate.ts";

const names = migrations.map((Migration) => new Migration().name ?? "");

describe("migrations", () => {
  test("run in the order of their list, which is the order of the numbers at the end of their names", () => {
    const numbers = names.map((name) => Number(name.slice(-13)));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test("two processes that migrate at once run each migration once", async () => {
    const { ownerUrl, database, drop } = await createTestDatabase({ empty: true });
    const ran = await Promise.all([1, 2].map(() => migrate({ ownerUrl, appRole: "relink_app" })));
    expect(ran.flat().toSorted()).toEqual(names.toSorted());
    expect(ran.map((own) => own.length).toSorted((a, b) => a - b)).toEqual([0, names.length]);
    const kept = await database.query<{ name: string }>("select name from schema_migration order by id");
    expect(kept.map((row) => row.name)).toEqual(names);
    await drop();
  });

  test("a migration that another process holds up ends with a sentence, not with a hang", async () => {
    const { ownerUrl, database, drop } = await createTestDatabase({ empty: true });
    const runner = database.source.createQueryRunner();
    await runner.query("select pg_advisory_lock(7356540112)");
    await expect(migrate({ ownerUrl, appRole: "relink_app", waitLimitMs: 100 })).rejects.toThrow(/Another process has been migrating/);
    await runner.release();
    await drop();
  });
});

describe("the application's role", () => {
  const db = useTestDatabase();

  test("reads and writes, and can neither change the schema nor the list of what ran", async () => {
    const { database } = db();
    expect(await database.query("select id from workspace")).toEqual([]);
    await expect(database.query("create table extra (id int)")).rejects.toThrow(/permission denied/);
    await expect(database.query("drop table workspace")).rejects.toThrow(/must be owner/);
    await expect(database.query("delete from schema_migration")).rejects.toThrow(/permission denied/);
  });
});
