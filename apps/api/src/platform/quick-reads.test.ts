import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { createQuickReads, type QuickReads } from "./quick-reads.ts";
import type { Queryable } from "./transaction.ts";

const testDatabase = useTestDatabase();
const viaPool: string[] = [];
let reads: QuickReads;

beforeAll(async () => {
  const pool: Queryable = {
    query(text, values, name) {
      viaPool.push(text);
      return testDatabase().database.query(text, values, name);
    },
  };
  reads = createQuickReads({ url: testDatabase().appUrl, pool, onError: () => undefined });
  await stand();
});
afterAll(() => reads.close());

/** Both connections stand: nothing is asked of the pool any more. */
async function stand(): Promise<void> {
  await vi.waitFor(
    async () => {
      viaPool.length = 0;
      await Promise.all([reads.query("select 1"), reads.query("select 1")]);
      expect(viaPool).toEqual([]);
    },
    { timeout: 10_000, interval: 50 },
  );
}

test("a thousand reads at once are each answered with their own rows", async () => {
  const asked = Array.from({ length: 1_000 }, (_, index) => index);
  const answers = await Promise.all(asked.map((n) => reads.query<{ n: number }>("select $1::int as n", [n], "n")));
  expect(answers.map(([row]) => row?.n)).toEqual(asked);
  expect(viaPool).toEqual([]);
});

test("one that fails says so, and those behind it are answered", async () => {
  const wrong = Array.from({ length: 4 }, () => reads.query("select 1 / 0"));
  const right = Array.from({ length: 4 }, (_, n) => reads.query<{ n: number }>("select $1::int as n", [n]));
  const outcomes = await Promise.allSettled([...wrong, ...right]);
  expect(outcomes.slice(0, 4)).toEqual(wrong.map(() => ({ status: "rejected", reason: expect.objectContaining({ code: "22012" }) })));
  expect(outcomes.slice(4)).toEqual([0, 1, 2, 3].map((n) => ({ status: "fulfilled", value: [{ n }] })));
});

test("while its connections are cut the pool answers, nobody is told of it, and they come back", async () => {
  const cut =
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'relink quick reads' and datname = current_database()";
  const slow = Array.from({ length: 4 }, (_, n) => reads.query<{ n: number }>("select $1::int as n from pg_sleep(2)", [n]));
  await testDatabase().database.query(cut);
  expect((await Promise.all(slow)).map(([row]) => row?.n)).toEqual([0, 1, 2, 3]);
  expect(viaPool.length, "by way of the pool").toBeGreaterThan(0);
  await stand();
});
